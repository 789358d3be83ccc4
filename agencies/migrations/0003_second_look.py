"""Whether ending the work on babies, unborn children and repeats needs a second signature."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0002_code_switches"),
    ]

    operations = [
        migrations.AddField(
            model_name="hub",
            name="second_look",
            field=models.BooleanField(db_default=True, default=True),
        ),
    ]
