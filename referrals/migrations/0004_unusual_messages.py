"""Mails about unusual access go to those who read the hub's log, and to nobody else."""

from django.db import migrations

from mash.postgres.sql_files import RunSQLFiles


class Migration(migrations.Migration):
    dependencies = [("referrals", "0003_figures")]

    operations = [RunSQLFiles("referrals/access", ["messages"], again=True)]
