"""Which version of a setting stands, and names that differ by more than their capitals."""

import django.db.models.functions.text
from django.db import migrations, models

# Names that two people gave in the same instant before the database kept them apart get a number.
NUMBERED = """
UPDATE agencies_{table} AS kept SET {name} = left(kept.{name}, 80) || ' (' || twins.number || ')'
FROM (SELECT id, row_number() OVER (PARTITION BY {within}, lower({name}) ORDER BY id) AS number
      FROM agencies_{table} WHERE {condition}) AS twins
WHERE twins.id = kept.id AND twins.number > 1
"""
AGENCIES = NUMBERED.format(table="agency", name="name", within="hub_id", condition="true")
AGREEMENTS = NUMBERED.format(table="sharingagreement", name="title", within="agency_id", condition="ended_on IS NULL")


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0002_who_is_acting"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("of", models.CharField(max_length=120, unique=True)),
                ("version", models.PositiveIntegerField(default=0)),
                ("changed_at", models.DateTimeField(null=True)),
                ("changed_by", models.CharField(blank=True, max_length=120)),
                ("changed_what", models.CharField(blank=True, max_length=300)),
            ],
        ),
        migrations.RunSQL(AGENCIES, migrations.RunSQL.noop),
        migrations.RunSQL(AGREEMENTS, migrations.RunSQL.noop),
        migrations.RemoveConstraint(
            model_name="agency",
            name="agency_named_once_in_hub",
        ),
        migrations.AddConstraint(
            model_name="agency",
            constraint=models.UniqueConstraint(
                models.F("hub"), django.db.models.functions.text.Lower("name"), name="agency_named_once_in_hub"
            ),
        ),
        migrations.AddConstraint(
            model_name="sharingagreement",
            constraint=models.UniqueConstraint(
                models.F("agency"),
                django.db.models.functions.text.Lower("title"),
                condition=models.Q(("ended_on", None)),
                name="agreement_in_force_once",
            ),
        ),
    ]
