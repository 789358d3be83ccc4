"""Days on which a case is due beside its clocks: a second look, a confirmation, telling somebody, a duty of law."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from agencies.models import Hub, User
from mash.refusals import RuleViolation
from referrals import codes
from referrals.models import Referral
from referrals.timing import clocks
from referrals.timing.targets import days_of, due_moment, week_of

USUAL_DAYS = 2  # open days until somebody looks again
MOST_DAYS = 10


@dataclass(frozen=True)
class DayDue:
    """One day on which a case is due. `at` is when the hub opens on that day, `who` looks at it then if anybody may."""

    code: str
    on: date
    at: datetime
    who: User | None
    view: clocks.ClockView

    @property
    def label(self) -> str:
        return dict(codes.DAYS_DUE)[self.code]


def days_due(referral: Referral, now: datetime) -> list[DayDue]:
    """Return the days on which this case is due, the earliest first."""
    days = [
        DayDue(code, on, at, _who(referral, code), _view(referral, at, now))
        for code, on in days_of(referral)
        for at in [due_moment(referral.hub, code, on)]
    ]
    return sorted(days, key=lambda day: day.at)


def view_due(referral: Referral, now: datetime) -> clocks.ClockView | None:
    """Return the time left until the day for which the case is due first, in a list of cases. No query."""
    if referral.next_due_at is None:
        return None
    return _view(referral, referral.next_due_at, now)


def _who(referral: Referral, code: str) -> User | None:
    if code == codes.AUTHORISATION:
        return None  # any manager but the one who recorded the basis
    return referral.allocated_to if code in (codes.TELLING, codes.NOTIFYING) else referral.look_again_by


def _view(referral: Referral, at: datetime, now: datetime) -> clocks.ClockView:
    # Counted day and night, and said without it: what is due is a day.
    reading = clocks.ClockReading(started_at=min(referral.received_at, at), due_at=at)
    return replace(reading.view(now), mode="", note="")


def usual_day(hub: Hub, today: date) -> date:
    return week_of(hub).open_days_after(today, USUAL_DAYS)


def check_day(hub: Hub, on: date, *, today: date, field: str = "look_again_on") -> None:
    """Raise RuleViolation unless somebody can look again on that day: an open day, after today and soon."""
    week = week_of(hub)
    if on <= today:
        raise RuleViolation("The day on which somebody looks again must be after today.", field=field)
    if on > week.open_days_after(today, MOST_DAYS):
        raise RuleViolation(
            f"The day on which somebody looks again must be within {MOST_DAYS} working days.", field=field
        )
    if not week.is_open_on(on):
        raise RuleViolation("Somebody looks again on a day when your hub is open.", field=field)


def half_way(now: datetime, at: datetime) -> datetime:
    """Return the moment of a reminder before `at`."""
    return now + max((at - now) / 2, timedelta(0))
