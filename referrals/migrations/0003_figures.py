"""Figures counted over every case of a hub, by functions that return numbers."""

from django.db import migrations

from mash.postgres.sql_files import RunSQLFiles


class Migration(migrations.Migration):
    dependencies = [("referrals", "0002_product_subjects")]

    operations = [RunSQLFiles("referrals/access", ["figures"])]
