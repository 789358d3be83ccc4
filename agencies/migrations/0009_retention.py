"""How long a hub keeps what it holds, as its privacy page shows it."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0008_second_look"),
    ]

    operations = [
        migrations.AddField(
            model_name="hub",
            name="retention",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=200), blank=True, db_default=[], default=list, size=None
            ),
        ),
    ]
