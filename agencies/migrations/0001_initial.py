"""People and organisations: who they are, what each may do, and how the database knows who acts.

The rows are Django's; what guards them is in agencies/walls.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.utils.timezone
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

import agencies.models.hubs
from mash.postgres.sql_files import RunSQLFiles


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("sessions", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Hub",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, unique=True)),
                ("slug", models.SlugField(unique=True)),
                ("phone", models.CharField(max_length=30)),
                ("out_of_hours_phone", models.CharField(max_length=30)),
                ("duty_email", models.EmailField(help_text="Where red notifications go at once", max_length=254)),
                ("reference_prefix", models.CharField(default="MASH", max_length=6)),
                (
                    "team_group",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="team_of_hub", to="auth.group"
                    ),
                ),
                (
                    "deciders_group",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="deciders_of_hub", to="auth.group"
                    ),
                ),
                (
                    "closed_on",
                    django.contrib.postgres.fields.ArrayField(base_field=models.DateField(), blank=True, default=list),
                ),
                (
                    "second_signature_outcomes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, default=list
                    ),
                ),
                ("repeat_threshold", models.PositiveSmallIntegerField(default=3)),
                ("repeat_months", models.PositiveSmallIntegerField(db_default=12)),
                ("break_glass_minutes", models.PositiveSmallIntegerField(db_default=60)),
                ("restriction_review_days", models.PositiveSmallIntegerField(db_default=90)),
                ("escalate_after_hours", models.PositiveSmallIntegerField(default=4)),
                (
                    "mail_domains",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=120), blank=True, db_default=[], default=list
                    ),
                ),
                ("certify_days", models.PositiveSmallIntegerField(db_default=90)),
                ("stale_days", models.PositiveSmallIntegerField(db_default=60)),
                (
                    "pause_reasons",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80), blank=True, db_default=[], default=list
                    ),
                ),
                ("pause_review_days", models.PositiveSmallIntegerField(db_default=10)),
                (
                    "helplines",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=120),
                        blank=True,
                        db_default=[
                            "Childline: 0800 1111 (if you are under 19)",
                            "NSPCC: 0808 800 5000 (if you are worried about a child)",
                            "National Domestic Abuse Helpline: 0808 2000 247 (for women, day and night)",
                            "Men’s Advice Line: 0808 801 0327 (for men who are hurt or controlled at home)",
                            "Rape and Sexual Abuse Support Line: 0808 500 2222 (if you are 16 or over, day and night)",
                            "NAPAC: 0808 801 0331 (if you are an adult who was abused as a child)",
                            "Hourglass: 0808 808 8141 (if an older person is hurt or not safe)",
                            "Samaritans: 116 123 (to talk to somebody, day and night)",
                        ],
                        default=agencies.models.hubs.usual_helplines,
                    ),
                ),
                ("privacy_contact", models.CharField(blank=True, db_default="", default="", max_length=200)),
                ("second_look", models.BooleanField(db_default=True, default=True)),
                (
                    "retention",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200), blank=True, db_default=[], default=list
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Team",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="teams", to="agencies.hub"
                    ),
                ),
                ("name", models.CharField(max_length=60)),
            ],
            options={
                "ordering": [django.db.models.functions.text.Lower("name")],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("hub"), django.db.models.functions.text.Lower("name"), name="team_named_once_in_hub"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OpeningHours",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="opening_hours", to="agencies.hub"
                    ),
                ),
                ("weekday", models.PositiveSmallIntegerField()),
                ("opens_at", models.TimeField()),
                ("closes_at", models.TimeField()),
            ],
            options={
                "verbose_name_plural": "opening hours",
                "ordering": ["weekday"],
                "constraints": [
                    models.UniqueConstraint(fields=("hub", "weekday"), name="one_opening_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(("closes_at__gt", models.F("opens_at"))), name="closes_after_opening"
                    ),
                    models.CheckConstraint(condition=models.Q(("weekday__lte", 6)), name="weekday_exists"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Target",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="targets", to="agencies.hub"
                    ),
                ),
                (
                    "measure",
                    models.CharField(
                        choices=[
                            ("first_decision", "First decision"),
                            ("agency_response", "Agency response"),
                            ("final_decision", "Final decision"),
                            ("feedback", "Feedback to referrer"),
                        ],
                        max_length=20,
                    ),
                ),
                ("rating", models.CharField(blank=True, max_length=5)),
                ("hours", models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True)),
                (
                    "mode",
                    models.CharField(
                        choices=[("continuous", "Every hour of the day"), ("working", "Opening hours only")],
                        max_length=10,
                    ),
                ),
            ],
            options={
                "ordering": ["measure", "rating"],
                "constraints": [
                    models.UniqueConstraint(fields=("hub", "measure", "rating"), name="one_target_a_measure")
                ],
            },
        ),
        migrations.CreateModel(
            name="Agency",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="agencies", to="agencies.hub"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("childrens_services", "Children's services"),
                            ("adult_social_care", "Adult social care"),
                            ("police", "Police"),
                            ("health", "Health"),
                            ("education", "Education"),
                            ("mental_health", "Mental health"),
                            ("youth_offending", "Youth offending"),
                            ("probation", "Probation"),
                            ("housing", "Housing"),
                            ("early_years", "Early years"),
                            ("camhs", "CAMHS"),
                            ("ambulance", "Ambulance"),
                            ("substance_misuse", "Drug and alcohol service"),
                            ("domestic_abuse", "Domestic abuse service"),
                            ("council_education", "Council education service: missing education, home education"),
                            ("fire", "Fire and rescue"),
                            ("cafcass", "Cafcass"),
                            ("immigration", "Immigration enforcement"),
                            ("dwp", "Department for Work and Pensions"),
                            ("prison", "Prisons"),
                            ("care_provider", "Care provider"),
                            ("regulator", "Regulator"),
                            ("other", "Other agency"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "link",
                    models.CharField(
                        choices=[("core", "Core partner"), ("virtual", "Virtual link")], default="core", max_length=10
                    ),
                ),
                ("notice_email", models.EmailField(max_length=254)),
                (
                    "group",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="agency", to="auth.group"
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
                (
                    "mail_domains",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=120), blank=True, db_default=[], default=list
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "agencies",
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("hub"), django.db.models.functions.text.Lower("name"), name="agency_named_once_in_hub"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SharingAgreement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sharing_agreements",
                        to="agencies.hub",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sharing_agreements",
                        to="agencies.agency",
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("signed_on", models.DateField()),
                ("review_on", models.DateField()),
                ("location", models.CharField(blank=True, help_text="Where the signed copy is kept", max_length=200)),
                ("ended_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ["review_on"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("review_on__gt", models.F("signed_on"))), name="review_after_signing"
                    ),
                    models.UniqueConstraint(
                        models.F("agency"),
                        django.db.models.functions.text.Lower("title"),
                        condition=models.Q(("ended_on", None)),
                        name="agreement_in_force_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                ("email", models.EmailField(max_length=254, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("job_title", models.CharField(blank=True, max_length=120)),
                ("phone", models.CharField(blank=True, max_length=30)),
                ("registration", models.CharField(blank=True, max_length=20)),
                (
                    "hub",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="people", to="agencies.hub"
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="people",
                        to="agencies.agency",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="people",
                        to="agencies.team",
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
                ("invited_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("suspended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"), name="one_person_per_email"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("email__regex", "^[!-?A-~]+@[!-?A-~]+$"), ("email__regex", "^[^A-Z]*$")),
                        name="address_kept_one_way",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Password",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("recipe", models.CharField(max_length=200)),
                ("stored", models.CharField(max_length=64)),
            ],
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
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="account_changes", to="agencies.hub"
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
                            ("adults_manager", "Safeguarding adults manager"),
                            ("out_of_hours", "Out-of-hours team"),
                            ("quality_auditor", "Quality auditor"),
                            ("representative", "Agency representative"),
                            ("auditor", "Auditor"),
                            ("governance", "Governance officer"),
                            ("data_protection", "Data protection officer or Caldicott guardian"),
                            ("administrator", "Hub administrator"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                ("facts", models.JSONField(blank=True, default=dict)),
                ("ends_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "proposed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_why", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ["-proposed_at", "-pk"],
                "indexes": [
                    models.Index(fields=["hub", "-proposed_at"], name="account_changes_of_hub"),
                    models.Index(condition=models.Q(("decision", "")), fields=["hub"], name="account_changes_waiting"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("decision", "")),
                        fields=("hub", "user", "agency", "kind", "role"),
                        name="one_change_of_a_kind_waits",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decision", "confirmed"), _negated=True),
                            ("proposed_by", None),
                            ("decided_by", None),
                            models.Q(("proposed_by", models.F("decided_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="confirmed_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("of", models.CharField(max_length=120, unique=True)),
                ("version", models.PositiveIntegerField(default=0)),
                ("changed_at", models.DateTimeField(null=True)),
                ("changed_by", models.CharField(blank=True, max_length=120)),
                ("changed_what", models.CharField(blank=True, max_length=300)),
            ],
        ),
        migrations.CreateModel(
            name="StaffParticulars",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="particulars",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "last_names",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80), blank=True, default=list
                    ),
                ),
                ("date_of_birth", models.DateField(blank=True, null=True)),
                ("address", models.CharField(blank=True, max_length=200)),
                ("postcode", models.CharField(blank=True, max_length=8)),
                (
                    "terms",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200), blank=True, default=list
                    ),
                ),
                ("changed_at", models.DateTimeField()),
                ("matched_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name_plural": "staff particulars",
            },
        ),
        migrations.CreateModel(
            name="QuestionSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="question_sets", to="agencies.hub"
                    ),
                ),
                (
                    "agency_kind",
                    models.CharField(
                        choices=[
                            ("childrens_services", "Children's services"),
                            ("adult_social_care", "Adult social care"),
                            ("police", "Police"),
                            ("health", "Health"),
                            ("education", "Education"),
                            ("mental_health", "Mental health"),
                            ("youth_offending", "Youth offending"),
                            ("probation", "Probation"),
                            ("housing", "Housing"),
                            ("early_years", "Early years"),
                            ("camhs", "CAMHS"),
                            ("ambulance", "Ambulance"),
                            ("substance_misuse", "Drug and alcohol service"),
                            ("domestic_abuse", "Domestic abuse service"),
                            ("council_education", "Council education service: missing education, home education"),
                            ("fire", "Fire and rescue"),
                            ("cafcass", "Cafcass"),
                            ("immigration", "Immigration enforcement"),
                            ("dwp", "Department for Work and Pensions"),
                            ("prison", "Prisons"),
                            ("care_provider", "Care provider"),
                            ("regulator", "Regulator"),
                            ("other", "Other agency"),
                        ],
                        max_length=30,
                    ),
                ),
                ("concern", models.CharField(blank=True, max_length=40)),
                ("is_active", models.BooleanField(default=True)),
            ],
            options={
                "ordering": ["agency_kind", "concern"],
                "constraints": [
                    models.UniqueConstraint(fields=("hub", "agency_kind", "concern"), name="one_question_set_a_concern")
                ],
            },
        ),
        migrations.CreateModel(
            name="SignIn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_ins",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("session_key", models.CharField(max_length=40, unique=True)),
                ("agent", models.CharField(max_length=20)),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("last_seen_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ends_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("halfway", models.BooleanField(db_default=False, default=False)),
            ],
            options={
                "ordering": ["-last_seen_at"],
            },
        ),
        migrations.CreateModel(
            name="CodeSwitch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("list", models.CharField(max_length=30)),
                ("code", models.CharField(max_length=40)),
                ("is_offered", models.BooleanField()),
                ("starts_on", models.DateField(blank=True, null=True)),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="code_switches", to="agencies.hub"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "code switches",
                "constraints": [models.UniqueConstraint(fields=("hub", "list", "code"), name="one_switch_a_code")],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("referrer", "Professional referrer"),
                            ("screener", "Screening officer"),
                            ("social_worker", "Social worker"),
                            ("manager", "MASH manager"),
                            ("adults_manager", "Safeguarding adults manager"),
                            ("out_of_hours", "Out-of-hours team"),
                            ("quality_auditor", "Quality auditor"),
                            ("representative", "Agency representative"),
                            ("auditor", "Auditor"),
                            ("governance", "Governance officer"),
                            ("data_protection", "Data protection officer or Caldicott guardian"),
                            ("administrator", "Hub administrator"),
                        ],
                        max_length=20,
                    ),
                ),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ends_at", models.DateTimeField(blank=True, null=True)),
                (
                    "given_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "change",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="membership",
                        to="agencies.accountchange",
                    ),
                ),
                ("certified_at", models.DateTimeField(blank=True, null=True)),
                (
                    "certified_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["started_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("user", "role"), name="role_held_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("certified_by", None),
                            models.Q(("certified_by", models.F("user")), _negated=True),
                            _connector="OR",
                        ),
                        name="certified_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "question_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="questions", to="agencies.questionset"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("text", models.CharField(max_length=500)),
                ("look_back_months", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "about",
                    models.CharField(
                        choices=[
                            ("both", "Children and adults"),
                            ("child", "Children"),
                            ("born", "Children who are born"),
                            ("unborn", "Unborn children"),
                            ("adult", "Adults"),
                            ("born_adult", "Children who are born, and adults"),
                        ],
                        default="both",
                        max_length=10,
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "to",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("template", models.CharField(max_length=40)),
                ("about", models.CharField(blank=True, default="", max_length=40)),
                ("address", models.EmailField(blank=True, default="", max_length=254)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("try_after", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("attempts", models.PositiveSmallIntegerField(db_default=0)),
                ("failed_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["try_after"], name="letter_waiting")],
            },
        ),
        RunSQLFiles(
            "agencies/walls",
            [
                "default_rights",
                "who_acts",
                "roles_and_groups",
                "people_and_organisations",
                "two_people",
                "administrators",
                "sign_ins",
                "passwords",
                "staff_particulars",
                "code_switches",
                "failed_letters",
            ],
        ),
    ]
