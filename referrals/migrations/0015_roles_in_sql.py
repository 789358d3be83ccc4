"""Lists of roles in SQL have every role of agencies/roles.py; a case is handed to the hub it was forwarded to."""

import django.db.models.deletion
from django.db import migrations, models

from mash.postgres.sql_files import RunSQLFiles


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0008_second_look"),
        ("referrals", "0014_decisions_of_the_review"),
    ]

    operations = [
        migrations.AddField(
            model_name="referral",
            name="forwarded_hub",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="agencies.hub",
            ),
        ),
        RunSQLFiles(
            "referrals/access", ["break_glass", "messages", "who_looked", "granting", "frozen_records"], again=True
        ),
    ]
