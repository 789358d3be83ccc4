-- Pauses of clocks: the hub's team that sees the case reads why; the agency asked sees that its request is paused and
-- when that is reviewed (columns of its request), and nothing else.

-- Columns that tables were given later fill themselves when the version before inserts. In SQL and not as `db_default`:
-- Django asks for those back (RETURNING), and who sends a referral may not read its clock.
ALTER TABLE referrals_clock ALTER COLUMN pauses SET DEFAULT '{}';
ALTER TABLE referrals_informationrequest ALTER COLUMN pauses SET DEFAULT '{}';

-- The digest of a request as it was sent keeps the time it was due at then; `due_at` moves on by its pauses.
SET LOCAL mash.upkeep = 'on';
UPDATE referrals_informationrequest SET first_due_at = due_at;
SET LOCAL mash.upkeep = 'off';
DROP TRIGGER as_written ON referrals_informationrequest;
CREATE TRIGGER as_written BEFORE UPDATE ON referrals_informationrequest FOR EACH ROW WHEN (current_user <> 'mash_owner')
  EXECUTE FUNCTION referrals_stays_as_written('{acknowledged_at,acknowledged_by_id,more_time_until,more_time_reason,first_answered_at,closed_at,released_at,outcome,chased_before_at,chased_after_at,due_at,pauses,pause_review_on}');

-- The table -----------------------------------------------------------------------------------------------------------
-- A pause begins once and ends once: the app writes it, and then nothing of it but its end.
GRANT SELECT, INSERT, UPDATE (ended_at, ended_by_id) ON referrals_clockpause TO mash_app;
CREATE TRIGGER as_written BEFORE UPDATE ON referrals_clockpause FOR EACH ROW WHEN (current_user <> 'mash_owner')
  EXECUTE FUNCTION referrals_stays_as_written('{ended_at,ended_by_id}');
ALTER TABLE referrals_clockpause ENABLE ROW LEVEL SECURITY;
ALTER TABLE referrals_clockpause FORCE ROW LEVEL SECURITY;
CREATE POLICY see ON referrals_clockpause FOR SELECT TO mash_app USING (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
-- By whoever works on the case, of a clock or a request of this same case.
CREATE POLICY add ON referrals_clockpause FOR INSERT TO mash_app WITH CHECK (
  mash_works_on(referral_id)
  AND (clock_id IS NULL OR EXISTS (
    SELECT FROM referrals_clock c WHERE c.id = clock_id AND c.referral_id = referrals_clockpause.referral_id))
  AND (request_id IS NULL OR EXISTS (
    SELECT FROM referrals_informationrequest q
     WHERE q.id = request_id AND q.referral_id = referrals_clockpause.referral_id)));
CREATE POLICY change ON referrals_clockpause FOR UPDATE TO mash_app USING (mash_works_on(referral_id));
CREATE POLICY upkeep ON referrals_clockpause TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON referrals_clockpause TO mash_guard USING (true);
GRANT SELECT, UPDATE (ended_at, ended_by_id) ON referrals_clockpause TO mash_guard;
CREATE POLICY guard ON referrals_clock TO mash_guard USING (true);
GRANT SELECT, UPDATE (pause_review_on) ON referrals_clock TO mash_guard;
GRANT UPDATE (next_due_at, due_measure) ON referrals_referral TO mash_guard;

-- The functions --------------------------------------------------------------------------------------------------------
GRANT CREATE ON SCHEMA public TO mash_guard;
SET LOCAL ROLE mash_guard;

-- The pause of a request ends with the full answer of its agency, which cannot see the pause itself.
CREATE FUNCTION mash_end_pause_of_answered(request uuid) RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  UPDATE public.referrals_clockpause p
     SET ended_at = greatest(q.closed_at, p.at), ended_by_id = (SELECT public.mash_active_uid())
    FROM public.referrals_informationrequest q
   WHERE p.request_id = request AND p.ended_at IS NULL
     AND q.id = p.request_id AND q.closed_at IS NOT NULL AND public.mash_answers(request) $$;
REVOKE ALL ON FUNCTION mash_end_pause_of_answered(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mash_end_pause_of_answered(uuid) TO mash_app;

-- An agency has answered, and rates red, while a clock of the case stands still: the pause is to be reviewed now, so
-- that the case stands high in the queue again. The agency is not told that there was a pause.
CREATE FUNCTION mash_review_pauses_after_red(request uuid) RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER
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
REVOKE ALL ON FUNCTION mash_review_pauses_after_red(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mash_review_pauses_after_red(uuid) TO mash_app;

-- Every record that is written once. `content` leaves out what may still change, and, in the digest, whatever is empty:
-- a column added later with an empty default changes no digest. Put into the query that asks (it has no settings of its
-- own), so that the conditions of that reach the indexes.
CREATE OR REPLACE FUNCTION mash_frozen_rows()
  RETURNS TABLE (kind text, record uuid, key text, referral uuid, request uuid, product uuid, content jsonb,
                 at timestamptz)
  LANGUAGE sql STABLE AS $$
  SELECT 'referral', t.id, t.id::text, t.id, NULL::uuid, NULL::uuid, to_jsonb(t) - ARRAY['status', 'draft_hash',
         'version', 'changed_at', 'changed_by', 'changed_what', 'restricted', 'restricted_reason', 'allocated_to_id',
         'allocated_at', 'rating', 'next_due_at', 'due_measure', 'recommended_exit'], NULL::timestamptz
    FROM public.referrals_referral t
  UNION ALL
  SELECT 'person', t.id, t.id::text, t.referral_id, NULL, NULL, to_jsonb(t), NULL FROM public.referrals_person t
  UNION ALL
  SELECT 'referrer', t.id, t.id::text, t.referral_id, NULL, NULL, to_jsonb(t), NULL FROM public.referrals_referrer t
  UNION ALL
  SELECT 'professional', t.id, t.id::text, t.referral_id, NULL, NULL, to_jsonb(t), NULL
    FROM public.referrals_involvedprofessional t
  UNION ALL
  SELECT 'move', t.id, t.id::text, t.referral_id, NULL, NULL, to_jsonb(t), NULL FROM public.referrals_move t
  UNION ALL
  SELECT 'rating', t.id, t.id::text, t.referral_id, NULL, NULL, to_jsonb(t), NULL FROM public.referrals_ratinggiven t
  UNION ALL
  SELECT 'note', t.id, t.id::text, t.referral_id, NULL, NULL, to_jsonb(t), NULL FROM public.referrals_note t
  UNION ALL
  SELECT 'lawful basis', t.id, t.id::text, t.referral_id, NULL, NULL, to_jsonb(t), NULL FROM public.referrals_lawfulbasis t
  UNION ALL
  SELECT 'request', t.id, t.id::text, t.referral_id, t.id, NULL,
         to_jsonb(t) - ARRAY['acknowledged_at', 'acknowledged_by_id', 'more_time_until', 'more_time_reason',
         'first_answered_at', 'closed_at', 'released_at', 'outcome', 'chased_before_at', 'chased_after_at',
         'first_due_at', 'pauses', 'pause_review_on']
         || jsonb_build_object('due_at', t.first_due_at, 'questions', (SELECT jsonb_agg(to_jsonb(q) ORDER BY q.position, q.id)
              FROM public.referrals_requestquestion q WHERE q.request_id = t.id)), NULL
    FROM public.referrals_informationrequest t
  UNION ALL
  SELECT 'response', t.id, t.id::text, q.referral_id, q.id, NULL,
         to_jsonb(t) || jsonb_build_object('items', (SELECT jsonb_agg(i.id ORDER BY i.id)
              FROM public.referrals_item i WHERE i.response_id = t.id)), NULL
    FROM public.referrals_response t JOIN public.referrals_informationrequest q ON q.id = t.request_id
  UNION ALL
  -- An item as given. Its owner may say who reads it, withdraw it, and take back everything but that it exists.
  SELECT CASE t.handling WHEN 'existence_only' THEN 'existence' ELSE 'item' END, t.id, t.id::text, q.referral_id, q.id,
         NULL, to_jsonb(t) - ARRAY['handling', 'release', 'ask_whom', 'withdrawn_at', 'marked_at'], NULL
    FROM public.referrals_item t JOIN public.referrals_informationrequest q ON q.id = t.request_id
  UNION ALL
  SELECT 'words', t.item_id, t.item_id::text, q.referral_id, q.id, NULL, to_jsonb(t), NULL
    FROM public.referrals_itembody t JOIN public.referrals_item i ON i.id = t.item_id
    JOIN public.referrals_informationrequest q ON q.id = i.request_id
  UNION ALL
  SELECT 'withdrawal', t.id, t.id::text, q.referral_id, q.id, NULL,
         jsonb_build_object('item', t.id, 'withdrawn_at', t.withdrawn_at), NULL
    FROM public.referrals_item t JOIN public.referrals_informationrequest q ON q.id = t.request_id
   WHERE t.withdrawn_at IS NOT NULL
  UNION ALL
  -- Signed, or waiting for the second signature: then it may be sent back and signed anew.
  SELECT CASE t.state WHEN 'second_signature' THEN 'first signature' ELSE 'decision' END, t.id,
         CASE t.state WHEN 'second_signature'
              THEN t.id::text || '@' || to_char(t.signed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')
              ELSE t.id::text END,
         t.referral_id, NULL, NULL,
         to_jsonb(t) - 'state'
         || jsonb_build_object(
              'citations', (SELECT jsonb_agg(c.item_id ORDER BY c.item_id)
                FROM public.referrals_decisionitem c WHERE c.decision_id = t.id),
              'views', (SELECT jsonb_agg(to_jsonb(v) ORDER BY v.id)
                FROM public.referrals_dissent v WHERE v.decision_id = t.id)), NULL
    FROM public.referrals_decision t WHERE t.state <> 'draft'
  UNION ALL
  SELECT 'feedback', t.id, t.id::text, t.referral_id, NULL, NULL, to_jsonb(t), NULL FROM public.referrals_feedback t
  UNION ALL
  SELECT 'product', t.id, t.id::text, t.referral_id, NULL, t.id,
         to_jsonb(t)
         || jsonb_build_object(
              'items', (SELECT jsonb_agg(to_jsonb(i) ORDER BY i.position, i.id)
                FROM public.referrals_productitem i WHERE i.product_id = t.id),
              'agencies', (SELECT jsonb_agg(a.agency_id ORDER BY a.agency_id)
                FROM public.referrals_product_agencies a WHERE a.product_id = t.id)), NULL
    FROM public.referrals_product t
  UNION ALL
  SELECT 'emergency opening', t.id, t.id::text, t.referral_id, NULL, NULL,
         jsonb_build_object('referral', t.referral_id, 'hub', t.hub_id, 'reference', t.reference, 'user', t.user_id,
                            'reason', t.reason, 'at', t.at), t.at
    FROM public.referrals_breakglass t
  UNION ALL
  SELECT 'restriction review', t.id, t.id::text, t.referral_id, NULL, NULL, to_jsonb(t), NULL
    FROM public.referrals_restrictionreview t
  UNION ALL
  SELECT 'pause', t.id, t.id::text, t.referral_id, NULL, NULL, to_jsonb(t) - ARRAY['ended_at', 'ended_by_id'], NULL
    FROM public.referrals_clockpause t
$$;

SET LOCAL ROLE mash_owner;
REVOKE CREATE ON SCHEMA public FROM mash_guard;
