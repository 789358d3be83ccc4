"""Which records are about the same people, by reference alone, for those who read the access log."""

from django.db import migrations

# One step: the people decided on in the record, and those of their household; every record of the hub that names one of
# them by NHS number, or by last name with date of birth; and what bears a reference of its own in those records.
SQL = """
GRANT CREATE ON SCHEMA public TO mash_guard;
SET LOCAL ROLE mash_guard;
CREATE FUNCTION mash_references_near(wanted text) RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public AS $$
  WITH asked AS (
    SELECT r.id, r.hub_id FROM public.referrals_referral r
     WHERE r.reference = wanted AND r.hub_id = ANY (public.mash_event_hubs()) AND NOT r.id = ANY (public.mash_bars())),
  people AS (
    SELECT p.* FROM public.referrals_person p JOIN asked ON p.referral_id = asked.id
     WHERE p.is_subject OR p.in_household = 'yes'),
  records AS (
    SELECT id FROM asked
    UNION SELECT q.referral_id FROM people p JOIN public.referrals_person q
      ON q.nhs_number = p.nhs_number AND q.nhs_number <> '' WHERE p.nhs_number <> ''
    UNION SELECT q.referral_id FROM people p JOIN public.referrals_person q
      ON q.date_of_birth = p.date_of_birth AND lower(q.last_name) = lower(p.last_name)
     WHERE p.last_name <> ''),
  near AS (
    SELECT r.id, r.reference FROM records JOIN public.referrals_referral r USING (id)
     WHERE r.hub_id IN (SELECT hub_id FROM asked) AND NOT r.id = ANY (public.mash_bars()))
  SELECT reference FROM near
  UNION SELECT i.reference FROM near JOIN public.referrals_informationrequest i ON i.referral_id = near.id
  UNION SELECT p.reference FROM near JOIN public.referrals_product p ON p.referral_id = near.id $$;
REVOKE ALL ON FUNCTION mash_references_near(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mash_references_near(text) TO mash_app;
SET LOCAL ROLE mash_owner;
REVOKE CREATE ON SCHEMA public FROM mash_guard;
"""
UNDO = "SET LOCAL ROLE mash_guard; DROP FUNCTION mash_references_near(text); SET LOCAL ROLE mash_owner;"


class Migration(migrations.Migration):
    dependencies = [("referrals", "0013_own_feedback")]
    operations = [migrations.RunSQL(SQL, UNDO)]
