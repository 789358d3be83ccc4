"""Who acts is read from the row of a sign-in, which only a proof opens."""

from pathlib import Path

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

HERE = Path(__file__).parent


def _sql(name: str) -> migrations.RunSQL:
    return migrations.RunSQL((HERE / f"0008_{name}.sql").read_text(), (HERE / f"0008_{name}_undo.sql").read_text())


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0007_teams"),
        ("sessions", "0001_initial"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("referrals", "0028_case_drafts"),  # whose walls give mash_app every table that there is by then
    ]
    operations = [
        migrations.AddField(
            "signin", "ends_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())
        ),
        migrations.AddField("signin", "halfway", models.BooleanField(default=False, db_default=False)),
        migrations.CreateModel(
            name="Password",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("recipe", models.CharField(max_length=200)),
                ("stored", models.CharField(max_length=64)),
            ],
        ),
        _sql("who_acts_is_proved"),
        _sql("own_second_factors"),
        _sql("administrators_alone"),
    ]
