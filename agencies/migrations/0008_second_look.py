"""Whether ending the work on babies, unborn children and repeats needs a second signature."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0007_questions_for_new_concerns"),
    ]

    operations = [
        migrations.AddField(
            model_name="hub",
            name="second_look",
            field=models.BooleanField(db_default=True, default=True),
        ),
    ]
