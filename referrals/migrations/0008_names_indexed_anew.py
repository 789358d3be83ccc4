"""The index of names is built anew with the letters of 0007, while people go on searching and writing."""

from django.db import migrations


class Migration(migrations.Migration):
    atomic = False  # CONCURRENTLY works outside a transaction only
    dependencies = [("referrals", "0007_names_in_letters")]

    operations = [migrations.RunSQL("REINDEX INDEX CONCURRENTLY person_names", migrations.RunSQL.noop)]
