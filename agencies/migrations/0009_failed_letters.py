"""Emails about accounts that were given up are kept for a while, for administrators to see."""

from django.db import migrations, models

from mash.postgres.sql_files import RunSQLFiles


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0008_second_look"),
    ]

    operations = [
        migrations.AddField(
            model_name="letter",
            name="failed_at",
            field=models.DateTimeField(null=True),
        ),
        RunSQLFiles("agencies/walls", ["failed_letters"]),
    ]
