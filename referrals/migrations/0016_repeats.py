"""A repeat is counted over cases that whoever signs may not see."""

from django.db import migrations

from mash.postgres.sql_files import RunSQLFiles


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0015_roles_in_sql"),
    ]

    operations = [
        RunSQLFiles("referrals/access", ["repeats"]),
    ]
