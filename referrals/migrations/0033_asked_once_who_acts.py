"""Who acts is now read from a row, so it is asked once for a statement and not once for each bar."""

from django.db import migrations

BARS = """
GRANT CREATE ON SCHEMA public TO mash_guard;
SET LOCAL ROLE mash_guard;
-- Records the person acting is barred from: never seen, whatever else would open them.
CREATE OR REPLACE FUNCTION mash_bars() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
  AS $$ SELECT coalesce(array_agg(referral_id), '{{}}') FROM public.referrals_bar
        WHERE user_id = {who} AND ended_at IS NULL $$;
SET LOCAL ROLE mash_owner;
REVOKE CREATE ON SCHEMA public FROM mash_guard;
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0032_one_clock_and_bounds"), ("agencies", "0008_who_acts_is_proved")]
    operations = [
        migrations.RunSQL(BARS.format(who="(SELECT public.mash_uid())"), BARS.format(who="public.mash_uid()")),
    ]
