"""The second person who confirms a change to an account makes it, through the web server, in that transaction alone."""

from pathlib import Path

from django.db import migrations

HERE = Path(__file__)
SQL = HERE.with_suffix(".sql").read_text()
UNDO = HERE.with_name(f"{HERE.stem}_undo.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [("agencies", "0014_nothing_temporary")]
    operations = [migrations.RunSQL(SQL, UNDO)]
