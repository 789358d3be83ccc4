"""The holder of a record that somebody asks to see is told by the guard, so that the asker never learns who it is."""

from pathlib import Path

from django.db import migrations

UNDO = """
REVOKE SELECT, INSERT ON referrals_outboxmessage FROM mash_guard;
DROP POLICY guard ON referrals_outboxmessage;
SET LOCAL ROLE mash_guard;
DROP FUNCTION mash_tell_of_ask(uuid, uuid);
SET LOCAL ROLE mash_owner;
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0006_need_to_know_walls")]
    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), UNDO)]
