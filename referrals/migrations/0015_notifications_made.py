"""What the law asks to be told by a day is recorded in rows of its own, and the case is due for it."""

import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

from mash.postgres.sql_files import RunSQLFiles


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0014_decisions_of_the_review"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="referral",
            name="notify_by",
            field=models.DateField(null=True),
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
                    ("return_review", "Second look at what was returned"),
                    ("confirmation", "Confirmation by the other council"),
                    ("telling", "Telling those who do not know"),
                    ("notification", "Notification that the law asks for"),
                ],
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="NotificationMade",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("marac", "MARAC or independent domestic violence adviser"),
                            ("mappa", "MAPPA"),
                            ("channel", "Prevent or Channel"),
                            ("nrm", "National Referral Mechanism (modern slavery)"),
                            ("exploitation_panel", "Exploitation panel (MACE)"),
                            ("lado", "Designated officer (LADO)"),
                            ("youth_justice", "Youth justice"),
                            ("housing_duty", "Housing (homelessness duty)"),
                            ("no_recourse", "No recourse to public funds team"),
                            ("police", "Police, for a suspected crime"),
                            ("cqc", "Care Quality Commission or commissioner"),
                            ("marac_conference", "MARAC"),
                            ("idva", "Independent domestic violence adviser (IDVA)"),
                            ("dvds", "Domestic Violence Disclosure Scheme (Clare’s Law)"),
                            ("csods", "Child Sex Offender Disclosure Scheme (Sarah’s Law)"),
                            ("fmpo", "Forced marriage protection order"),
                            ("fgmpo", "FGM protection order"),
                            ("serious_incident", "Serious incident notification"),
                            ("macpt", "Multi-agency child protection team"),
                            ("family_group", "Family group decision-making"),
                            ("adult_safety", "Immediate safety of the adult"),
                            (
                                "care_act_advocate",
                                "Independent advocate for a safeguarding enquiry, Care Act section 68",
                            ),
                            ("tell_family", "Telling the family what is decided"),
                            ("tell_adult", "Telling the adult what is decided"),
                            ("csa_report", "Report of child sexual abuse under the duty to report"),
                            ("fgm_police", "Report of FGM to the police"),
                        ],
                        max_length=20,
                    ),
                ),
                ("due_on", models.DateField()),
                ("made_on", models.DateField()),
                ("detail", models.TextField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notifications_made",
                        to="referrals.decision",
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notifications_made",
                        to="referrals.referral",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notifications_made",
                        to="referrals.person",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "abstract": False,
            },
        ),
        RunSQLFiles("referrals/access", ["notifications"]),
        RunSQLFiles("referrals/access", ["frozen_records", "messages"], again=True),
    ]
