-- Links between two cases of a hub: seen where both cases are seen, made and undone by who works on both. What was said is
-- never changed: the app may only set, once, that it is undone.

ALTER TABLE referrals_caselink ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE (undone_at, undone_by_id, undone_why) ON referrals_caselink TO mash_app;
CREATE POLICY upkeep ON referrals_caselink TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY see ON referrals_caselink FOR SELECT TO mash_app USING (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = first_id)
  AND EXISTS (SELECT FROM referrals_referral r WHERE r.id = second_id));
CREATE POLICY add ON referrals_caselink FOR INSERT TO mash_app WITH CHECK (
  undone_at IS NULL AND mash_works_on(first_id) AND mash_works_on(second_id)
  AND EXISTS (SELECT FROM referrals_referral r WHERE r.id = first_id AND r.hub_id = referrals_caselink.hub_id)
  AND EXISTS (SELECT FROM referrals_referral r WHERE r.id = second_id AND r.hub_id = referrals_caselink.hub_id));
CREATE POLICY change ON referrals_caselink FOR UPDATE TO mash_app
  USING (undone_at IS NULL AND mash_works_on(first_id) AND mash_works_on(second_id))
  WITH CHECK (undone_at IS NOT NULL AND mash_works_on(first_id) AND mash_works_on(second_id));

SET LOCAL ROLE mash_guard;

-- Which cases are linked with each of these as telling of one incident. It has the rights of whoever asks, so each reader
-- finds the links that they may see.
CREATE OR REPLACE FUNCTION mash_told_with(records uuid[]) RETURNS TABLE(record uuid, other_record uuid)
  LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT l.first_id, l.second_id FROM public.referrals_caselink l
   WHERE l.first_id = ANY (records) AND l.undone_at IS NULL AND l.kind IN ('same_incident', 'duplicate')
  UNION ALL
  SELECT l.second_id, l.first_id FROM public.referrals_caselink l
   WHERE l.second_id = ANY (records) AND l.undone_at IS NULL AND l.kind IN ('same_incident', 'duplicate') $$;
GRANT EXECUTE ON FUNCTION mash_told_with(uuid[]) TO mash_app;

SET LOCAL ROLE mash_owner;
