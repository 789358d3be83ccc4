"""Mails to those who read the access log of a hub: that there is something to look at, never about whom."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from agencies.models import Hub, Membership, User
from agencies.roles import ROLES, VIEW_EVENTS
from referrals.messages.outbox import post

WATCHERS = [role.code for role in ROLES.values() if VIEW_EVENTS in role.permissions]


def tell_watchers(*, hub_id: int, template: str, key: str, but: int | None, now: datetime, **context: str) -> None:
    """Post a mail to every auditor and governance officer of a hub, but not to the person it is about."""
    hub = Hub.objects.get(pk=hub_id)
    memberships = Membership.objects.current().filter(user=OuterRef("pk"), role__in=WATCHERS)
    for person in User.objects.in_hub(hub).filter(Exists(memberships), is_active=True).exclude(pk=but):
        post(template=template, to=person.email, hub=hub, key=f"{key}:{person.pk}", now=now, **context)
