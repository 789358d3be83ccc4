"""A hub’s own reasons for pausing a clock, and within how many open days a pause is reviewed."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0017_reviews_at_the_web"),
    ]

    operations = [
        migrations.AddField(
            model_name="hub",
            name="pause_reasons",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=80), blank=True, db_default=[], default=list
            ),
        ),
        migrations.AddField(
            model_name="hub",
            name="pause_review_days",
            field=models.PositiveSmallIntegerField(db_default=10),
        ),
    ]
