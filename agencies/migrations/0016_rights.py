"""What was made beside the least rights has no more than its code uses: functions, letters, changes to accounts."""

from pathlib import Path

from django.db import migrations, models

HERE = Path(__file__)
SQL = HERE.with_suffix(".sql").read_text()
UNDO = HERE.with_name(f"{HERE.stem}_undo.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0015_two_hands_at_the_web"),
        ("audit", "0014_no_system_in_pages"),
        ("referrals", "0034_columns_fill_themselves"),
    ]
    operations = [
        migrations.AlterField("letter", "about", models.CharField(blank=True, default="", max_length=40)),
        migrations.AlterField("letter", "address", models.EmailField(blank=True, default="", max_length=254)),
        migrations.RunSQL(SQL, UNDO),
    ]
