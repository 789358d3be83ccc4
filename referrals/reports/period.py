"""From which day to which the figures count, and in what steps the arrivals are drawn."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

DAY, WEEK, MONTH = "day", "week", "month"
USUAL = 30
LONGEST = timedelta(days=3660)


@dataclass(frozen=True)
class Period:
    """Both days count in full."""

    first: date
    last: date

    @classmethod
    def days_to(cls, last: date, days: int = USUAL) -> "Period":
        return cls(last - timedelta(days=days - 1), last)

    @property
    def starts(self) -> datetime:
        return _midnight(self.first)

    @property
    def ends(self) -> datetime:
        """The midnight after the last day: what is before it counts."""
        return _midnight(self.last + timedelta(days=1))

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def step(self) -> str:
        return DAY if self.days <= 31 else WEEK if self.days <= 7 * 30 else MONTH

    def steps(self) -> Iterator[date]:
        """The first day of each day, week (from Monday) or month that the period touches."""
        day = start_of(self.first, self.step)
        while day <= self.last:
            yield day
            day = start_of(day + timedelta(days={DAY: 1, WEEK: 7, MONTH: 32}[self.step]), self.step)


def start_of(day: date, step: str) -> date:
    if step == WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if step == MONTH else day


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
