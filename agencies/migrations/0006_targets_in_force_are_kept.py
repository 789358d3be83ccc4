"""The usual time of agencies becomes shorter than the hub's own; a hub that went by the usual targets keeps them."""

from decimal import Decimal

from django.db import migrations

BY_RATING = [
    ("red", Decimal(4), "continuous"),
    ("amber", Decimal(24), "working"),
    ("green", Decimal(72), "working"),
    ("blue", None, "working"),
]
UNTIL_NOW = [
    ("first_decision", "", Decimal(8), "working"),
    *(("agency_response", *rest) for rest in BY_RATING),
    *(("final_decision", *rest) for rest in BY_RATING),
    ("feedback", "", Decimal(8), "working"),
]


def keep(apps, schema_editor):
    target = apps.get_model("agencies", "Target")
    for hub in apps.get_model("agencies", "Hub").objects.filter(targets=None):
        target.objects.bulk_create(
            target(hub=hub, measure=measure, rating=rating, hours=hours, mode=mode)
            for measure, rating, hours, mode in UNTIL_NOW
        )


class Migration(migrations.Migration):
    dependencies = [("agencies", "0005_staff_particulars")]
    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
