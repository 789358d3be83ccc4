import uuid_utils.compat
from django.db import migrations, models

SQL = """
REVOKE ALL ON audit_unusualaccess FROM mash_app;
GRANT SELECT, INSERT, DELETE ON audit_unusualaccess TO mash_app;
GRANT UPDATE (state, note, version, judged_by_id, judged_by_name, judged_at) ON audit_unusualaccess TO mash_app;
ALTER TABLE audit_unusualaccess ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_unusualaccess FORCE ROW LEVEL SECURITY;
-- Whoever reads the log of the hub judges it; what is about oneself is not there.
CREATE POLICY read ON audit_unusualaccess FOR SELECT TO mash_app USING ((SELECT mash_is_system()) OR (
  by_id <> (SELECT mash_active_uid()) AND hub_id = ANY ((SELECT mash_event_hubs())::bigint[])));
CREATE POLICY judge ON audit_unusualaccess FOR UPDATE TO mash_app USING (
  by_id <> (SELECT mash_active_uid()) AND hub_id = ANY ((SELECT mash_event_hubs())::bigint[]));
CREATE POLICY add ON audit_unusualaccess FOR INSERT TO mash_app WITH CHECK ((SELECT mash_is_system()));
CREATE POLICY remove ON audit_unusualaccess FOR DELETE TO mash_app USING ((SELECT mash_is_system()));
CREATE POLICY upkeep ON audit_unusualaccess TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0009_saved_searches"),
    ]

    operations = [
        migrations.CreateModel(
            name="UnusualAccess",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("hub_id", models.BigIntegerField()),
                ("by_id", models.BigIntegerField()),
                ("by_name", models.CharField(max_length=200)),
                ("reference", models.CharField(blank=True, max_length=40)),
                ("day", models.DateField()),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("not_theirs", "Opened somebody else’s case, in which they had done nothing"),
                            ("own_name", "Opened a record that names somebody with their own last name"),
                            ("own_address", "Opened a record of somebody at their own address"),
                            ("colleague", "Opened a record that seems to name a colleague"),
                            ("many", "Opened many records within an hour"),
                            ("out_of_hours", "Opened records while the hub was shut"),
                            ("dormant", "Opened records after long not having used their account"),
                        ],
                        max_length=20,
                    ),
                ),
                ("lines", models.PositiveIntegerField()),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("taken_up", "Taken up"), ("dismissed", "Dismissed")],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
                ("judged_by_id", models.BigIntegerField(null=True)),
                ("judged_by_name", models.CharField(blank=True, max_length=200)),
                ("judged_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=0)),
            ],
            options={
                "verbose_name_plural": "unusual accesses",
                "ordering": ["-day", "-last_at", "id"],
                "indexes": [models.Index(fields=["hub_id", "state", "-day"], name="unusual_state")],
                "constraints": [
                    models.UniqueConstraint(fields=("by_id", "reference", "day", "reason"), name="listed_once")
                ],
            },
        ),
        # Its policies go with the table.
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
