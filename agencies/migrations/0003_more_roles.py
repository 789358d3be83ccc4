"""Roles beside the usual ones, and which groups they lead to."""

from django.db import migrations, models

from mash.postgres.sql_files import RunSQLFiles


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0002_code_switches"),
    ]

    operations = [
        migrations.AlterField(
            model_name="accountchange",
            name="role",
            field=models.CharField(
                blank=True,
                choices=[
                    ("referrer", "Professional referrer"),
                    ("screener", "Screening officer"),
                    ("social_worker", "Social worker"),
                    ("manager", "MASH manager"),
                    ("adults_manager", "Safeguarding adults manager"),
                    ("out_of_hours", "Out-of-hours team"),
                    ("quality_auditor", "Quality auditor"),
                    ("representative", "Agency representative"),
                    ("auditor", "Auditor"),
                    ("governance", "Governance officer"),
                    ("data_protection", "Data protection officer or Caldicott guardian"),
                    ("administrator", "Hub administrator"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="membership",
            name="role",
            field=models.CharField(
                choices=[
                    ("referrer", "Professional referrer"),
                    ("screener", "Screening officer"),
                    ("social_worker", "Social worker"),
                    ("manager", "MASH manager"),
                    ("adults_manager", "Safeguarding adults manager"),
                    ("out_of_hours", "Out-of-hours team"),
                    ("quality_auditor", "Quality auditor"),
                    ("representative", "Agency representative"),
                    ("auditor", "Auditor"),
                    ("governance", "Governance officer"),
                    ("data_protection", "Data protection officer or Caldicott guardian"),
                    ("administrator", "Hub administrator"),
                ],
                max_length=20,
            ),
        ),
        RunSQLFiles("agencies/walls", ["roles_and_groups"], again=True),
    ]
