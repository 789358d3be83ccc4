-- Queries of the governance pages about records that the officer may not open.

-- Restrictions --------------------------------------------------------------------------------------------------------
ALTER TABLE referrals_restriction ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE ON referrals_restriction TO mash_app;
GRANT SELECT, INSERT ON referrals_restriction TO mash_guard;
CREATE POLICY upkeep ON referrals_restriction TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON referrals_restriction TO mash_guard USING (true);
CREATE POLICY see ON referrals_restriction FOR SELECT TO mash_app USING (
  hub_id = ANY ((SELECT mash_governed_hubs())::bigint[])
  OR EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
CREATE POLICY add ON referrals_restriction FOR INSERT TO mash_app WITH CHECK (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND r.hub_id = referrals_restriction.hub_id
          AND r.reference = referrals_restriction.reference));
CREATE POLICY change ON referrals_restriction FOR UPDATE TO mash_app USING (
  hub_id = ANY ((SELECT mash_governed_hubs())::bigint[])
  OR EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
CREATE POLICY only_its_hub_adds ON referrals_restriction AS RESTRICTIVE FOR INSERT TO mash_app
  WITH CHECK (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_changes ON referrals_restriction AS RESTRICTIVE FOR UPDATE TO mash_app
  USING (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_removes ON referrals_restriction AS RESTRICTIVE FOR DELETE TO mash_app
  USING (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));

ALTER TABLE referrals_restrictionreview ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON referrals_restrictionreview TO mash_app;
GRANT SELECT, INSERT ON referrals_restrictionreview TO mash_guard;
CREATE POLICY upkeep ON referrals_restrictionreview TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON referrals_restrictionreview TO mash_guard USING (true);
CREATE POLICY see ON referrals_restrictionreview FOR SELECT TO mash_app USING (
  EXISTS (SELECT FROM referrals_restriction s WHERE s.id = restriction_id));
CREATE POLICY add ON referrals_restrictionreview FOR INSERT TO mash_app WITH CHECK (
  by_id = (SELECT mash_active_uid()) AND EXISTS (SELECT FROM referrals_restriction s WHERE s.id = restriction_id
    AND s.hub_id = ANY ((SELECT mash_governed_hubs())::bigint[])
    AND s.referral_id = referrals_restrictionreview.referral_id));

SET LOCAL ROLE mash_guard;

-- How many people are named to each of these records; only of the hubs one governs.
CREATE OR REPLACE FUNCTION mash_named_counts(records uuid[]) RETURNS TABLE(record uuid, named bigint)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT r.id, count(DISTINCT g.user_id) FROM public.referrals_referral r
    LEFT JOIN public.referrals_referralusergrant g ON g.content_object_id = r.id
     AND g.permission_id = public.mash_perm('view_referral') AND g.expires_at > statement_timestamp()
   WHERE r.id = ANY (records) AND r.hub_id = ANY (public.mash_governed_hubs()) GROUP BY r.id $$;
GRANT EXECUTE ON FUNCTION mash_named_counts(uuid[]) TO mash_app;

-- The names in a record, for a governance officer of its hub who has given a reason. It returns
-- none for a restricted record that the officer cannot see, nor for one they are barred from.
CREATE OR REPLACE FUNCTION mash_names_behind(wanted text)
  RETURNS TABLE(first_name text, last_name text, kind text, is_subject boolean)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH meant AS (
    SELECT id FROM public.referrals_referral WHERE reference = wanted
    UNION SELECT referral_id FROM public.referrals_informationrequest WHERE reference = wanted
    UNION SELECT referral_id FROM public.referrals_product WHERE reference = wanted)
  SELECT p.first_name, p.last_name, p.kind, p.is_subject
    FROM meant JOIN public.referrals_referral r USING (id) JOIN public.referrals_person p ON p.referral_id = r.id
   WHERE r.hub_id = ANY (public.mash_governed_hubs()) AND r.id <> ALL (public.mash_bars())
     AND (NOT r.restricted OR public.mash_sees_referral(r.id))
   ORDER BY p.position, p.id $$;
GRANT EXECUTE ON FUNCTION mash_names_behind(text) TO mash_app;

SET LOCAL ROLE mash_owner;
