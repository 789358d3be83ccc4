"""What somebody is writing on a page of a case stands in a table of its own, no longer in their session."""

from pathlib import Path

import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

PEOPLE = settings.AUTH_USER_MODEL
PROTECT = django.db.models.deletion.PROTECT
UNDO = """
SET LOCAL ROLE mash_guard;
DROP FUNCTION mash_remove_case_drafts(timestamptz, int);
SET LOCAL ROLE mash_owner;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0027_final_ratings_say_of_whom"),
        migrations.swappable_dependency(PEOPLE),
    ]
    operations = [
        migrations.CreateModel(
            name="CaseDraft",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("page", models.CharField(max_length=30)),
                ("typed", models.JSONField(default=list)),
                ("changed_at", models.DateTimeField()),
                ("by", models.ForeignKey(on_delete=PROTECT, related_name="+", to=PEOPLE)),
                (
                    "referral",
                    models.ForeignKey(on_delete=PROTECT, related_name="case_drafts", to="referrals.referral"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["changed_at"], name="case_draft_changed")],
                "constraints": [
                    models.UniqueConstraint(fields=["referral", "by", "page"], name="one_draft_of_a_page_for_each")
                ],
            },
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), UNDO),
    ]
