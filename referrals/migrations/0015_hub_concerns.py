"""Concerns that the hub adds to those of the referrer: written beside them, and none is taken away."""

import django.contrib.postgres.fields
from django.db import migrations, models

from mash.postgres.sql_files import RunSQLFiles


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0014_decisions_of_the_review"),
    ]

    operations = [
        migrations.AddField(
            model_name="referral",
            name="hub_concerns",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40), blank=True, default=list, size=None
            ),
        ),
        # In the database and not as `db_default`: a sender may not read back what the row then has.
        migrations.RunSQL(
            "ALTER TABLE referrals_referral ALTER COLUMN hub_concerns SET DEFAULT '{}'",
            "ALTER TABLE referrals_referral ALTER COLUMN hub_concerns DROP DEFAULT",
        ),
        RunSQLFiles("referrals/access", ["frozen_records"], again=True),
    ]
