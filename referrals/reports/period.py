"""The period the figures cover, and the steps in which arrivals are drawn."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

DAY, WEEK, MONTH = "day", "week", "month"
USUAL = 30
LONGEST = timedelta(days=3660)


@dataclass(frozen=True)
class Period:
    """A period; both its first and last day are included."""

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
        """Return the midnight after the last day, which is no longer included."""
        return _midnight(self.last + timedelta(days=1))

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def step(self) -> str:
        return DAY if self.days <= 31 else WEEK if self.days <= 7 * 30 else MONTH

    def steps(self) -> Iterator[date]:
        """Yield the first day of each day, week (from Monday) or month the period touches."""
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
