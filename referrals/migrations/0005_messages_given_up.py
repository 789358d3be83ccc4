"""E-mails that are given up, as their cases show them."""

from django.db import migrations, models

from mash.postgres.sql_files import RunSQLFiles


class Migration(migrations.Migration):
    dependencies = [("referrals", "0004_unusual_messages")]

    operations = [
        migrations.AddField("outboxmessage", "failed_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "outboxmessage",
            models.Index(condition=models.Q(failed_at__isnull=False), fields=["hub"], name="outbox_given_up"),
        ),
        RunSQLFiles("referrals/access", ["messages"], again=True),
    ]
