"""A product names whom it is about and says what was decided of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("referrals", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="product",
            name="subjects",
            field=models.JSONField(default=list),
        ),
        # Not db_default: who writes a row here may not read it back.
        migrations.RunSQL(
            "ALTER TABLE referrals_product ALTER COLUMN subjects SET DEFAULT '[]'::jsonb",
            "ALTER TABLE referrals_product ALTER COLUMN subjects DROP DEFAULT",
        ),
    ]
