"""Outcomes of unusual access, with the report of a breach; and an index for what was done to an account."""

from django.db import migrations, models

from mash.postgres.sql_files import RunSQLFiles

OUTCOMES = [
    ("explained", "Explained: there was a good reason for it"),
    ("training", "Training needed"),
    ("breach", "Personal data breach"),
]
REPORTED_TO = [
    ("ico", "The Information Commissioner’s Office (ICO)"),
    ("internal", "The organisation’s own register of breaches"),
]


def text(length: int, **options) -> models.CharField:
    return models.CharField(blank=True, db_default="", default="", max_length=length, **options)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.AddField("unusualaccess", "breach_at", models.DateTimeField(null=True)),
        migrations.AddField("unusualaccess", "breach_owner", text(120)),
        migrations.AddField("unusualaccess", "outcome", text(10, choices=OUTCOMES)),
        migrations.AddField("unusualaccess", "report_reference", text(60)),
        migrations.AddField("unusualaccess", "reported_on", models.DateField(null=True)),
        migrations.AddField("unusualaccess", "reported_to", text(10, choices=REPORTED_TO)),
        migrations.AlterField(
            "unusualaccess",
            "state",
            models.CharField(
                choices=[("waiting", "Waiting"), ("taken_up", "Taken up"), ("dismissed", "Closed")],
                default="waiting",
                max_length=10,
            ),
        ),
        RunSQLFiles("audit/walls", ["unusual_outcomes"]),
    ]
