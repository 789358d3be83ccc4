"""A released item says whom it is about, its kind and its last day; copies made before say what they have."""

from django.db import migrations, models

KINDS = [
    ("event", "Event"),
    ("marker", "Marker or flag"),
    ("order", "Order or condition"),
    ("summary", "Summary of involvement"),
    ("view", "Professional view"),
]


class Migration(migrations.Migration):
    dependencies = [("referrals", "0022_adult_thresholds")]
    operations = [
        migrations.AddField("productitem", "about_whom", models.TextField(blank=True, default="")),
        migrations.AddField("productitem", "ended_on", models.DateField(null=True)),
        migrations.AddField(
            "productitem", "kind", models.CharField(blank=True, choices=KINDS, default="", max_length=10)
        ),
    ]
