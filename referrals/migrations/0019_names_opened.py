"""The names behind a reference, for a governance officer who opens them with a reason."""

from django.db import migrations

# Of the hub they govern; a restricted record stays with those named to it, and a barred one with those who are not.
SQL = """
GRANT CREATE ON SCHEMA public TO mash_guard;
SET LOCAL ROLE mash_guard;
CREATE FUNCTION mash_names_behind(wanted text) RETURNS TABLE (first_name text, last_name text, kind text, is_subject boolean)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  WITH meant AS (
    SELECT id FROM public.referrals_referral WHERE reference = wanted
    UNION SELECT referral_id FROM public.referrals_informationrequest WHERE reference = wanted
    UNION SELECT referral_id FROM public.referrals_product WHERE reference = wanted)
  SELECT p.first_name, p.last_name, p.kind, p.is_subject
    FROM meant JOIN public.referrals_referral r USING (id) JOIN public.referrals_person p ON p.referral_id = r.id
   WHERE r.hub_id = ANY (public.mash_governed_hubs()) AND r.id <> ALL (public.mash_bars())
     AND (NOT r.restricted OR public.mash_sees_referral(r.id))
   ORDER BY p.position, p.id $$;
REVOKE ALL ON FUNCTION mash_names_behind(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mash_names_behind(text) TO mash_app;
SET LOCAL ROLE mash_owner;
REVOKE CREATE ON SCHEMA public FROM mash_guard;
"""
UNDO = "SET LOCAL ROLE mash_guard; DROP FUNCTION mash_names_behind(text); SET LOCAL ROLE mash_owner;"


class Migration(migrations.Migration):
    dependencies = [("referrals", "0018_search_indexes")]
    operations = [migrations.RunSQL(SQL, UNDO)]
