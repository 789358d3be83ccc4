"""When a clock stood still, kept with the clock: whoever may see the clock may see that, and not why."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange


def pause_times() -> ArrayField:
    """Its pauses in order; the last has no end while the clock stands still."""
    return ArrayField(DateTimeRangeField(), default=list, blank=True)


def pause_time(begins: datetime, ends: datetime | None = None) -> DateTimeTZRange:
    return DateTimeTZRange(begins, ends)
