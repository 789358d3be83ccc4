"""Grants keep their history; restrictions, bars, break-glass and asks become rows of their own."""

import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

FILL_BARS = """
SET LOCAL mash.upkeep = 'on';
UPDATE referrals_bar b SET hub_id = r.hub_id, reference = r.reference FROM referrals_referral r WHERE r.id = b.referral_id;
SET CONSTRAINTS ALL IMMEDIATE;
SET LOCAL mash.upkeep = 'off';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0004_need_to_know_rules"),
        ("referrals", "0004_drafts_end"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Ask",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reference", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                ("why", models.TextField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("granted", models.BooleanField(null=True)),
                ("answer", models.TextField(blank=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "hub",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.hub"),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="referrals.referral"
                    ),
                ),
                (
                    "seen_from",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="referrals.referral"
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "id"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at", None)),
                        fields=("referral", "asked_by"),
                        name="one_open_ask_a_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BreakGlass",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reference", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                ("reason", models.TextField()),
                ("until", models.DateTimeField()),
                ("reviewed_at", models.DateTimeField(null=True)),
                (
                    "finding",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("justified", "Justified"),
                            ("avoidable", "Done in good faith, and avoidable"),
                            ("not_justified", "Not justified: taken up with their manager"),
                        ],
                        max_length=16,
                    ),
                ),
                ("review_note", models.TextField(blank=True)),
                (
                    "hub",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.hub"),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="referrals.referral"
                    ),
                ),
                (
                    "reviewed_by",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "break-glass uses",
                "ordering": ["-at", "id"],
                "abstract": False,
                "indexes": [
                    models.Index(
                        condition=models.Q(("reviewed_at", None)), fields=["hub", "at"], name="glass_to_review"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reviewed_by", None),
                            models.Q(("reviewed_by", models.F("user")), _negated=True),
                            _connector="OR",
                        ),
                        name="reviewed_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reviewed_at", None),
                            models.Q(
                                models.Q(("finding", ""), _negated=True), models.Q(("review_note", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="review_has_its_finding",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Restriction",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reference", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("conflict_of_interest", "A member of staff knows or is related to someone in the record"),
                            ("staff_involved", "The record is about a member of staff"),
                            ("high_profile", "Public interest or media attention"),
                            ("witness_protection", "Witness protection or a hidden address"),
                            ("adoption", "Adoption"),
                            ("high_risk", "High risk of harm if details reached someone"),
                            ("live_investigation", "A live police investigation"),
                            ("serious_review", "Serious incident or safeguarding review"),
                            ("child_death", "Unexplained death"),
                            ("other", "Another reason"),
                        ],
                        max_length=30,
                    ),
                ),
                ("review_on", models.DateField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
                    "hub",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.hub"),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="referrals.referral"
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "id"],
                "abstract": False,
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None)), fields=["hub", "review_on"], name="restriction_review"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("referral",), name="restricted_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RestrictionReview",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reference", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                ("keep", models.BooleanField()),
                ("note", models.TextField()),
                ("review_on", models.DateField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "hub",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.hub"),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="referrals.referral"
                    ),
                ),
                (
                    "restriction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="referrals.restriction"
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "id"],
                "abstract": False,
            },
        ),
        migrations.AlterModelOptions(
            name="bar",
            options={"ordering": ["-given_at", "pk"]},
        ),
        migrations.AlterUniqueTogether(
            name="productgroupgrant",
            unique_together=set(),
        ),
        migrations.AlterUniqueTogether(
            name="referralgroupgrant",
            unique_together=set(),
        ),
        migrations.AlterUniqueTogether(
            name="referralusergrant",
            unique_together=set(),
        ),
        migrations.AlterUniqueTogether(
            name="requestgroupgrant",
            unique_together=set(),
        ),
        migrations.AddField(
            model_name="bar",
            name="because",
            field=models.CharField(
                choices=[
                    ("subject", "They are named in the record"),
                    ("same_name", "They have the same name as somebody in the record"),
                    ("same_address", "They live at an address in the record"),
                    ("related", "They are related to somebody in the record"),
                    ("known", "They know somebody in the record outside work"),
                    ("other", "Another conflict of interest"),
                ],
                db_default="other",
                max_length=16,
            ),
        ),
        migrations.AddField(
            model_name="bar",
            name="confirmed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="bar",
            name="confirmed_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="bar",
            name="ended_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="bar",
            name="ended_why",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="bar",
            name="hub",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.hub"
            ),
        ),
        migrations.AddField(
            model_name="bar",
            name="reference",
            field=models.CharField(default="", max_length=20),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="productgroupgrant",
            name="kind",
            field=models.CharField(
                choices=[
                    ("allocation", "Works on the case"),
                    ("named", "Named reader"),
                    ("visit", "Visit until a set time"),
                    ("break_glass", "Broke the glass"),
                    ("request", "Information request"),
                    ("product", "Released product"),
                    ("transfer", "Case transferred to their hub"),
                ],
                db_default="named",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="productgroupgrant",
            name="withdrawn_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="productgroupgrant",
            name="withdrawn_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="referralgroupgrant",
            name="kind",
            field=models.CharField(
                choices=[
                    ("allocation", "Works on the case"),
                    ("named", "Named reader"),
                    ("visit", "Visit until a set time"),
                    ("break_glass", "Broke the glass"),
                    ("request", "Information request"),
                    ("product", "Released product"),
                    ("transfer", "Case transferred to their hub"),
                ],
                db_default="named",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="referralgroupgrant",
            name="withdrawn_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="referralgroupgrant",
            name="withdrawn_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="referralusergrant",
            name="kind",
            field=models.CharField(
                choices=[
                    ("allocation", "Works on the case"),
                    ("named", "Named reader"),
                    ("visit", "Visit until a set time"),
                    ("break_glass", "Broke the glass"),
                    ("request", "Information request"),
                    ("product", "Released product"),
                    ("transfer", "Case transferred to their hub"),
                ],
                db_default="named",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="referralusergrant",
            name="withdrawn_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="referralusergrant",
            name="withdrawn_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="requestgroupgrant",
            name="kind",
            field=models.CharField(
                choices=[
                    ("allocation", "Works on the case"),
                    ("named", "Named reader"),
                    ("visit", "Visit until a set time"),
                    ("break_glass", "Broke the glass"),
                    ("request", "Information request"),
                    ("product", "Released product"),
                    ("transfer", "Case transferred to their hub"),
                ],
                db_default="named",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="requestgroupgrant",
            name="withdrawn_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="requestgroupgrant",
            name="withdrawn_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AlterField(
            model_name="bar",
            name="reason",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddIndex(
            model_name="bar",
            index=models.Index(condition=models.Q(("ended_at", None)), fields=["user"], name="bar_of"),
        ),
        migrations.AddConstraint(
            model_name="bar",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by", None), models.Q(("confirmed_by", models.F("user")), _negated=True), _connector="OR"
                ),
                name="nobody_confirms_their_own_bar",
            ),
        ),
        migrations.RunSQL(FILL_BARS, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="bar",
            name="hub",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.hub"),
        ),
    ]
