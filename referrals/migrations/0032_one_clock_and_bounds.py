"""The database says when a referral arrived in it, and how much may be kept of what nobody sent."""

from django.db import migrations

# A referrer may add to what they have just sent for a minute (mash_may_add), by the database's clock: so that clock
# says when it was sent. A web server's own, a minute and a half behind, had the people of a referral refused.
CLOCK = """
CREATE FUNCTION mash_arrived_now() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  NEW.created_at := statement_timestamp();
  RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION mash_arrived_now() FROM PUBLIC;
CREATE TRIGGER arrived_now BEFORE INSERT ON referrals_referral FOR EACH ROW EXECUTE FUNCTION mash_arrived_now();
"""
CLOCK_UNDO = """
DROP TRIGGER arrived_now ON referrals_referral;
DROP FUNCTION mash_arrived_now();
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0028_case_drafts")]

    operations = [migrations.RunSQL(CLOCK, CLOCK_UNDO)]
