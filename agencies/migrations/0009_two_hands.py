"""Changes to accounts that take two people, end dates of roles, and when each was last looked at again."""

from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

HERE = Path(__file__)
SQL = HERE.with_suffix(".sql").read_text()
UNDO = HERE.with_name("0009_two_hands_undo.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0008_who_acts_is_proved"),
    ]

    operations = [
        migrations.AddField(
            model_name="agency",
            name="mail_domains",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=120), blank=True, db_default=[], default=list
            ),
        ),
        migrations.AddField(
            model_name="hub",
            name="certify_days",
            field=models.PositiveSmallIntegerField(db_default=90),
        ),
        migrations.AddField(
            model_name="hub",
            name="mail_domains",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=120), blank=True, db_default=[], default=list
            ),
        ),
        migrations.AddField(
            model_name="hub",
            name="stale_days",
            field=models.PositiveSmallIntegerField(db_default=60),
        ),
        migrations.AddField(
            model_name="membership",
            name="certified_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="membership",
            name="certified_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="ends_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="AccountChange",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("invited", "Invited"),
                            ("role", "Role"),
                            ("role_ended", "Role ended"),
                            ("move", "Move to another agency"),
                            ("suspended", "Suspended"),
                            ("restore", "Let back in"),
                            ("link", "Link to choose a password"),
                            ("reset", "Second factor reset"),
                            ("details", "Name or email address"),
                            ("domains", "Email domains"),
                            ("certified", "Role reviewed and kept"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("referrer", "Professional referrer"),
                            ("screener", "Screening officer"),
                            ("social_worker", "Social worker"),
                            ("manager", "MASH manager"),
                            ("representative", "Agency representative"),
                            ("auditor", "Auditor"),
                            ("governance", "Governance officer"),
                            ("administrator", "Hub administrator"),
                        ],
                        max_length=20,
                    ),
                ),
                ("facts", models.JSONField(blank=True, default=dict)),
                ("ends_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("proposed_at", models.DateTimeField()),
                ("lapses_at", models.DateTimeField()),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Waits for a second person"),
                            ("done", "Done"),
                            ("confirmed", "Confirmed"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                            ("lapsed", "Lapsed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_why", models.CharField(blank=True, max_length=300)),
                (
                    "agency",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="account_changes", to="agencies.hub"
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-proposed_at", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="membership",
            name="change",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="membership",
                to="agencies.accountchange",
            ),
        ),
        migrations.AddIndex(
            model_name="accountchange",
            index=models.Index(fields=["hub", "-proposed_at"], name="account_changes_of_hub"),
        ),
        migrations.AddIndex(
            model_name="accountchange",
            index=models.Index(condition=models.Q(("decision", "")), fields=["hub"], name="account_changes_waiting"),
        ),
        migrations.AddConstraint(
            model_name="accountchange",
            constraint=models.UniqueConstraint(
                condition=models.Q(("decision", "")),
                fields=("hub", "user", "agency", "kind", "role"),
                name="one_change_of_a_kind_waits",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="accountchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decision", "confirmed"), _negated=True),
                    ("proposed_by", None),
                    ("decided_by", None),
                    models.Q(("proposed_by", models.F("decided_by")), _negated=True),
                    _connector="OR",
                ),
                name="confirmed_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("certified_by", None),
                    models.Q(("certified_by", models.F("user")), _negated=True),
                    _connector="OR",
                ),
                name="certified_by_another",
            ),
        ),
        migrations.RunSQL(SQL, UNDO),
    ]
