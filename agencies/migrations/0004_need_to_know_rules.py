"""Two rules of a hub: how long an emergency opening lasts, and how often a restriction is looked at again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agencies", "0004_sign_ins")]
    operations = [
        migrations.AddField("hub", "break_glass_minutes", models.PositiveSmallIntegerField(db_default=60)),
        migrations.AddField("hub", "restriction_review_days", models.PositiveSmallIntegerField(db_default=90)),
    ]
