"""Two functions for the governance officer: a bar by a record's reference, and how many people are named on it."""

from pathlib import Path

from django.db import migrations

UNDO = """
SET LOCAL ROLE mash_guard;
DROP FUNCTION mash_bar_by_reference(text, bigint, text, text), mash_named_counts(uuid[]);
SET LOCAL ROLE mash_owner;
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0007_asks_reach_their_reader")]
    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), UNDO)]
