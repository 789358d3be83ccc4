-- Pauses of clocks: the hub's team that sees the case reads why; the agency asked sees that its request is paused and
-- when that is reviewed (columns of its request), and nothing else.

-- A pause is written once. After that the app may only set its end.
ALTER TABLE referrals_clockpause ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE (ended_at, ended_by_id) ON referrals_clockpause TO mash_app;
GRANT SELECT, UPDATE (ended_at, ended_by_id) ON referrals_clockpause TO mash_guard;
CREATE POLICY upkeep ON referrals_clockpause TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON referrals_clockpause TO mash_guard USING (true);
CREATE POLICY see ON referrals_clockpause FOR SELECT TO mash_app USING (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
-- For people who work on the case, and for a clock or a request of that case.
CREATE POLICY add ON referrals_clockpause FOR INSERT TO mash_app WITH CHECK (
  mash_works_on(referral_id)
  AND (clock_id IS NULL OR EXISTS (
    SELECT FROM referrals_clock c WHERE c.id = clock_id AND c.referral_id = referrals_clockpause.referral_id))
  AND (request_id IS NULL OR EXISTS (
    SELECT FROM referrals_informationrequest q
     WHERE q.id = request_id AND q.referral_id = referrals_clockpause.referral_id)));
CREATE POLICY change ON referrals_clockpause FOR UPDATE TO mash_app USING (mash_works_on(referral_id));

SET LOCAL ROLE mash_guard;

-- The pause of a request ends with the full answer of its agency, which cannot see the pause itself.
CREATE OR REPLACE FUNCTION mash_end_pause_of_answered(request uuid) RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  UPDATE public.referrals_clockpause p
     SET ended_at = greatest(q.closed_at, p.at), ended_by_id = (SELECT public.mash_active_uid())
    FROM public.referrals_informationrequest q
   WHERE p.request_id = request AND p.ended_at IS NULL
     AND q.id = p.request_id AND q.closed_at IS NOT NULL AND public.mash_answers(request) $$;
GRANT EXECUTE ON FUNCTION mash_end_pause_of_answered(uuid) TO mash_app;

-- An agency has answered, and rates red, while a clock of the case stands still: the pause is to be reviewed now, so
-- that the case stands high in the queue again. The agency is not told that there was a pause.
CREATE OR REPLACE FUNCTION mash_review_pauses_after_red(request uuid) RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  today date := (statement_timestamp() AT TIME ZONE 'Europe/London')::date;
  concerned uuid;
BEGIN
  SELECT q.referral_id INTO concerned FROM public.referrals_informationrequest q
   WHERE q.id = request AND public.mash_answers(request) AND 'red' = (
     SELECT a.rating FROM public.referrals_response a WHERE a.request_id = q.id ORDER BY a.number DESC LIMIT 1);
  IF concerned IS NULL THEN RETURN; END IF;
  UPDATE public.referrals_clock c SET pause_review_on = today
   WHERE c.referral_id = concerned AND c.stopped_at IS NULL AND c.pause_review_on > today;
  UPDATE public.referrals_referral r SET next_due_at = statement_timestamp(), due_measure = 'pause_review'
   WHERE r.id = concerned AND coalesce(r.next_due_at > statement_timestamp(), true) AND EXISTS (
     SELECT FROM public.referrals_clock c
      WHERE c.referral_id = r.id AND c.stopped_at IS NULL AND c.pause_review_on IS NOT NULL);
END $$;
GRANT EXECUTE ON FUNCTION mash_review_pauses_after_red(uuid) TO mash_app;

SET LOCAL ROLE mash_owner;
