"""The registers of the governance desk: references, staff, dates and reasons, never the content of
a case.
"""

from datetime import date, datetime, timedelta

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from mash.hub_time import days_after
from referrals import codes
from referrals.access import who_can_see
from referrals.models import Ask, Bar, BreakGlass, Restriction

AN_ASK_WAITS = 2  # days
SOON = timedelta(days=7)


def restrictions_of(hub, *, ended: bool) -> QuerySet[Restriction]:
    """Return current restrictions by review date, or ended ones, newest first."""
    rows = Restriction.objects.filter(hub=hub, ended_at__isnull=not ended).select_related("by", "ended_by")
    return rows.order_by("-ended_at", "pk") if ended else rows.order_by("review_on", "pk")


def due_soon(hub, today: date) -> QuerySet[Restriction]:
    return restrictions_of(hub, ended=False).due_for_review(today + SOON)


def emergencies_of(hub) -> QuerySet[BreakGlass]:
    """Return emergency openings: unreviewed ones first, then the newest."""
    rows = BreakGlass.objects.filter(hub=hub).select_related("user", "reviewed_by", "ended_by")
    # As BreakGlass.is_running: what still runs cannot be reviewed yet.
    rows = rows.annotate(running=Q(ended_at=None, until__gt=Now()))
    return rows.order_by(F("reviewed_at").desc(nulls_first=True), "-at", "pk")


def to_review(user) -> QuerySet[BreakGlass]:
    """Return the openings this person may review: not their own."""
    return emergencies_of(user.hub).filter(reviewed_at=None).exclude(user=user)


def bars_of(hub, *, ended: bool) -> QuerySet[Bar]:
    """Return bars, unconfirmed ones first. The database hides people's own bars from them."""
    rows = Bar.objects.filter(hub=hub, ended_at__isnull=not ended)
    rows = rows.select_related("user", "given_by", "confirmed_by", "ended_by")
    newest = "-ended_at" if ended else "-given_at"
    return rows.order_by(F("confirmed_at").desc(nulls_first=True), newest, "pk")


def to_confirm(hub) -> QuerySet[Bar]:
    return bars_of(hub, ended=False).filter(confirmed_at=None)


def long_asked(hub, now: datetime) -> QuerySet[Ask]:
    waiting = Ask.objects.filter(hub=hub, answered_at=None, at__lte=days_after(now, -AN_ASK_WAITS))
    return waiting.select_related("asked_by").order_by("at")


def named(person: who_can_see.NameBehind) -> dict[str, str]:
    """Return one opened name as a row for a summary list."""
    label = codes.PersonKind(person.kind).label
    name = f"{person.first_name} {person.last_name}".strip()
    return {"key": label if person.is_subject else f"{label}, not decided on", "value": name or "Name not known"}
