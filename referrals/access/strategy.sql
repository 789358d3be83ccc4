-- Strategy discussions are seen with their case. An action is seen with it as well, and by the agency that is to do it,
-- which sees nothing else of the case.

SET LOCAL ROLE mash_guard;

-- May this person be given something to do about a case? For whoever works on it: a colleague of its team who is there,
-- is not kept from it and can open it.
CREATE OR REPLACE FUNCTION mash_could_be_given(record uuid, person bigint) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT public.mash_works_on(record) AND EXISTS (
    SELECT FROM public.referrals_referral r
      JOIN public.agencies_hub h ON h.id = r.hub_id
      JOIN public.agencies_user_groups m ON m.group_id = h.team_group_id AND m.user_id = person
      JOIN public.agencies_user u ON u.id = m.user_id AND u.is_active
     WHERE r.id = record AND public.mash_may_belong(u.id, m.group_id)
       AND NOT EXISTS (SELECT FROM public.referrals_bar b
                        WHERE b.referral_id = r.id AND b.user_id = u.id AND b.ended_at IS NULL)
       AND (NOT r.restricted OR EXISTS (
         SELECT FROM public.referrals_referralusergrant g
          WHERE g.content_object_id = r.id AND g.user_id = u.id AND g.permission_id = public.mash_perm('view_referral')
            AND g.expires_at > statement_timestamp()))) $$;
GRANT EXECUTE ON FUNCTION mash_could_be_given(uuid, bigint) TO mash_app;

SET LOCAL ROLE mash_owner;

ALTER TABLE referrals_strategydiscussion ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON referrals_strategydiscussion TO mash_app;
GRANT SELECT ON referrals_strategydiscussion TO mash_guard;
CREATE POLICY upkeep ON referrals_strategydiscussion TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard_reads ON referrals_strategydiscussion FOR SELECT TO mash_guard USING (true);
CREATE POLICY see ON referrals_strategydiscussion FOR SELECT TO mash_app USING (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
CREATE POLICY add ON referrals_strategydiscussion FOR INSERT TO mash_app WITH CHECK (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
CREATE POLICY only_its_hub_adds ON referrals_strategydiscussion AS RESTRICTIVE FOR INSERT TO mash_app
  WITH CHECK (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_changes ON referrals_strategydiscussion AS RESTRICTIVE FOR UPDATE TO mash_app
  USING (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_removes ON referrals_strategydiscussion AS RESTRICTIVE FOR DELETE TO mash_app
  USING (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));

-- What was given to somebody to do stays as it was given; it is closed once.
ALTER TABLE referrals_caseaction ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE (closed_at, closed_by_id, was_done, closing_words) ON referrals_caseaction TO mash_app;
GRANT SELECT ON referrals_caseaction TO mash_guard;
CREATE POLICY upkeep ON referrals_caseaction TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard_reads ON referrals_caseaction FOR SELECT TO mash_guard USING (true);
CREATE POLICY see ON referrals_caseaction FOR SELECT TO mash_app USING (
  referral_id <> ALL ((SELECT mash_bars())::uuid[]) AND (
    agency_id IN (SELECT a.id FROM agencies_agency a WHERE a.group_id = ANY ((SELECT mash_groups())::int[]))
    OR (SELECT true FROM referrals_referral r WHERE r.id = referral_id)));
CREATE POLICY give ON referrals_caseaction FOR INSERT TO mash_app WITH CHECK (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND r.hub_id = referrals_caseaction.hub_id)
  AND (owner_id IS NULL OR mash_could_be_given(referral_id, owner_id))
  AND (agency_id IS NULL OR EXISTS (
    SELECT FROM agencies_agency a WHERE a.id = agency_id AND a.hub_id = referrals_caseaction.hub_id AND a.is_active))
  AND (discussion_id IS NULL OR EXISTS (
    SELECT FROM referrals_strategydiscussion d
     WHERE d.id = discussion_id AND d.referral_id = referrals_caseaction.referral_id)));
CREATE POLICY close ON referrals_caseaction FOR UPDATE TO mash_app USING (
  referral_id <> ALL ((SELECT mash_bars())::uuid[]) AND (
    agency_id IN (SELECT a.id FROM agencies_agency a WHERE a.group_id = ANY ((SELECT mash_groups())::int[]))
    OR (SELECT true FROM referrals_referral r WHERE r.id = referral_id)));
CREATE POLICY only_its_hub_adds ON referrals_caseaction AS RESTRICTIVE FOR INSERT TO mash_app
  WITH CHECK (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_changes ON referrals_caseaction AS RESTRICTIVE FOR UPDATE TO mash_app
  USING (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_removes ON referrals_caseaction AS RESTRICTIVE FOR DELETE TO mash_app
  USING (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));
