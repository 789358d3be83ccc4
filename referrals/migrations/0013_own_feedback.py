"""A professional finds what they were told of each referral beside it, as it was told."""

from django.db import migrations

DO = """
GRANT SELECT (id, referral_id, wording, text, at) ON referrals_feedback TO mash_guard;
CREATE POLICY guard ON referrals_feedback FOR SELECT TO mash_guard USING (true);
GRANT CREATE ON SCHEMA public TO mash_guard;
SET LOCAL ROLE mash_guard;
-- The newest words to the referrer on each of the referrals mash_own_referrals() lists; why somebody was not told, never.
CREATE FUNCTION mash_own_feedback()
  RETURNS TABLE (reference text, text text, at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT DISTINCT ON (r.id) r.reference, f.text, f.at
    FROM public.referrals_referral r JOIN public.referrals_feedback f ON f.referral_id = r.id
   WHERE r.created_by_id = public.mash_active_uid() AND r.channel = 'web_professional' AND f.wording <> ''
   ORDER BY r.id, f.at DESC $$;
REVOKE ALL ON FUNCTION mash_own_feedback() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mash_own_feedback() TO mash_app;
SET LOCAL ROLE mash_owner;
REVOKE CREATE ON SCHEMA public FROM mash_guard;
"""
UNDO = """
SET LOCAL ROLE mash_guard;
DROP FUNCTION mash_own_feedback();
SET LOCAL ROLE mash_owner;
DROP POLICY guard ON referrals_feedback;
REVOKE SELECT (id, referral_id, wording, text, at) ON referrals_feedback FROM mash_guard;
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0012_items_about_somebody")]
    operations = [migrations.RunSQL(DO, UNDO)]
