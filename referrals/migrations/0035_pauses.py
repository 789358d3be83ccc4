"""Pauses of clocks become rows: why, by whom, until when reviewed, and who ended them."""

from pathlib import Path

import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0034_columns_fill_themselves"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="clock",
            name="pause_review_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="clock",
            name="pauses",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(), blank=True, default=list
            ),
        ),
        migrations.AddField(
            model_name="informationrequest",
            name="first_due_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="informationrequest",
            name="pause_review_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="informationrequest",
            name="pauses",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(), blank=True, default=list
            ),
        ),
        migrations.AlterField(
            model_name="referral",
            name="due_measure",
            field=models.CharField(
                blank=True,
                choices=[
                    ("first_decision", "First decision"),
                    ("agency_response", "Agency response"),
                    ("final_decision", "Final decision"),
                    ("feedback", "Feedback to the referrer"),
                    ("pause_review", "Review of the pause"),
                ],
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="ClockPause",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("awaiting_referrer", "Waiting for the referrer"),
                            ("strategy_discussion", "Waiting for a strategy discussion"),
                            ("court", "Waiting for the court"),
                            ("awaiting_family", "Waiting to speak to the family or the person"),
                            ("awaiting_agreement", "Waiting for agreement to a service"),
                            ("awaiting_other_area", "Waiting for another council"),
                            ("awaiting_capacity", "Waiting for a mental capacity assessment"),
                            ("police_request", "The police have asked us to wait"),
                            ("hub_own", "A reason of the hub’s own"),
                        ],
                        max_length=30,
                    ),
                ),
                ("own_reason", models.CharField(blank=True, max_length=80)),
                ("why", models.TextField()),
                ("review_on", models.DateField()),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "clock",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="referrals.clock"
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="pauses", to="referrals.referral"
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="referrals.informationrequest",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("clock",), name="one_standing_pause_a_clock"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("request",), name="one_standing_pause_a_request"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("clock__isnull", False), ("request", None)),
                            models.Q(("clock", None), ("request__isnull", False)),
                            _connector="OR",
                        ),
                        name="pause_is_of_one_clock",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ended_at", None), ("ended_at__gte", models.F("at")), _connector="OR"),
                        name="pause_ends_after_it_began",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", "hub_own"), models.Q(("own_reason", ""), _negated=True)),
                            models.Q(models.Q(("reason", "hub_own"), _negated=True), ("own_reason", "")),
                            _connector="OR",
                        ),
                        name="own_reason_of_a_pause_has_its_words",
                    ),
                ],
            },
        ),
        migrations.RunSQL((Path(__file__).parents[1] / "access" / "pauses.sql").read_text()),
    ]
