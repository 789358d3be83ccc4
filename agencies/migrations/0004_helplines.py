"""The helplines a hub shows beside 999, and where to complain about what is held."""

import django.contrib.postgres.fields
from django.db import migrations, models

import agencies.models.hubs


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0003_more_roles"),
    ]

    operations = [
        migrations.AddField(
            model_name="hub",
            name="helplines",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=120),
                blank=True,
                db_default=[
                    "Childline: 0800 1111 (if you are under 19)",
                    "NSPCC: 0808 800 5000 (if you are worried about a child)",
                    "National Domestic Abuse Helpline: 0808 2000 247 (for women, day and night)",
                    "Men’s Advice Line: 0808 801 0327 (for men who are hurt or controlled at home)",
                    "Hourglass: 0808 808 8141 (if an older person is hurt or not safe)",
                    "Samaritans: 116 123 (to talk to somebody, day and night)",
                ],
                default=agencies.models.hubs.usual_helplines,
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="hub",
            name="privacy_contact",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
    ]
