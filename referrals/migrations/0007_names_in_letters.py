"""Names are compared by the letters that can be seen, whatever joiners and dashes they were stored with."""

from django.db import migrations

from mash.postgres.sql_files import RunSQLFiles


class Migration(migrations.Migration):
    dependencies = [("referrals", "0006_week_of_a_clock")]

    operations = [RunSQLFiles("referrals/access", ["bars", "search"], again=True)]
