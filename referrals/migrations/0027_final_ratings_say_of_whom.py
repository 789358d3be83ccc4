import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("referrals", "0026_powers_for_adults")]
    operations = [
        migrations.AddField(
            "ratinggiven",
            "subject",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="referrals.person"
            ),
        )
    ]
