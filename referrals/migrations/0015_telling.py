"""Who was told that agencies are asked, when and by whom, and what agencies are told when that changes."""

from django.db import migrations, models

from mash.postgres.sql_files import RunSQLFiles


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0014_decisions_of_the_review"),
    ]

    operations = [
        migrations.AddField(
            model_name="lawfulbasis",
            name="told",
            field=models.JSONField(blank=True, db_default={}, default=dict),
        ),
        RunSQLFiles("referrals/access", ["knows_now"]),
        migrations.AddField(
            model_name="referral",
            name="authorise_by",
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
                    ("authorisation", "Authorisation of what agencies were asked"),
                ],
                max_length=20,
            ),
        ),
        RunSQLFiles("referrals/access", ["messages", "frozen_records"], again=True),
    ]
