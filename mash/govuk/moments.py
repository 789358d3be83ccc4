"""Dates and times in words, as GOV.UK writes them."""

from datetime import date, datetime, time

from django.utils import timezone

NOON, MIDNIGHT = "midday", "midnight"


def words(moment: date | datetime, style: str = "") -> str:
    """Return a moment in words. `style` "short" shortens the month, "day" leaves out the time."""
    if not isinstance(moment, datetime):
        return _day(moment, style)
    here = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    if style == "day":
        return _day(here, style)
    return f"{_day(here, style)}{', ' if style == 'short' else ' at '}{clock_time(here)}"


def read_day(text: str) -> date | None:
    """Return the day that `words` wrote, or None if the text is not one."""
    try:
        return datetime.strptime(text, "%d %B %Y").date()  # noqa: DTZ007 (a day has no time zone)
    except ValueError:
        return None


def near(moment: datetime, now: datetime) -> str:
    """Return a time relative to today, like `4:10pm today`, or with its date."""
    here, today = timezone.localtime(moment), timezone.localtime(now).date()
    named = {0: "today", 1: "tomorrow", -1: "yesterday"}.get((here.date() - today).days)
    return f"{clock_time(here)} {named}" if named else words(moment)


def _day(day: date, style: str) -> str:
    # Always with its year: a page is printed, kept open over New Year, and tells of ten years ago.
    return f"{day.day} {day:%b %Y}" if style == "short" else f"{day.day} {day:%B %Y}"


def clock_time(moment: datetime | time) -> str:
    if moment.minute == 0 and moment.hour in (0, 12):
        return NOON if moment.hour else MIDNIGHT
    minutes = f":{moment:%M}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes}{'pm' if moment.hour >= 12 else 'am'}"
