"""Data protection officers are told of unusual access too."""

from django.db import migrations

from mash.postgres.sql_files import RunSQLFiles


class Migration(migrations.Migration):
    dependencies = [("referrals", "0009_who_knows")]

    operations = [RunSQLFiles("referrals/access", ["messages"], again=True)]
