"""Starting, stopping, pausing and showing clocks, by the targets and hours of the hub."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from agencies.models import Hub
from mash.postgres.functions import value_of
from referrals.codes import (
    AUTHORISATION,
    CONFIRMATION,
    NOTIFYING,
    PAUSE_REVIEW,
    RETURN_REVIEW,
    TELLING,
    Status,
)
from referrals.models import Clock, ClockPause, InformationRequest, Referral
from referrals.models.pause_times import pause_time
from referrals.timing import clocks
from referrals.timing.working_week import LONDON, from_stored, to_store


def week_of(hub: Hub) -> clocks.WorkingWeek:
    """Return the hub's opening hours of today. Raise ValueError for a hub that never opens."""
    # Kept on the object: a list of cases asks for the same hub's week once for each clock.
    if not hasattr(hub, "_week"):
        hours = {row.weekday: (row.opens_at, row.closes_at) for row in hub.opening_hours.all()}
        hub._week = clocks.WorkingWeek(hours, frozenset(hub.closed_on))
    return hub._week


def week_for(thing: Clock | InformationRequest, hub: Hub) -> clocks.WorkingWeek:
    """Return the opening hours that a clock counts: those of its start.

    A clock started before they were stored counts today's.
    """
    return from_stored(thing.week) if thing.week else week_of(hub)


def rule_of(hub: Hub, measure: str, rating: str = "") -> clocks.ClockRule:
    """Return the hub's own rule, or the default one if the hub has set no targets at all."""
    if not hasattr(hub, "_rules"):
        targets = hub.targets.all()
        hub._rules = [clocks.ClockRule(t.measure, t.rating, t.hours, t.mode) for t in targets]
    return clocks.rule_for(measure, rating, hub._rules or clocks.DEFAULT_RULES)


def start_clock(
    referral: Referral,
    measure: str,
    *,
    started_at: datetime,
    pauses: Sequence[clocks.Pause] = (),
    week: clocks.WorkingWeek | None = None,
) -> Clock:
    """Start a clock, and stop one of the same measure that still runs, marked as replaced.

    `pauses`, all of them ended, and `week` are those of the replaced clock. The call changes `next_due_at` and
    `due_measure` on the object without saving it: the caller saves them by workflow.touch, so that
    a referral is written once for each action.
    """
    # Stopped first: the table allows one running clock for each measure of a referral.
    stop_clock(referral, measure, now=started_at, replaced=True)
    rule = rule_of(referral.hub, measure, referral.rating)
    week = week or week_of(referral.hub)
    clock = referral.clocks.create(
        measure=measure,
        rating=referral.rating,
        # A copy of the rule and of the hours: a later change of the hub's must not change running clocks.
        hours=rule.hours,
        mode=rule.mode,
        started_at=started_at,
        due_at=clocks.due_at(started_at, rule, week, pauses),
        week=to_store(week, started_at),
        pauses=[pause_time(begins, ends) for begins, ends in pauses],
    )
    note_next_due(referral)
    return clock


def start_final_clock(referral: Referral) -> Clock:
    """Start the clock of the final decision: from the arrival, without the pauses of the first decision.

    The first decision must have been made, which ends its pause. While a referral was returned the clock was paused.
    """
    first = referral.clocks.filter(measure=clocks.ClockMeasure.FIRST_DECISION, replaced=False).last()
    if first is None:
        raise ValueError(f"{referral.reference} has no clock of the first decision, which every arrival starts")
    return start_clock(
        referral, clocks.ClockMeasure.FINAL_DECISION, started_at=first.started_at, pauses=pauses_of(first)
    )


def stop_clock(referral: Referral, measure: str, *, now: datetime, replaced: bool = False) -> None:
    """Stop the running clock of this measure and end its pause. The caller saves the referral."""
    for clock in referral.clocks.filter(measure=measure, stopped_at=None):
        # A pause that stayed open would wait for its review on a clock that no longer runs.
        end_pause(clock, referral.hub, now=now)
        clock.stopped_at, clock.replaced = now, replaced
        clock.save(update_fields=["stopped_at", "replaced"])
    note_next_due(referral)


def note_next_due(referral: Referral) -> None:
    """Set when the case is next due, on the object only.

    A running clock is due at its target, a paused one at the review of its pause. Beside them stand the days on which
    somebody looks again, tells those who do not know, authorises what was asked, or makes a notification that the law
    asks for (`days_due`).
    """
    running = referral.clocks.filter(stopped_at=None, due_at__isnull=False)
    if referral.status == Status.RETURNED:
        # Somebody looks again on the same day, which is what the case is due for.
        running = running.filter(pause_review_on=None)
    due = [
        (review_at(referral.hub, clock.pause_review_on), PAUSE_REVIEW)
        if clock.pause_review_on
        else (clock.due_at, clock.measure)
        for clock in running
    ]
    due += [(due_moment(referral.hub, code, on), code) for code, on in days_of(referral)]
    referral.next_due_at, referral.due_measure = min(due, default=(None, ""))


DUE_FIELDS = ("next_due_at", "due_measure")


def days_of(referral: Referral) -> list[tuple[str, date]]:
    """Return the days on which a case is due beside its clocks, by what they are for. An ended case has none."""
    if referral.is_ended:
        return []
    again = RETURN_REVIEW if referral.status == Status.RETURNED else CONFIRMATION
    days = [
        (again, referral.look_again_on),
        (TELLING, referral.tell_by),
        (AUTHORISATION, referral.authorise_by),
        (NOTIFYING, referral.notify_by),
    ]
    return [(code, on) for code, on in days if on]


def due_moment(hub: Hub, code: str, on: date) -> datetime:
    """Return when a case is due for a day: as the hub opens on it.

    A day of the law may be one on which the hub is closed, and then it is due on the open day before.
    """
    week = week_of(hub)
    closed_then = code == NOTIFYING and not week.is_open_on(on)
    return opening_of(hub, week.open_day_before(on) if closed_then else on)


# Pauses ----------------------------------------------------------------------------------------------------------


def pauses_of(thing: Clock | InformationRequest) -> tuple[clocks.Pause, ...]:
    """Return the pauses of a clock as pairs of its start and its end, which may be None."""
    return tuple((pause.lower, pause.upper) for pause in thing.pauses)


def opening_of(hub: Hub, day: date) -> datetime:
    """Return when something is due on a day: as the hub opens, or at midnight if it is closed on that day."""
    opening = week_of(hub).opening(day)
    return opening[0] if opening else datetime.combine(day, time.min, LONDON)


def review_at(hub: Hub, review_on: date) -> datetime:
    """Return when a pause is due for review: as the hub opens on that day."""
    return opening_of(hub, review_on)


def begin_pause(thing: Clock | InformationRequest, *, review_on: date, now: datetime) -> None:
    """Pause the clock from now on and save it. The caller writes the ClockPause row."""
    thing.pauses = [*thing.pauses, pause_time(now)]
    thing.pause_review_on = review_on
    thing.save(update_fields=["pauses", "pause_review_on"])


def end_pause(thing: Clock | InformationRequest, hub: Hub, *, now: datetime) -> None:
    """Let the clock run again, move its target on by the pause, and end the row of the pause.

    An agency that answers its request in full ends the pause too, by a database function, because
    the row of the pause is hidden from it.
    """
    if not thing.pause_review_on:
        return
    let_run(thing, hub, now=now)
    of_thing = {"clock": thing} if isinstance(thing, Clock) else {"request": thing}
    for pause in ClockPause.objects.standing().filter(**of_thing):
        # Two servers' clocks may differ a little, and a pause may not end before it began.
        pause.ended_at, pause.ended_by_id = max(now, pause.at), value_of("mash_active_uid")
        pause.save(update_fields=["ended_at", "ended_by"])


def let_run(thing: Clock | InformationRequest, hub: Hub, *, now: datetime) -> None:
    """Let a paused clock run again and move its target on. The row of the pause is not touched."""
    *ended, standing = thing.pauses
    begins, ends = standing.lower, max(now, standing.lower)
    mode = thing.mode if isinstance(thing, Clock) else thing.clock_mode
    if thing.due_at:
        thing.due_at = clocks.moved_on(thing.due_at, (begins, ends), mode, week_for(thing, hub))
    # A pause that ends in the same instant is dropped: PostgreSQL stores it as an empty range.
    thing.pauses = [*ended, pause_time(begins, ends)] if ends - begins >= timedelta.resolution else ended
    thing.pause_review_on = None
    changed = ["pauses", "pause_review_on", "due_at"]
    if isinstance(thing, InformationRequest):
        # Its agency is reminded again before the new target.
        thing.chased_before_at = None
        changed.append("chased_before_at")
    thing.save(update_fields=changed)


# As pages show them ----------------------------------------------------------------------------------------------


def view_clock(clock: Clock, hub: Hub, now: datetime, *, ended: str = "") -> clocks.ClockView:
    """Return a clock as the hub sees it. A pause due for review counts as an overdue clock."""
    view = clocks.ClockReading(
        started_at=clock.started_at,
        due_at=clock.due_at,
        stopped_at=clock.stopped_at,
        mode=clock.mode,
        week=week_for(clock, hub),
        measure=clock.measure,
        pauses=pauses_of(clock),
        review_on=clock.pause_review_on,
        ended=ended,
    ).view(now)
    if (
        view.state == clocks.ClockState.PAUSED
        and clock.pause_review_on
        and now >= review_at(hub, clock.pause_review_on)
    ):
        return replace(view, words="paused, review due", state=clocks.ClockState.OVERDUE)
    return view


def view_request_clock(request: InformationRequest, hub: Hub, now: datetime) -> clocks.ClockView:
    """Return the time an agency has left, or took to answer. Hub and agency see the same."""
    # Released: the case was closed without the answer of this agency.
    if request.released_at and not request.closed_at:
        return _view_of_released(request_clock(request, hub), request.released_at)
    return request_clock(request, hub).view(now)


def _view_of_released(clock: clocks.ClockReading, released_at: datetime) -> clocks.ClockView:
    """Return the clock of a request that was let go unanswered; one overdue by then stays late."""
    if clock.state(released_at) == clocks.ClockState.OVERDUE:
        late = f"not answered, {clock.words(released_at)} when the hub stopped waiting"
        return clocks.ClockView(late, clocks.ClockState.LATE, clock.due_at)
    return clocks.ClockView("not answered, and no longer waited for", clocks.ClockState.NONE, clock.due_at)


def request_clock(request: InformationRequest, hub: Hub) -> clocks.ClockReading:
    """Return the clock of a request, to read its time or its state."""
    return clocks.ClockReading(
        started_at=request.sent_at,
        due_at=request.due_at,
        stopped_at=request.closed_at,
        mode=request.clock_mode,
        week=week_for(request, hub),
        pauses=pauses_of(request),
        review_on=request.pause_review_on,
    )


def request_due_at(hub: Hub, rating: str, now: datetime) -> tuple[datetime | None, str]:
    """Return when an agency's answer is due for this rating, and which hours its clock counts."""
    rule = rule_of(hub, clocks.ClockMeasure.AGENCY_RESPONSE, rating)
    return clocks.due_at(now, rule, week_of(hub)), rule.mode
