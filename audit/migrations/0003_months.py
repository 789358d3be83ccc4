"""The access log by months, each line knowing which transaction wrote it. Copies nothing and can be run while in use.

What it does to a table with lines in it:
1. adds `cluster` and `xid` with constant defaults for the lines there are (a change of the catalogue only), then the
   defaults by which new lines learn which database cluster and which transaction wrote them;
2. while people go on working: builds two indexes concurrently and checks that no line is dated past the boundary
   (reads the table, locks out nobody);
3. in one short transaction (it gives up after five seconds of waiting for a lock; run `migrate` again): the table
   becomes the first partition, "before", of a new one of the same name, which has every month after it.
Undone, it copies all lines back into one table; the seals that came with it do not depend on that.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db import migrations, transaction

HERE = Path(__file__).parent

PLACES = """
SET LOCAL lock_timeout = '5s';
CREATE OR REPLACE FUNCTION audit_cluster() RETURNS bigint LANGUAGE sql VOLATILE
  RETURN (pg_control_system()).system_identifier;
DO $$ BEGIN
  EXECUTE format('ALTER TABLE audit_event ADD COLUMN IF NOT EXISTS cluster bigint NOT NULL DEFAULT %s', audit_cluster());
END $$;
ALTER TABLE audit_event ADD COLUMN IF NOT EXISTS xid bigint NOT NULL DEFAULT 0;
ALTER TABLE audit_event ALTER COLUMN cluster SET DEFAULT audit_cluster(),
  ALTER COLUMN xid SET DEFAULT pg_current_xact_id()::text::bigint;
"""
CONCURRENTLY = [
    "DROP INDEX CONCURRENTLY IF EXISTS audit_event_before_pkey",
    "CREATE UNIQUE INDEX CONCURRENTLY audit_event_before_pkey ON audit_event (id, at)",
    "DROP INDEX CONCURRENTLY IF EXISTS event_before_place",
    "CREATE INDEX CONCURRENTLY event_before_place ON audit_event (cluster, xid, id)",
    "ALTER TABLE audit_event DROP CONSTRAINT IF EXISTS before",
    "ALTER TABLE audit_event ADD CONSTRAINT before CHECK (at < '{boundary}') NOT VALID",
    "ALTER TABLE audit_event VALIDATE CONSTRAINT before",
]
JOINING = """
ALTER TABLE audit_event ATTACH PARTITION audit_event_before FOR VALUES FROM (MINVALUE) TO ('{boundary}');
ALTER TABLE audit_event_before DROP CONSTRAINT before;
SELECT audit_open_month((timestamptz '{boundary}' AT TIME ZONE 'UTC' + make_interval(months => ahead))::date)
  FROM generate_series(0, 3) AS ahead;
"""


def forwards(apps, schema_editor):
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        boundary = _boundary(connection, cursor)
        with transaction.atomic(using=connection.alias):
            cursor.execute(PLACES)
        for statement in CONCURRENTLY:
            cursor.execute(statement.format(boundary=boundary))
        with transaction.atomic(using=connection.alias):
            cursor.execute((HERE / "0003_months.sql").read_text())
            cursor.execute(JOINING.format(boundary=boundary))


def _boundary(connection, cursor) -> str:
    """The first of the month after every line there is, and after the week in which this runs."""
    with transaction.atomic(using=connection.alias):
        cursor.execute("SELECT set_config('mash.upkeep', 'on', true)")
        cursor.execute("SELECT max(at) FROM audit_event")
        [newest] = cursor.fetchone()
    past = datetime.now(UTC) + timedelta(days=7)
    past = max(past, newest.astimezone(UTC)) if newest else past
    first = datetime(past.year + past.month // 12, past.month % 12 + 1, 1, tzinfo=UTC)
    return first.isoformat()


def backwards(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor, transaction.atomic(using=schema_editor.connection.alias):
        cursor.execute((HERE / "0003_months_undo.sql").read_text())


class Migration(migrations.Migration):
    atomic = False
    # The walls give the app rights on every table there is; what this takes away again must come after them.
    dependencies = [("audit", "0002_append_only"), ("referrals", "0002_walls")]
    operations = [migrations.RunPython(forwards, backwards, atomic=False)]
