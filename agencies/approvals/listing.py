"""Lists of account changes, and of roles and accounts due for review."""

from datetime import datetime

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from agencies.models import AccountChange, Hub, Membership, User
from agencies.roles import CONFIRMERS, ROLES
from mash.hub_time import days_after

COLOURS: dict[str, str] = {
    AccountChange.Verdict.WAITS: "yellow",
    AccountChange.Verdict.CONFIRMED: "green",
    AccountChange.Verdict.REFUSED: "red",
}
DUE_SOON = 14  # days
CONFIRMERS_HEAR = "Those who can confirm it are told by email."
NOBODY_CONFIRMS = "Nobody else in your hub can confirm it, so nobody is told: ask whoever runs this system to."
NOTHING_YET = "Nothing has changed yet."


def confirmers_of(hub: int) -> QuerySet[User]:
    """Return the active users of a hub who can be the second person."""
    holders = Membership.objects.current().filter(role__in=CONFIRMERS).values("user")
    return User.objects.filter(hub=hub, is_active=True, pk__in=holders)


def second_people_of(change: AccountChange) -> QuerySet[User]:
    """Return who can confirm a change: neither whoever asked for it nor whom it is about."""
    excluded = [pk for pk in (change.proposed_by_id, change.user_id) if pk]
    return confirmers_of(change.hub_id).exclude(pk__in=excluded)


def waiting_words(change: AccountChange, what: str = "This waits for a second person.") -> str:
    """Return what a page says of a change that waits, and whether anybody is told of it."""
    return f"{what} {CONFIRMERS_HEAR if second_people_of(change).exists() else NOBODY_CONFIRMS}"


def changes_of(hub: Hub) -> QuerySet[AccountChange]:
    names = ("user__agency", "agency", "proposed_by", "decided_by")
    return AccountChange.objects.filter(hub=hub).select_related(*names)


def waiting_in(hub: Hub) -> QuerySet[AccountChange]:
    return changes_of(hub).waiting().order_by("proposed_at")


def history_of(user: User) -> QuerySet[AccountChange]:
    return AccountChange.objects.filter(user=user).select_related("agency", "proposed_by", "decided_by")


def change_row(change: AccountChange) -> dict:
    # The task that marks lapsed changes runs once an hour; until then the row still says that it waits.
    lapsed = change.waits and change.lapses_at <= timezone.now()
    code = AccountChange.Verdict.LAPSED if lapsed else change.decision
    return {
        "change": change,
        "state": AccountChange.Verdict(code).label if code else "Waiting",
        "colour": COLOURS.get(code, "grey"),
        "waits": change.waits and not lapsed,
    }


def last_reviewed() -> Coalesce:
    """When a role was last reviewed: when it was given, if not since."""
    return Coalesce("certified_at", "started_at")


def current_memberships(hub: Hub) -> QuerySet[Membership]:
    """Return the roles that active users of the hub hold now, annotated with when each was last reviewed."""
    memberships = Membership.objects.current().filter(user__hub=hub, user__is_active=True)
    return memberships.select_related("user__agency", "certified_by").annotate(looked_at=last_reviewed())


def due_for_review(hub: Hub, *, now: datetime | None = None, soon: bool = True) -> QuerySet[Membership]:
    """Return the roles due for review, the longest overdue first; with `soon`, also those due shortly."""
    deadline = days_after(now or timezone.now(), (DUE_SOON if soon else 0) - hub.certify_days)
    return current_memberships(hub).filter(looked_at__lte=deadline).order_by("looked_at", "pk")


def is_overdue(membership: Membership, hub: Hub, now: datetime) -> bool:
    return days_after(membership.looked_at, hub.certify_days) < now


def stale_accounts(hub: Hub, *, now: datetime | None = None) -> QuerySet[User]:
    """Return active users with a role who have not signed in for the hub's `stale_days`, or never did."""
    before = days_after(now or timezone.now(), -hub.stale_days)
    holders = Membership.objects.current().values("user")
    away = Q(last_login__lt=before) | Q(last_login=None, invited_at__lt=before)
    stale = User.objects.in_hub(hub).filter(away, is_active=True, pk__in=holders).select_related("agency")
    return stale.order_by(F("last_login").asc(nulls_first=True), "pk")


def review_row(membership: Membership, hub: Hub, viewer: User, now: datetime) -> dict:
    return {
        "held": membership,
        "role": ROLES[membership.role].label,
        "due_on": days_after(membership.looked_at, hub.certify_days),
        "overdue": is_overdue(membership, hub, now),
        "own": membership.user_id == viewer.pk,
    }
