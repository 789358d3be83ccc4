"""A clock keeps the opening hours it began with. One started before has none, and counts the hub's of today."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("referrals", "0005_messages_given_up")]

    operations = [
        migrations.AddField("clock", "week", models.JSONField(null=True)),
        migrations.AddField("informationrequest", "week", models.JSONField(null=True)),
    ]
