"""Moves lines out of the default partition, where they land if nobody has opened their month, into their months."""

from datetime import date, datetime

from django.db import connection, transaction
from django.utils import timezone

from audit import events, months, written_form
from audit.recording import record

# Gives up after five seconds: while this waits for its lock, every page that writes a line waits behind it.
LOCK_STATEMENTS = (
    "SELECT set_config('mash.upkeep', 'on', true), set_config('lock_timeout', '5s', true)",
    "LOCK TABLE audit_event IN ACCESS EXCLUSIVE MODE",
    "LOCK TABLE audit_event_rest",
    "ALTER TABLE audit_event_rest NO FORCE ROW LEVEL SECURITY",
)
MONTHS = """SELECT DISTINCT date_trunc('month', at AT TIME ZONE 'UTC')::date FROM audit_event_rest ORDER BY 1"""
# Detached, it is an ordinary table: the trigger that forbids deleting lines belongs to the partitioned table.
DETACH = "ALTER TABLE audit_event DETACH PARTITION audit_event_rest"
COLUMNS = ", ".join(written_form.FIELDS)
MOVE = f"""WITH moved AS (
      DELETE FROM audit_event_rest WHERE date_trunc('month', at AT TIME ZONE 'UTC') = %s RETURNING *)
    INSERT INTO audit_event ({COLUMNS}) SELECT {COLUMNS} FROM moved"""  # noqa: S608 (our own names)
FORCE_POLICIES = "ALTER TABLE audit_event_rest FORCE ROW LEVEL SECURITY"
ATTACH_STATEMENTS = ("ALTER TABLE audit_event ATTACH PARTITION audit_event_rest DEFAULT", FORCE_POLICIES)


@transaction.atomic
def move(*, by, now: datetime | None = None) -> tuple[int, int]:
    """Return how many lines were moved, and how many are dated too far ahead for a month.

    Needs the owner's login and locks the whole log. Lines are moved unchanged, so the trail verifies as before.
    """
    with connection.cursor() as cursor:
        for statement in LOCK_STATEMENTS:
            cursor.execute(statement)
        cursor.execute(MONTHS)
        missing_months = [month for (month,) in cursor.fetchall()]
        if not missing_months:
            cursor.execute(FORCE_POLICIES)
            return 0, 0
        cursor.execute(DETACH)
        moved = {str(month): _move(cursor, month) for month in missing_months}
        for statement in ATTACH_STATEMENTS:
            cursor.execute(statement)
    lines = sum(moved.values())
    record(events.STRAYS_MOVED, by=by, now=now or timezone.now(), months=moved, lines=lines)
    return lines, months.lines_without_a_month()


def _move(cursor, month: date) -> int:
    """Move the lines of one month and return how many; 0 if the month is too far ahead to be opened."""
    cursor.execute("SELECT audit_open_month(%s)", [month])
    [opened] = cursor.fetchone()
    if opened:
        cursor.execute(MOVE, [month])
    return cursor.rowcount if opened else 0
