"""A returned or forwarded referral is looked at again on a day by somebody, and so are people who do not know."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from mash.postgres.sql_files import RunSQLFiles


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0012_agencies_and_concerns"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="referral",
            name="forwarded_to",
            field=models.CharField(blank=True, default="", max_length=120),
            preserve_default=False,
        ),
        # In the database and not as `db_default`: a sender may not read back what the row then has.
        migrations.RunSQL(
            "ALTER TABLE referrals_referral ALTER COLUMN forwarded_to SET DEFAULT ''",
            "ALTER TABLE referrals_referral ALTER COLUMN forwarded_to DROP DEFAULT",
        ),
        migrations.AddField(
            model_name="referral",
            name="look_again_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="referral",
            name="look_again_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="referral",
            name="tell_by",
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
                ],
                max_length=20,
            ),
        ),
        RunSQLFiles("referrals/access", ["frozen_records", "messages", "figures"], again=True),
    ]
