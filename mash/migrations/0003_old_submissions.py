"""Old submissions are found by their time. Made beside the work of a live system, hence outside a transaction."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("mash", "0002_counters")]
    operations = [
        AddIndexConcurrently("submission", models.Index("at", name="submission_at")),
    ]
