"""Whoever was let in to read reads and no more; an emergency opening is one at a time, can be ended, and is reviewed
when it is over."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

HERE = Path(__file__)
PEOPLE = settings.AUTH_USER_MODEL

# Those whose time is over have ended with it. Of several that one press opened, and of those reviewed while they ran,
# the newest that nobody has reviewed goes on; the others end now, and so does what they opened where none goes on.
ENDED = """
SET LOCAL mash.upkeep = 'on';
UPDATE referrals_breakglass SET ended_at = until WHERE until <= statement_timestamp();
UPDATE referrals_breakglass b SET ended_at = statement_timestamp()
 WHERE b.ended_at IS NULL AND (b.reviewed_at IS NOT NULL OR EXISTS (
   SELECT FROM referrals_breakglass o WHERE o.referral_id = b.referral_id AND o.user_id = b.user_id
      AND o.ended_at IS NULL AND o.reviewed_at IS NULL AND (o.at, o.id) > (b.at, b.id)));
UPDATE referrals_referralusergrant g SET expires_at = statement_timestamp(), withdrawn_at = statement_timestamp()
 WHERE g.kind = 'break_glass' AND g.expires_at > statement_timestamp() AND NOT EXISTS (
   SELECT FROM referrals_breakglass b WHERE b.referral_id = g.content_object_id AND b.user_id = g.user_id
      AND b.ended_at IS NULL);
SET CONSTRAINTS ALL IMMEDIATE;
SET LOCAL mash.upkeep = 'off';
"""

# What hangs on a record is written by who works on it. A record that is not seen at all (by whoever sends it, or answers
# a request, or governs its hub) is for the other policies to judge.
POLICIES = """
DO $$
DECLARE
  t text; parent text; key text; only_read text;
  through text[] := ARRAY['dissent decision', 'decisionitem decision', 'requestquestion informationrequest',
                          'productitem product', 'product_agencies product'];
BEGIN
  FOREACH t IN ARRAY ARRAY['move', 'ratinggiven', 'clock', 'lawfulbasis', 'note', 'referrer', 'person',
      'involvedprofessional', 'decision', 'feedback', 'informationrequest', 'product', 'restriction', 'ask'] || through LOOP
    parent := split_part(t, ' ', 2);
    t := split_part(t, ' ', 1);
    key := CASE parent WHEN 'informationrequest' THEN 'request_id' ELSE parent || '_id' END;
    only_read := CASE parent
      WHEN '' THEN 'EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id'
      ELSE format('EXISTS (SELECT FROM referrals_%s p JOIN referrals_referral r ON r.id = p.referral_id WHERE p.id = %I',
                  parent, key) END || ' AND {only_read})';
    EXECUTE format('ALTER POLICY only_its_hub_adds ON referrals_%s WITH CHECK (NOT %s)', t, only_read);
    EXECUTE format('ALTER POLICY only_its_hub_changes ON referrals_%s USING (NOT %s)', t, only_read);
    EXECUTE format('ALTER POLICY only_its_hub_removes ON referrals_%s USING (NOT %s)', t, only_read);
  END LOOP;
END $$;
ALTER POLICY only_its_hub_changes ON referrals_referral USING ({works});
"""
WORKERS = POLICIES.replace("{only_read}", "NOT mash_works_on(r.id)").replace("{works}", "mash_works_on(id)")
OWN_HUB = POLICIES.replace("{only_read}", "r.hub_id <> ALL ((SELECT mash_team_hubs())::bigint[])").replace(
    "{works}", "hub_id = ANY ((SELECT mash_team_hubs())::bigint[])"
)


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0030_frozen_records"),
        ("agencies", "0011_addresses"),
        migrations.swappable_dependency(PEOPLE),
    ]
    operations = [
        migrations.AddField("breakglass", "ended_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "breakglass",
            "ended_by",
            models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=PEOPLE),
        ),
        migrations.RunSQL(ENDED, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "breakglass",
            models.UniqueConstraint(fields=["referral", "user"], condition=Q(ended_at=None), name="one_open_emergency"),
        ),
        migrations.AddConstraint(
            "breakglass",
            models.CheckConstraint(
                condition=Q(reviewed_at=None) | Q(ended_at__isnull=False), name="reviewed_when_it_is_over"
            ),
        ),
        migrations.RunSQL(HERE.with_suffix(".sql").read_text(), HERE.with_name("0031_ways_in_undo.sql").read_text()),
        migrations.RunSQL(WORKERS, OWN_HUB),
    ]
