"""What a hub has settled about the codes of its lists."""

import django.db.models.deletion
from django.db import migrations, models

from mash.postgres.sql_files import RunSQLFiles


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CodeSwitch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("list", models.CharField(max_length=30)),
                ("code", models.CharField(max_length=40)),
                ("is_offered", models.BooleanField()),
                ("starts_on", models.DateField(blank=True, null=True)),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="code_switches", to="agencies.hub"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "code switches",
                "constraints": [models.UniqueConstraint(fields=("hub", "list", "code"), name="one_switch_a_code")],
            },
        ),
        RunSQLFiles("agencies/walls", ["code_switches"]),
    ]
