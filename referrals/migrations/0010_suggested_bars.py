"""Bars are suggested, and hold at once, where a person's own particulars are those of somebody in a record."""

from pathlib import Path

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

UNDO = """
SET LOCAL ROLE mash_guard;
DROP FUNCTION mash_suggest_bars(uuid, timestamptz), mash_suggest_bars_to_staff(timestamptz, int),
  mash_put_suggested(uuid, bigint, timestamptz), mash_conflicts(uuid, bigint),
  mash_same(text, date, text, text, text[], date, text, text), mash_last_names(text[]), mash_house(text),
  mash_plain(text);
SET LOCAL ROLE mash_owner;
"""
MATCHES = [
    ("name_and_birth", "Same last name and date of birth"),
    ("address", "Same address"),
    ("name_and_postcode", "Same last name and postcode"),
]


class Migration(migrations.Migration):
    dependencies = [("referrals", "0009_access_follows_at_once"), ("agencies", "0005_staff_particulars")]
    operations = [
        migrations.AddField(
            "bar",
            "matched",
            ArrayField(models.CharField(choices=MATCHES, max_length=20), blank=True, db_default=[], default=list),
        ),
        migrations.AddIndex(
            "person",
            models.Index(
                condition=models.Q(date_of_birth__isnull=False), fields=["date_of_birth"], name="person_birth"
            ),
        ),
        migrations.AddIndex(
            "person",
            models.Index(condition=~models.Q(postcode=""), fields=["postcode"], name="person_postcode"),
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), UNDO),
    ]
