from django.db import migrations

# The log knows references only: which requests and products belong to a case, it must ask. Those who may read the
# access log of its hub are told, except of a case they are barred from.
SQL = """
GRANT CREATE ON SCHEMA public TO mash_guard;
SET LOCAL ROLE mash_guard;
CREATE FUNCTION mash_references_of(wanted text) RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public AS $$
  WITH asked AS (
    SELECT r.id, r.reference FROM public.referrals_referral r
     WHERE r.reference = wanted AND r.hub_id = ANY (public.mash_event_hubs()) AND NOT r.id = ANY (public.mash_bars()))
  SELECT reference FROM asked
  UNION ALL SELECT i.reference FROM asked JOIN public.referrals_informationrequest i ON i.referral_id = asked.id
  UNION ALL SELECT p.reference FROM asked JOIN public.referrals_product p ON p.referral_id = asked.id $$;
REVOKE ALL ON FUNCTION mash_references_of(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mash_references_of(text) TO mash_app;
SET LOCAL ROLE mash_owner;
REVOKE CREATE ON SCHEMA public FROM mash_guard;
"""
UNDO = "SET LOCAL ROLE mash_guard; DROP FUNCTION mash_references_of(text); SET LOCAL ROLE mash_owner;"


class Migration(migrations.Migration):
    dependencies = [("referrals", "0020_unusual_looks")]
    operations = [migrations.RunSQL(SQL, UNDO)]
