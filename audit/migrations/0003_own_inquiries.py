"""An auditor does not read in the log that a colleague looks into what they did."""

from django.db import migrations

from mash.postgres.sql_files import RunSQLFiles


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_unusual_outcomes"),
    ]

    operations = [
        RunSQLFiles("audit/walls", ["access_log"], again=True),
    ]
