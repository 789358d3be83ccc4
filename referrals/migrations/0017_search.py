"""Searching by name: a function that applies the rule of who sees a case, and can use an index while it does."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_suffix(".sql").read_text()
UNDO = "DROP FUNCTION mash_search(bigint, text, text, int); DROP FUNCTION mash_words(text);"


class Migration(migrations.Migration):
    dependencies = [("referrals", "0016_messages_need_sight")]
    operations = [migrations.RunSQL(SQL, UNDO)]
