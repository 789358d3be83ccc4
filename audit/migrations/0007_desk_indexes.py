"""What the auditor's desk looks up by. An index of the whole table would keep everybody from writing until it is made,
and PostgreSQL makes none concurrently on a partitioned table: each is declared on the parent alone, made concurrently on
one month after another and attached. A month opened later has them from the start."""

from django.db import migrations, models

PARTS = """SELECT c.oid::regclass::text, c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'audit_event'::regclass ORDER BY c.relname"""
INDEXES = {
    "event_agency_at": "(hub_id, by_agency, at DESC)",
    "event_role_at": "(hub_id, by_role, at DESC)",
    "event_purpose_at": "(hub_id, at DESC) WHERE NOT (purpose = '')",
    "event_listed": "USING gin ((detail -> 'references')) WHERE detail ? 'references'",
}


def make(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for name, columns in INDEXES.items():
            cursor.execute(f"CREATE INDEX IF NOT EXISTS {name} ON ONLY audit_event {columns}")
            cursor.execute(PARTS)
            for part, bare in cursor.fetchall():
                index = f"{bare}_{name.removeprefix('event_')}"
                cursor.execute(f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {index} ON {part} {columns}")
                cursor.execute(f"ALTER INDEX {name} ATTACH PARTITION {index}")


def drop(apps, schema_editor):
    for name in INDEXES:
        schema_editor.execute(f"DROP INDEX IF EXISTS {name}")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("audit", "0006_lists_naming")]
    operations = [
        migrations.SeparateDatabaseAndState(
            [migrations.RunPython(make, drop)],
            [
                migrations.AddIndex(
                    "event", models.Index(fields=["hub_id", "by_agency", "-at"], name="event_agency_at")
                ),
                migrations.AddIndex("event", models.Index(fields=["hub_id", "by_role", "-at"], name="event_role_at")),
                migrations.AddIndex(
                    "event",
                    models.Index(
                        fields=["hub_id", "-at"],
                        name="event_purpose_at",
                        condition=models.Q(("purpose", ""), _negated=True),
                    ),
                ),
            ],
        ),
    ]
