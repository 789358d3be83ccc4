"""Days and years as a hub counts them: by its calendar and clock on the wall, whatever UTC says.

A span of 24 hours is no day where the clocks change, and 365 days are no year after a 29 February.
"""

from calendar import monthrange
from datetime import date, datetime, timedelta

from django.utils import timezone


def days_after(moment: datetime, days: int) -> datetime:
    """Return the same time of day so many days later, or earlier if `days` is negative."""
    there = timezone.localtime(moment)
    return timezone.make_aware(there.replace(tzinfo=None) + timedelta(days=days))


def days_between(start: datetime, end: datetime) -> int:
    """Return how many whole days lie between two moments, rounded down."""
    return (_on_the_wall(end) - _on_the_wall(start)) // timedelta(days=1)


def years_before(moment: datetime, years: int = 1) -> datetime:
    """Return the same day and time so many years earlier; 28 February stands for the 29th."""
    return months_before(moment, 12 * years)


def months_before(moment: datetime, months: int) -> datetime:
    """Return the same day and time so many calendar months earlier, or the last day of a month that has it not."""
    there = _on_the_wall(moment)
    year, month = divmod(there.year * 12 + there.month - 1 - months, 12)
    day = min(there.day, monthrange(year, month + 1)[1])
    return timezone.make_aware(datetime.combine(date(year, month + 1, day), there.time()))


def same_day_in(day: date, year: int) -> date:
    """Return the day of that year; 28 February stands for the 29th where there is none."""
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def _on_the_wall(moment: datetime) -> datetime:
    return timezone.localtime(moment).replace(tzinfo=None)
