"""The hub's people as the administrator's list shows them: as many queries for a hundred as for one."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from agencies.addresses import normalise_part
from agencies.models import Hub, Membership, User
from agencies.roles import ROLES

ACTIVE, WAITING, EXPIRED, SUSPENDED = "active", "waiting", "expired", "suspended"
STATES = {ACTIVE: "Active", WAITING: "Invited", EXPIRED: "Invitation expired", SUSPENDED: "Suspended"}
COLOURS = {ACTIVE: "green", WAITING: "yellow", EXPIRED: "orange", SUSPENDED: "red"}
LINK_LIFETIME = timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


def in_state(state: str) -> Q:
    oldest = timezone.now() - LINK_LIFETIME
    return {
        ACTIVE: Q(is_active=True, last_login__isnull=False),
        WAITING: Q(is_active=True, last_login=None, invited_at__gte=oldest),
        EXPIRED: Q(is_active=True, last_login=None, invited_at__lt=oldest),
        SUSPENDED: Q(is_active=False),
    }[state]


def people_of(hub: Hub) -> QuerySet[User]:
    held = Prefetch("memberships", Membership.objects.current(), to_attr="held")
    return User.objects.in_hub(hub).select_related("agency", "team").prefetch_related(held).order_by("name", "pk")


def filter_people(people: QuerySet[User], terms: dict) -> QuerySet[User]:
    if terms.get("state"):
        people = people.filter(in_state(terms["state"]))
    if terms.get("role"):
        holds = Membership.objects.current().filter(user=OuterRef("pk"), role=terms["role"])
        people = people.filter(Exists(holds))
    if terms.get("agency"):
        people = people.filter(agency=terms["agency"])
    return people


def search_people(people: QuerySet[User], words: str) -> QuerySet[User]:
    """Every word is somewhere in the name or the email address."""
    for word in words.split():
        by_name = Q(name__icontains=word)
        people = people.filter(by_name | _address_contains(word))
    return people


def _address_contains(word: str) -> Q:
    return Q(email__contains=normalise_part(word)) if normalise_part(word) else Q(pk=None)


def state_of(user: User) -> str:
    if not user.is_active:
        return SUSPENDED
    if user.last_login:
        return ACTIVE
    return WAITING if link_until(user) >= timezone.now() else EXPIRED


def link_until(user: User) -> datetime:
    """When the link of the newest invitation stops working."""
    return user.invited_at + LINK_LIFETIME


def row(user: User) -> dict:
    state = state_of(user)
    labels = [ROLES[membership.role].label for membership in user.held]
    return {"person": user, "roles": labels, "code": state, "state": STATES[state], "colour": COLOURS[state]}
