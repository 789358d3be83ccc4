"""When a hub is open: its weekly hours, less bank holidays of England and its own closing days.

A clock keeps the week it began with, so that its time is counted in the hours its target was worked out in, whatever
the hub or the list of bank holidays becomes later.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from statistics import median_high
from typing import Any
from zoneinfo import ZoneInfo

from govuk_bank_holidays.bank_holidays import BankHolidays

LONDON = ZoneInfo("Europe/London")
ONE_DAY = timedelta(days=1)
Span = tuple[datetime, datetime]


@cache
def bank_holidays() -> frozenset[date]:
    """Return England's bank holidays as the installed package lists them."""
    # The cached list: a page must not wait for, or depend on, a request to gov.uk.
    holidays = BankHolidays(use_cached_holidays=True)
    england = holidays.get_holidays(division=BankHolidays.ENGLAND_AND_WALES)
    return frozenset(holiday["date"] for holiday in england)


@dataclass(frozen=True)
class WorkingWeek:
    """Opening and closing time by weekday (0 is Monday). Closing at 00:00 means midnight.

    `closed_on` has the bank holidays too up to and including `holidays_until`; later ones are those known today.
    """

    hours: Mapping[int, tuple[time, time]]
    closed_on: frozenset[date] = frozenset()
    holidays_until: date = date.min
    _days: dict[date, Span | None] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.hours:
            raise ValueError("A working week needs opening hours on at least one weekday; none were given.")
        for weekday, (opens, closes) in self.hours.items():
            if weekday not in range(7):
                raise ValueError(f"Weekdays run from 0 (Monday) to 6 (Sunday); got {weekday!r}.")
            if opens.tzinfo or closes.tzinfo:
                raise ValueError(f"Opening hours are local times without a time zone; got {opens!r} to {closes!r}.")
            if closes != time.min and closes <= opens:
                raise ValueError(f"Weekday {weekday} must close after it opens; got {opens} to {closes}.")
        # The dataclass is frozen, so an ordinary assignment would raise.
        object.__setattr__(self, "closed_on", frozenset(self.closed_on))

    def is_open_on(self, day: date) -> bool:
        if day.weekday() not in self.hours or day in self.closed_on:
            return False
        return day <= self.holidays_until or day not in bank_holidays()

    def opening(self, day: date) -> Span | None:
        """Return when the hub opens and closes on that day, in UTC, or None if it stays shut."""
        if day not in self._days:
            self._days[day] = self._opening(day)
        return self._days[day]

    def _opening(self, day: date) -> Span | None:
        if not self.is_open_on(day):
            return None
        opens, closes = self.hours[day.weekday()]
        last_day = day + ONE_DAY if closes == time.min else day
        start = datetime.combine(day, opens, LONDON).astimezone(UTC)
        end = datetime.combine(last_day, closes, LONDON).astimezone(UTC)
        return (start, end) if start < end else None  # all in the hour that is skipped in March

    def open_days_after(self, day: date, count: int) -> date:
        """Return the day that is `count` open days after `day`."""
        while count:
            day += ONE_DAY
            count -= self.is_open_on(day)
        return day

    def open_day_before(self, day: date) -> date:
        """Return the last open day before `day`."""
        day -= ONE_DAY
        while not self.is_open_on(day):
            day -= ONE_DAY
        return day

    @property
    def day_length(self) -> timedelta:
        """The median length of an open day, used to say longer times as working days."""
        return median_high(_day_length(opens, closes) for opens, closes in self.hours.values())

    def spans(self, start: datetime) -> Iterator[Span]:
        """Yield the open time from `start` on, day after day."""
        # The local date: just after midnight in summer, UTC is still on the day before.
        day = start.astimezone(LONDON).date()
        while day < date.max:
            opening = self.opening(day)
            if opening and opening[1] > start:
                yield max(opening[0], start), opening[1]
            day += ONE_DAY


def to_store(week: WorkingWeek, since: datetime) -> dict[str, Any]:
    """Return the week as a clock that starts at `since` keeps it, for a JSON column.

    {"hours": {"0": ["09:00:00", "17:00:00"]}, "closed_on": ["2026-12-25"], "holidays_until": "2028-12-26"}
    """
    day = since.astimezone(LONDON).date()
    closed = {closed_day for closed_day in week.closed_on | bank_holidays() if closed_day >= day}
    return {
        "hours": {str(weekday): [end.isoformat() for end in ends] for weekday, ends in sorted(week.hours.items())},
        "closed_on": [closed_day.isoformat() for closed_day in sorted(closed)],
        "holidays_until": max(bank_holidays(), default=date.min).isoformat(),
    }


def from_stored(stored: dict[str, Any]) -> WorkingWeek:
    """Return the week that `to_store` gave."""
    hours = tuple((int(weekday), *ends) for weekday, ends in stored["hours"].items())
    return _from_stored(hours, tuple(stored["closed_on"]), stored["holidays_until"])


# A list shows many clocks of the same week, and each day of a week is worked out once.
@lru_cache(maxsize=128)
def _from_stored(hours: tuple[tuple[int, str, str], ...], closed_on: tuple[str, ...], until: str) -> WorkingWeek:
    return WorkingWeek(
        {weekday: (time.fromisoformat(opens), time.fromisoformat(closes)) for weekday, opens, closes in hours},
        frozenset(map(date.fromisoformat, closed_on)),
        date.fromisoformat(until),
    )


def _day_length(opens: time, closes: time) -> timedelta:
    minutes = 24 * 60 if closes == time.min else closes.hour * 60 + closes.minute
    return timedelta(minutes=minutes - opens.hour * 60 - opens.minute)
