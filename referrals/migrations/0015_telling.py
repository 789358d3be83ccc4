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
        RunSQLFiles("referrals/access", ["messages"], again=True),
    ]
