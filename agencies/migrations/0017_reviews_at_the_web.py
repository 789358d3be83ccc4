"""Who looks again at roles, administrator or manager, keeps and ends them through the web server."""

from pathlib import Path

from django.db import migrations

HERE = Path(__file__)
SQL = HERE.with_suffix(".sql").read_text()
UNDO = HERE.with_name(f"{HERE.stem}_undo.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [("agencies", "0016_rights")]
    operations = [migrations.RunSQL(SQL, UNDO)]
