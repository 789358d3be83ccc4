"""How long an unusual access may wait for its outcome, counted in the working days of its hub."""

from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone

from audit.registry import registry

WEEKDAYS = frozenset(range(5))
LONGEST = 366  # days to look back in a hub that is hardly ever open


def overdue_before(hub_id: int | None, today: date | None = None) -> date:
    """Return the day before which an unusual access should have its outcome by now.

    The days allowed begin on the first working day after the access.
    """
    week = registry.week(hub_id)
    open_on, closed = (frozenset(week.hours), week.closed_on) if week else (WEEKDAYS, frozenset())
    day, left = today or timezone.localdate(), settings.UNUSUAL_REMIND_DAYS
    for _ in range(LONGEST):
        if left <= 0:
            break
        day -= timedelta(days=1)
        if day.weekday() in open_on and day not in closed:
            left -= 1
    return day
