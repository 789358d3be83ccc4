"""Whether the public said that an e-mail to them is safe."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0010_watchers"),
    ]

    operations = [
        migrations.AddField(
            model_name="referrer",
            name="safe_to_email",
            field=models.CharField(blank=True, choices=[("yes", "Yes"), ("no", "No")], default="", max_length=3),
        ),
        # Code that does not know the column yet goes on writing rows.
        migrations.RunSQL(
            "ALTER TABLE referrals_referrer ALTER COLUMN safe_to_email SET DEFAULT ''",
            "ALTER TABLE referrals_referrer ALTER COLUMN safe_to_email DROP DEFAULT",
        ),
    ]
