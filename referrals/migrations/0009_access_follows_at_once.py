"""Answers being written stand with their agency, a product's items can be counted by whoever reads it, and a message
is looked at again before it is sent."""

from pathlib import Path

import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

UNDO = """
ALTER POLICY put ON referrals_outboxmessage WITH CHECK (true);
REVOKE SELECT ON referrals_productitem FROM mash_guard;
DROP POLICY guard ON referrals_productitem;
SET LOCAL ROLE mash_guard;
DROP FUNCTION mash_pieces(uuid), mash_remove_answer_drafts(timestamptz, int), mash_still_concerns(uuid);
SET LOCAL ROLE mash_owner;
"""
PEOPLE = settings.AUTH_USER_MODEL
PROTECT = django.db.models.deletion.PROTECT


class Migration(migrations.Migration):
    dependencies = [("referrals", "0008_governance"), migrations.swappable_dependency(PEOPLE)]
    operations = [
        migrations.AddField("outboxmessage", "dropped_at", models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="AnswerDraft",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("typed", models.JSONField(default=list)),
                ("changed_at", models.DateTimeField()),
                ("by", models.ForeignKey(on_delete=PROTECT, related_name="+", to=PEOPLE)),
                (
                    "request",
                    models.ForeignKey(on_delete=PROTECT, related_name="drafts", to="referrals.informationrequest"),
                ),
            ],
            options={
                "ordering": ["-changed_at", "-id"],
                "indexes": [models.Index(fields=["changed_at"], name="answer_draft_changed")],
            },
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), UNDO),
    ]
