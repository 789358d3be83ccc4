"""Who may only read writes nothing; an ask reaches somebody who can answer it; and who looked at a record, and who is
barred from it, is said to those who may know."""

import re
from pathlib import Path

from django.db import migrations

HERE = Path(__file__).parent
ASKS = (HERE / "0007_asks_reach_their_reader.sql").read_text()
TOLD_BEFORE = re.search(r"CREATE FUNCTION mash_tell_of_ask.*?\$\$;", ASKS, re.DOTALL)[0].replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1
)
SQL = Path(__file__).with_suffix(".sql").read_text()
WRITERS, MESSAGES = (re.search(rf"-- {part}\n(DO .*?END \$\$;)", SQL, re.DOTALL)[1] for part in ("writers", "messages"))
UNDO = f"""
DO $$
DECLARE p record;
BEGIN
  FOR p IN SELECT policyname, tablename FROM pg_policies WHERE policyname LIKE 'only\\_its\\_hub%' LOOP
    EXECUTE format('DROP POLICY %I ON %I', p.policyname, p.tablename);
  END LOOP;
END $$;
ALTER POLICY see ON referrals_bar USING (
  user_id <> (SELECT mash_uid()) AND (
    hub_id = ANY ((SELECT mash_governed_hubs())::bigint[])
    OR EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id)));
GRANT CREATE ON SCHEMA public TO mash_guard;
SET LOCAL ROLE mash_guard;
{WRITERS.replace("'mash_sees_referral', 'mash_works_on'", "'mash_works_on', 'mash_sees_referral'")}
{MESSAGES.replace("AS pairs(was, becomes)", "AS pairs(becomes, was)")}
{TOLD_BEFORE}
DROP FUNCTION mash_barred(uuid), mash_looked_at(text), mash_opened_by_others(timestamptz, timestamptz),
  mash_works_on(uuid), mash_readings();
SET LOCAL ROLE mash_owner;
REVOKE CREATE ON SCHEMA public FROM mash_guard;
"""  # noqa: S608 (our own words)


class Migration(migrations.Migration):
    dependencies = [("referrals", "0014_who_has_looked"), ("audit", "0006_lists_naming")]
    operations = [migrations.RunSQL(SQL, UNDO)]
