"""The times at which a clock was paused, stored in its row. The reasons are in another table.

So a reader of the clock, an agency for example, sees when it was paused and not why.
"""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange


def pause_times() -> ArrayField:
    """Return the field for the pauses in order. The last has no end while the clock is paused."""
    return ArrayField(DateTimeRangeField(), default=list, blank=True)


def pause_time(begins: datetime, ends: datetime | None = None) -> DateTimeTZRange:
    return DateTimeTZRange(begins, ends)
