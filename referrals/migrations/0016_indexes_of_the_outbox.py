"""The index of waiting messages leaves out those dropped or given up; nobody is searched by who looks again."""

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # CONCURRENTLY works outside a transaction only
    dependencies = [("referrals", "0015_notifications_made")]

    operations = [
        AddIndexConcurrently(
            "outboxmessage",
            models.Index(
                fields=["created_at", "id"],
                name="outbox_to_send",
                condition=models.Q(sent_at=None, dropped_at=None, failed_at=None),
            ),
        ),
        RemoveIndexConcurrently("outboxmessage", "outbox_waiting"),
        migrations.AlterField(
            "referral",
            "look_again_by",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
