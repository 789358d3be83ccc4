"""The access log, its seals, and what auditors make of it.

The log itself is made by audit/walls/access_log.sql: Django knows no partitioned tables.
"""

import django.db.models.deletion
import django.db.models.functions.text
import uuid_utils.compat
from django.db import migrations, models

from mash.postgres.sql_files import RunSQLFiles


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("agencies", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Event",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("code", models.CharField(max_length=60)),
                        ("by_id", models.BigIntegerField(null=True)),
                        ("by_name", models.CharField(max_length=200)),
                        ("by_role", models.CharField(blank=True, max_length=60)),
                        ("by_agency", models.CharField(blank=True, max_length=200)),
                        ("hub_id", models.BigIntegerField(null=True)),
                        ("about_kind", models.CharField(blank=True, max_length=40)),
                        ("about_id", models.CharField(blank=True, max_length=40)),
                        ("reference", models.CharField(blank=True, max_length=40)),
                        ("detail", models.JSONField(default=dict)),
                        ("purpose", models.CharField(blank=True, max_length=300)),
                        ("address", models.CharField(blank=True, max_length=45)),
                        ("agent", models.CharField(blank=True, max_length=60)),
                        ("request_id", models.CharField(blank=True, max_length=64)),
                    ],
                    options={
                        "ordering": ["-at", "-id"],
                        "indexes": [
                            models.Index(fields=["hub_id", "-at"], name="event_hub_at"),
                            models.Index(fields=["hub_id", "reference", "-at"], name="event_reference_at"),
                            models.Index(fields=["hub_id", "by_id", "-at"], name="event_by_at"),
                            models.Index(fields=["hub_id", "code", "-at"], name="event_code_at"),
                            models.Index(fields=["hub_id", "by_agency", "-at"], name="event_agency_at"),
                            models.Index(fields=["hub_id", "by_role", "-at"], name="event_role_at"),
                            models.Index(
                                condition=models.Q(("purpose", ""), _negated=True),
                                fields=["hub_id", "-at"],
                                name="event_purpose_at",
                            ),
                        ],
                    },
                ),
            ],
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("cluster", models.BigIntegerField()),
                ("from_xid", models.BigIntegerField()),
                ("from_id", models.UUIDField()),
                ("to_xid", models.BigIntegerField()),
                ("to_id", models.UUIDField()),
                ("count", models.IntegerField()),
                ("root", models.BinaryField()),
                ("previous", models.BinaryField()),
                ("signed_at", models.DateTimeField()),
                ("key", models.CharField(max_length=16)),
                ("signature", models.BinaryField()),
            ],
            options={
                "ordering": ["number"],
                "indexes": [
                    models.Index(fields=["cluster", "to_xid", "to_id"], name="seal_end"),
                    models.Index(fields=["signed_at"], name="seal_signed_at"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SealedLines",
            fields=[
                (
                    "seal",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        serialize=False,
                        to="audit.seal",
                    ),
                ),
                ("ids", models.BinaryField()),
                ("hashes", models.BinaryField()),
            ],
            options={
                "verbose_name_plural": "sealed lines",
            },
        ),
        migrations.CreateModel(
            name="Tombstone",
            fields=[
                ("month", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("count", models.BigIntegerField()),
                ("first_at", models.DateTimeField(null=True)),
                ("last_at", models.DateTimeField(null=True)),
                ("root", models.BinaryField()),
                ("seals", models.JSONField()),
                ("dropped_at", models.DateTimeField()),
                ("key", models.CharField(max_length=16)),
                ("signature", models.BinaryField()),
            ],
            options={
                "ordering": ["month"],
            },
        ),
        migrations.CreateModel(
            name="Attestation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=30)),
                ("key", models.CharField(max_length=80)),
                ("record", models.UUIDField()),
                ("belongs_to", models.UUIDField(null=True)),
                ("digest", models.CharField(max_length=64)),
                ("line", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("seal", models.BigIntegerField(null=True)),
                ("signed_with", models.CharField(db_default="", default="", max_length=16)),
                ("signature", models.BinaryField(null=True)),
            ],
            options={
                "ordering": ["kind", "key"],
                "indexes": [models.Index(fields=["belongs_to"], name="attestation_of")],
                "constraints": [models.UniqueConstraint(fields=("kind", "key"), name="attested_once")],
            },
        ),
        migrations.CreateModel(
            name="Mismatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=30)),
                ("key", models.CharField(max_length=80)),
                ("digest", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name_plural": "mismatches",
                "constraints": [models.UniqueConstraint(fields=("kind", "key", "digest"), name="mismatch_told_once")],
            },
        ),
        migrations.CreateModel(
            name="RootsSent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("destination", models.CharField(max_length=300)),
                ("up_to", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("failure", models.CharField(blank=True, max_length=60)),
            ],
            options={
                "verbose_name_plural": "roots sent",
                "ordering": ["-at"],
                "indexes": [models.Index(fields=["destination", "-up_to"], name="roots_sent_to")],
            },
        ),
        migrations.CreateModel(
            name="Export",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("hub_id", models.BigIntegerField()),
                ("by_id", models.BigIntegerField()),
                ("query", models.TextField(blank=True)),
                ("filter", models.JSONField(default=dict)),
                ("columns", models.JSONField()),
                ("shape", models.CharField(max_length=8)),
                ("purpose", models.CharField(max_length=300)),
                ("asked_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting to be made"),
                            ("making", "Being made"),
                            ("ready", "Ready"),
                            ("failed", "Could not be made"),
                            ("expired", "No longer kept"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("attempt", models.PositiveSmallIntegerField(default=0)),
                ("stirred_at", models.DateTimeField(null=True)),
                ("rows", models.BigIntegerField(null=True)),
                ("done", models.BigIntegerField(default=0)),
                ("size", models.BigIntegerField(default=0)),
                ("failure", models.CharField(blank=True, max_length=200)),
                ("expires_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-asked_at"],
                "indexes": [
                    models.Index(fields=["by_id", "-asked_at"], name="export_by"),
                    models.Index(fields=["state", "asked_at"], name="export_state"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedSearch",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("hub_id", models.BigIntegerField()),
                ("by_id", models.BigIntegerField()),
                ("name", models.CharField(max_length=60)),
                ("query", models.TextField()),
                ("days", models.PositiveSmallIntegerField(null=True)),
                ("saved_at", models.DateTimeField()),
            ],
            options={
                "verbose_name_plural": "saved searches",
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("by_id"),
                        models.F("hub_id"),
                        django.db.models.functions.text.Lower("name"),
                        name="one_saved_search_by_name",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ExportPiece",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("export", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="audit.export")),
                ("number", models.IntegerField()),
                ("content", models.BinaryField()),
            ],
            options={
                "ordering": ["number"],
                "constraints": [models.UniqueConstraint(fields=("export", "number"), name="one_export_piece")],
            },
        ),
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
                        choices=[("waiting", "Waiting"), ("taken_up", "Taken up"), ("dismissed", "Closed")],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
                ("judged_by_id", models.BigIntegerField(null=True)),
                ("judged_by_name", models.CharField(blank=True, max_length=200)),
                ("judged_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=0)),
                ("breach_at", models.DateTimeField(null=True)),
                ("breach_owner", models.CharField(blank=True, db_default="", default="", max_length=120)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("explained", "Explained: there was a good reason for it"),
                            ("training", "Training needed"),
                            ("breach", "Personal data breach"),
                        ],
                        db_default="",
                        default="",
                        max_length=10,
                    ),
                ),
                ("report_reference", models.CharField(blank=True, db_default="", default="", max_length=60)),
                ("reported_on", models.DateField(null=True)),
                (
                    "reported_to",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ico", "The Information Commissioner’s Office (ICO)"),
                            ("internal", "The organisation’s own register of breaches"),
                        ],
                        db_default="",
                        default="",
                        max_length=10,
                    ),
                ),
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
        RunSQLFiles(
            "audit/walls",
            [
                "access_log",
                "seals",
                "attestations",
                "exports",
                "saved_searches",
                "unusual_access",
                "unusual_outcomes",
            ],
        ),
    ]
