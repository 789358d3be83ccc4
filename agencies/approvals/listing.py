"""Changes to accounts as they are listed: what waits, what was done, and what is due to be looked at again."""

from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from agencies.models import AccountChange, Hub, Membership, User
from agencies.roles import CONFIRMERS, ROLES

COLOURS = {
    AccountChange.WAITS: "yellow",
    AccountChange.CONFIRMED: "green",
    AccountChange.REFUSED: "red",
}
DUE_SOON = timedelta(days=14)


def confirmers_of(hub: int) -> QuerySet[User]:
    held = Membership.objects.current().filter(role__in=CONFIRMERS).values("user")
    return User.objects.filter(hub=hub, is_active=True, pk__in=held)


def changes_of(hub: Hub) -> QuerySet[AccountChange]:
    names = ("user__agency", "agency", "proposed_by", "decided_by")
    return AccountChange.objects.filter(hub=hub).select_related(*names)


def waiting_in(hub: Hub) -> QuerySet[AccountChange]:
    return changes_of(hub).waiting().order_by("proposed_at")


def history_of(user: User) -> QuerySet[AccountChange]:
    return AccountChange.objects.filter(user=user).select_related("agency", "proposed_by", "decided_by")


def change_row(change: AccountChange) -> dict:
    lapsed = change.waits and change.lapses_at <= timezone.now()
    code = AccountChange.LAPSED if lapsed else change.decision
    return {
        "change": change,
        "state": dict(AccountChange.DECISIONS)[code] if code else "Waiting",
        "colour": COLOURS.get(code, "grey"),
        "waits": change.waits and not lapsed,
    }


def last_reviewed() -> Coalesce:
    return Coalesce("certified_at", "started_at")


def current_memberships(hub: Hub) -> QuerySet[Membership]:
    """Every role held now by somebody who is let in, with when it was last said that it is needed."""
    held = Membership.objects.current().filter(user__hub=hub, user__is_active=True)
    return held.select_related("user__agency", "certified_by").annotate(looked_at=last_reviewed())


def due_for_review(hub: Hub, *, now: datetime | None = None, soon: bool = True) -> QuerySet[Membership]:
    """Those to be looked at again, the longest overdue first."""
    by = (now or timezone.now()) - timedelta(days=hub.certify_days) + (DUE_SOON if soon else timedelta())
    return current_memberships(hub).filter(looked_at__lte=by).order_by("looked_at", "pk")


def is_overdue(held: Membership, hub: Hub, now: datetime) -> bool:
    return held.looked_at + timedelta(days=hub.certify_days) < now


def stale_accounts(hub: Hub, *, now: datetime | None = None) -> QuerySet[User]:
    """Let in, with a role, and not here for so long: or invited so long ago, and never here."""
    before = (now or timezone.now()) - timedelta(days=hub.stale_days)
    held = Membership.objects.current().values("user")
    away = Q(last_login__lt=before) | Q(last_login=None, invited_at__lt=before)
    found = User.objects.in_hub(hub).filter(away, is_active=True, pk__in=held).select_related("agency")
    return found.order_by(F("last_login").asc(nulls_first=True), "pk")


def review_row(held: Membership, hub: Hub, viewer: User, now: datetime) -> dict:
    return {
        "held": held,
        "role": ROLES[held.role].label,
        "due_on": held.looked_at + timedelta(days=hub.certify_days),
        "overdue": is_overdue(held, hub, now),
        "own": held.user_id == viewer.pk,
    }
