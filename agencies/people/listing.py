"""Querying and filtering a hub's people for the administrator's list."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, TextChoices
from django.utils import timezone

from agencies.addresses import normalise_part
from agencies.models import AccountChange, Hub, Membership, User
from agencies.roles import ROLES


class AccountState(TextChoices):
    """How far somebody's account is, as the list of people shows and filters it."""

    ACTIVE = "active", "Active"
    NOT_INVITED = "not_invited", "Not invited yet"
    WAITING = "waiting", "Invited"
    EXPIRED = "expired", "Invitation expired"
    SUSPENDED = "suspended", "Suspended"


COLOURS = dict(zip(AccountState, ("green", "light-blue", "yellow", "orange", "red"), strict=True))
LINK_LIFETIME = timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


def in_state(state: AccountState) -> Q:
    oldest = timezone.now() - LINK_LIFETIME
    invited = Q(is_active=True, last_login=None, not_invited_yet=False)
    has_password = ~Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return {
        AccountState.ACTIVE: Q(is_active=True, last_login__isnull=False),
        AccountState.NOT_INVITED: Q(is_active=True, last_login=None, not_invited_yet=True),
        AccountState.WAITING: invited & (has_password | Q(invited_at__gte=oldest)),
        AccountState.EXPIRED: invited & ~has_password & Q(invited_at__lt=oldest),
        AccountState.SUSPENDED: Q(is_active=False),
    }[state]


def _not_invited_yet() -> Q:
    """Whether no invitation has gone: it waits with the role, which a second person may never confirm."""
    sent = AccountChange.objects.filter(kind=AccountChange.Kind.LINK, user=OuterRef("pk"))
    holds_role = Membership.objects.current().filter(user=OuterRef("pk"))
    unusable = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return ~Q(Exists(sent)) & ~Q(Exists(holds_role)) & unusable


def people_of(hub: Hub) -> QuerySet[User]:
    """Return the people of a hub with their agencies, teams and current roles, and whether their invitation waits."""
    # Prefetched, so that a page of people takes as many queries as one person.
    memberships = Prefetch("memberships", Membership.objects.current(), to_attr="held")
    return (
        User.objects.in_hub(hub)
        .select_related("agency", "team")
        .prefetch_related(memberships)
        .annotate(not_invited_yet=_not_invited_yet())
        .order_by("name", "pk")
    )


def filter_people(people: QuerySet[User], terms: dict) -> QuerySet[User]:
    if terms.get("state"):
        people = people.filter(in_state(AccountState(terms["state"])))
    if terms.get("role"):
        with_role = Membership.objects.current().filter(user=OuterRef("pk"), role=terms["role"])
        people = people.filter(Exists(with_role))
    if terms.get("agency"):
        people = people.filter(agency=terms["agency"])
    return people


def search_people(people: QuerySet[User], text: str) -> QuerySet[User]:
    """Filter to people whose name or email address contains every word of the search."""
    for word in text.split():
        by_name = Q(name__icontains=word)
        people = people.filter(by_name | _address_contains(word))
    return people


def _address_contains(word: str) -> Q:
    return Q(email__contains=normalise_part(word)) if normalise_part(word) else Q(pk=None)


def state_of(user: User) -> AccountState:
    """Return the state of one of `people_of`."""
    if not user.is_active:
        return AccountState.SUSPENDED
    if user.last_login:
        return AccountState.ACTIVE
    if user.not_invited_yet:
        return AccountState.NOT_INVITED
    # Whoever has chosen a password needs the link no more.
    return (
        AccountState.WAITING
        if user.has_usable_password() or link_until(user) >= timezone.now()
        else AccountState.EXPIRED
    )


def link_until(user: User) -> datetime:
    """Return when the link in the latest invitation expires."""
    return user.invited_at + LINK_LIFETIME


def row(user: User) -> dict:
    state = state_of(user)
    labels = [ROLES[membership.role].label for membership in user.held]
    return {"person": user, "roles": labels, "code": state, "state": state.label, "colour": COLOURS[state]}
