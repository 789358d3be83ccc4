-- Flags: “look at this now”. Seen with the case, raised and cleared by who works on it. What was said is never changed: the
-- app may only set what was done.

ALTER TABLE referrals_flag ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE (cleared_at, cleared_by_id, what_was_done) ON referrals_flag TO mash_app;
GRANT SELECT, INSERT ON referrals_flag TO mash_guard;
CREATE POLICY upkeep ON referrals_flag TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON referrals_flag TO mash_guard USING (true);
CREATE POLICY see ON referrals_flag FOR SELECT TO mash_app USING (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
CREATE POLICY add ON referrals_flag FOR INSERT TO mash_app WITH CHECK (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
CREATE POLICY change ON referrals_flag FOR UPDATE TO mash_app USING (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
CREATE POLICY only_its_hub_adds ON referrals_flag AS RESTRICTIVE FOR INSERT TO mash_app
  WITH CHECK (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_changes ON referrals_flag AS RESTRICTIVE FOR UPDATE TO mash_app
  USING (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_removes ON referrals_flag AS RESTRICTIVE FOR DELETE TO mash_app
  USING (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));

SET LOCAL ROLE mash_guard;

-- An agency has just answered. Flags its case, and writes to the duty team, if the newest answer says something and came
-- after the decision, or rates red what the hub has not. The agency is told neither the stage nor the rating.
CREATE OR REPLACE FUNCTION mash_flag_answer(request uuid) RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH answer AS (
    SELECT a.id, a.by_id, a.at, a.rating, a.outcome, q.referral_id FROM public.referrals_response a
      JOIN public.referrals_informationrequest q ON q.id = a.request_id
     WHERE q.id = request AND public.mash_answers(request)
     ORDER BY a.number DESC LIMIT 1),
  wanted AS (
    SELECT a.*, r.reference, r.hub_id, h.duty_email,
           CASE WHEN a.rating = 'red' THEN 'grave_answer' ELSE 'late_answer' END AS kind
      FROM answer a JOIN public.referrals_referral r ON r.id = a.referral_id JOIN public.agencies_hub h ON h.id = r.hub_id
     WHERE (a.rating = 'red' AND r.rating <> 'red')
        OR (r.status IN ('decided', 'closed', 'transferred')
            AND (a.rating = 'red' OR a.outcome IN ('supplied', 'partial', 'held_not_shared')))),
  raised AS (
    INSERT INTO public.referrals_flag (id, referral_id, by_id, at, kind, reason, what_was_done)
    SELECT gen_random_uuid(), w.referral_id, w.by_id, w.at, w.kind, '', '' FROM wanted w)
  INSERT INTO public.referrals_outboxmessage (id, hub_id, template, "to", context, key, created_at, attempts, failure)
  SELECT gen_random_uuid(), w.hub_id, 'answer_flagged', w.duty_email, jsonb_build_object('reference', w.reference),
         'answer_flagged:' || w.id, statement_timestamp(), 0, '' FROM wanted w WHERE w.duty_email <> ''
  ON CONFLICT DO NOTHING $$;
GRANT EXECUTE ON FUNCTION mash_flag_answer(uuid) TO mash_app;

SET LOCAL ROLE mash_owner;
