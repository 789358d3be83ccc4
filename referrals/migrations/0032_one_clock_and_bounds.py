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

# A page refuses what is too long, in words; this is for whatever a page forgets. Rows there were are left as they are.
BOUNDS = """
ALTER TABLE referrals_draft ADD CONSTRAINT draft_has_a_bound
  CHECK (octet_length(answers::text) <= 2097152) NOT VALID;
ALTER TABLE referrals_casedraft ADD CONSTRAINT case_draft_has_a_bound
  CHECK (octet_length(typed::text) <= 2097152) NOT VALID;
ALTER TABLE referrals_answerdraft ADD CONSTRAINT answer_draft_has_a_bound
  CHECK (octet_length(typed::text) <= 2097152) NOT VALID;
"""
BOUNDS_UNDO = """
ALTER TABLE referrals_draft DROP CONSTRAINT draft_has_a_bound;
ALTER TABLE referrals_casedraft DROP CONSTRAINT case_draft_has_a_bound;
ALTER TABLE referrals_answerdraft DROP CONSTRAINT answer_draft_has_a_bound;
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0031_ways_in")]

    operations = [migrations.RunSQL(CLOCK, CLOCK_UNDO), migrations.RunSQL(BOUNDS, BOUNDS_UNDO)]
