"""Which looks at records are worth an auditor's look, and why: by person, reference and day, never by name."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_suffix(".sql").read_text()
UNDO = """
SET LOCAL ROLE mash_guard;
DROP FUNCTION mash_unusual_looks(bigint, timestamptz, timestamptz, timestamptz, timestamptz, int, interval);
SET LOCAL ROLE mash_owner;
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0019_names_opened")]
    operations = [migrations.RunSQL(SQL, UNDO)]
