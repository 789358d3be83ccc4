"""What runs as the owner of the access log believes no name that somebody else could have made."""

from pathlib import Path

from django.db import migrations

HERE = Path(__file__)
SQL = HERE.with_suffix(".sql").read_text()
UNDO = HERE.with_name(f"{HERE.stem}_undo.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [("audit", "0011_sign_ins_of_nobody")]
    operations = [migrations.RunSQL(SQL, UNDO)]
