"""A hub's own targets and hours, and the clocks that run by them on its referrals."""

from datetime import datetime

from agencies.models import Hub
from referrals.models import Clock, InformationRequest, Referral
from referrals.timing import clocks


def week_of(hub: Hub) -> clocks.WorkingWeek:
    """The hub's opening hours; read once for each hub object. Raises ValueError for a hub that never opens."""
    if not hasattr(hub, "_week"):
        hours = {row.weekday: (row.opens_at, row.closes_at) for row in hub.opening_hours.all()}
        hub._week = clocks.WorkingWeek(hours, hub.closed_on)
    return hub._week


def rule_of(hub: Hub, measure: str, rating: str = "") -> clocks.ClockRule:
    if not hasattr(hub, "_rules"):
        hub._rules = [clocks.ClockRule(t.measure, t.rating, t.hours, t.mode) for t in hub.targets.all()]
    return clocks.rule_for(measure, rating, hub._rules or clocks.DEFAULT_RULES)


def start_clock(referral: Referral, measure: str, *, started_at: datetime) -> Clock:
    """Start measuring; a clock of the same measure that still runs is stopped as replaced, so its history stays.

    Changes `next_due_at` and `due_measure` on the object; whoever calls saves them (workflow.touch).
    """
    stop_clock(referral, measure, now=started_at, replaced=True)
    rule = rule_of(referral.hub, measure, referral.rating)
    clock = referral.clocks.create(
        measure=measure,
        rating=referral.rating,
        hours=rule.hours,
        mode=rule.mode,
        started_at=started_at,
        due_at=clocks.due_at(started_at, rule, week_of(referral.hub)),
    )
    note_next_due(referral)
    return clock


def stop_clock(referral: Referral, measure: str, *, now: datetime, replaced: bool = False) -> None:
    referral.clocks.filter(measure=measure, stopped_at=None).update(stopped_at=now, replaced=replaced)
    note_next_due(referral)


def note_next_due(referral: Referral) -> None:
    running = referral.clocks.filter(stopped_at=None, due_at__isnull=False).order_by("due_at").first()
    referral.next_due_at = running.due_at if running else None
    referral.due_measure = running.measure if running else ""


DUE_FIELDS = ("next_due_at", "due_measure")


def view_clock(clock: Clock, hub: Hub, now: datetime, *, ended: str = "") -> clocks.ClockView:
    return clocks.ClockReading(
        started_at=clock.started_at,
        due_at=clock.due_at,
        stopped_at=clock.stopped_at,
        mode=clock.mode,
        week=week_of(hub),
        measure=clock.measure,
        ended=ended,
    ).view(now)


def view_request_clock(request: InformationRequest, hub: Hub, now: datetime) -> clocks.ClockView:
    """Time an agency has left, or took to answer; hub and agency are shown the same."""
    if request.released_at and not request.closed_at:
        return clocks.ClockView("not answered, and no longer waited for", "none", request.due_at)
    return clocks.ClockReading(
        started_at=request.sent_at,
        due_at=request.due_at,
        stopped_at=request.closed_at,
        mode=request.clock_mode,
        week=week_of(hub),
    ).view(now)


def request_due_at(hub: Hub, rating: str, now: datetime) -> tuple[datetime | None, str]:
    """When an agency's answer is due for this rating, and by which hours."""
    rule = rule_of(hub, clocks.ClockMeasure.AGENCY_RESPONSE, rating)
    return clocks.due_at(now, rule, week_of(hub)), rule.mode
