GRANT CREATE ON SCHEMA public TO mash_guard;
SET LOCAL ROLE mash_guard;

-- Working on a record takes seeing it and being of its hub's team: whoever it was handed over to, or let in from
-- elsewhere, reads it and no more.
CREATE FUNCTION mash_works_on(referral uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public
  AS $$ SELECT public.mash_sees_referral(referral) AND EXISTS (
          SELECT FROM public.referrals_referral r WHERE r.id = referral AND r.hub_id = ANY (public.mash_team_hubs())) $$;

-- writers
DO $$
DECLARE f text;
BEGIN
  FOREACH f IN ARRAY ARRAY['mash_give_sight(uuid, bigint, text, timestamptz, text)',
    'mash_withdraw_sight(uuid, bigint, text[])', 'mash_bar(uuid, bigint, text, text)', 'mash_open_request(uuid)',
    'mash_open_product(uuid, bigint)', 'mash_hand_over(uuid, bigint, timestamptz, text)'] LOOP
    EXECUTE replace(pg_get_functiondef(f::regprocedure), 'mash_sees_referral', 'mash_works_on');
  END LOOP;
END $$;

-- Who is barred from a record, and since when; never why, and never to the person barred.
CREATE FUNCTION mash_barred(record uuid) RETURNS TABLE (who text, since timestamptz, confirmed boolean)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT u.name, b.given_at, b.confirmed_at IS NOT NULL
    FROM public.referrals_bar b JOIN public.agencies_user u ON u.id = b.user_id
   WHERE b.referral_id = record AND b.ended_at IS NULL AND b.user_id <> public.mash_uid() AND public.mash_works_on(record)
   ORDER BY b.given_at, b.id $$;

-- One's own open ask, to whoever can answer it: a manager with sight of the record, its worker first and then whoever
-- restricted it. Where there is none, the governance officers of the hub are told that it waits, or else the duty
-- address. Nobody barred from the record is told of it.
CREATE OR REPLACE FUNCTION mash_tell_of_ask(ask uuid, message uuid) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  WITH asked AS (
    SELECT k.id, r.id AS record, r.reference, r.hub_id, r.allocated_to_id, s.by_id
      FROM public.referrals_ask k JOIN public.referrals_referral r ON r.id = k.referral_id
      LEFT JOIN public.referrals_restriction s ON s.referral_id = r.id AND s.ended_at IS NULL
     WHERE k.id = ask AND k.asked_by_id = public.mash_active_uid() AND k.answered_at IS NULL),
  colleagues AS (
    SELECT a.*, u.id AS person, u.email, m.role, EXISTS (
             SELECT FROM public.referrals_referralusergrant g WHERE g.content_object_id = a.record AND g.user_id = u.id
               AND g.permission_id = public.mash_perm('view_referral') AND g.expires_at > statement_timestamp()) AS named
      FROM asked a JOIN public.agencies_user u ON u.hub_id = a.hub_id AND u.is_active AND u.id <> public.mash_uid()
      JOIN public.agencies_membership m ON m.user_id = u.id AND m.ended_at IS NULL AND m.role IN ('manager', 'governance')
     WHERE NOT EXISTS (SELECT FROM public.referrals_bar x
                       WHERE x.referral_id = a.record AND x.user_id = u.id AND x.ended_at IS NULL)),
  answerer AS (
    SELECT email FROM colleagues WHERE role = 'manager' AND named
     ORDER BY (person = allocated_to_id) IS TRUE DESC, (person = by_id) IS TRUE DESC, person LIMIT 1),
  governors AS (
    SELECT email FROM colleagues WHERE role = 'governance' AND NOT EXISTS (SELECT FROM answerer)),
  told AS (
    SELECT 'asked_to_see' AS template, email FROM answerer
    UNION ALL SELECT 'ask_to_route', email FROM governors
    UNION ALL SELECT 'asked_to_see', h.duty_email FROM public.agencies_hub h JOIN asked a ON a.hub_id = h.id
     WHERE NOT EXISTS (SELECT FROM answerer) AND NOT EXISTS (SELECT FROM governors))
  INSERT INTO public.referrals_outboxmessage (id, hub_id, template, "to", context, key, created_at, attempts, failure)
  SELECT CASE row_number() OVER () WHEN 1 THEN message ELSE gen_random_uuid() END, a.hub_id, t.template, t.email,
         jsonb_build_object('reference', a.reference), 'ask:' || a.id || ':' || t.email, statement_timestamp(), 0, ''
    FROM asked a CROSS JOIN told t
  ON CONFLICT DO NOTHING $$;

-- Which lines of the access log say that somebody read something of a record.
CREATE FUNCTION mash_readings() RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN ARRAY['case.opened', 'case.printed', 'collation.opened', 'decision.opened', 'request.previewed',
               'referrer.identity_seen'];

-- Who has looked at a record: for those who work on it, and for governance, who does not read it.
CREATE FUNCTION mash_looked_at(wanted text)
  RETURNS TABLE (who text, role text, agency text, times bigint, first_at timestamptz, last_at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT e.by_name, e.by_role, e.by_agency, count(*), min(e.at), max(e.at)
    FROM public.referrals_referral r JOIN public.audit_event e ON e.hub_id = r.hub_id AND e.reference = r.reference
   WHERE r.reference = wanted AND e.code = ANY (public.mash_readings())
     AND r.id <> ALL (public.mash_bars())
     AND (r.hub_id = ANY (public.mash_governed_hubs()) OR public.mash_works_on(r.id))
   GROUP BY e.by_id, e.by_name, e.by_role, e.by_agency ORDER BY max(e.at) DESC $$;

-- Whose case somebody outside its team opened between two times: another hub's people, and those let in to a restricted
-- record for a time or in an emergency. The worker's address and how many people, for the worker that mails.
CREATE FUNCTION mash_opened_by_others(since timestamptz, until timestamptz)
  RETURNS TABLE (reference text, hub bigint, worker text, people bigint)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF NOT public.mash_is_system() THEN PERFORM public.mash_refuse('only background work tells of openings'); END IF;
  RETURN QUERY
  SELECT r.reference::text, r.hub_id, w.email::text, count(DISTINCT e.by_id)
    FROM public.agencies_hub h
    JOIN public.audit_event e ON e.hub_id = h.id AND e.code = ANY (public.mash_readings()) AND e.at >= since AND e.at < until
    JOIN public.referrals_referral r ON r.reference = e.reference AND r.hub_id = h.id
    JOIN public.agencies_user w ON w.id = r.allocated_to_id AND w.is_active AND w.id <> e.by_id
    JOIN public.agencies_user b ON b.id = e.by_id
   WHERE b.hub_id IS DISTINCT FROM r.hub_id OR (r.restricted AND EXISTS (
           SELECT FROM public.referrals_referralusergrant g WHERE g.content_object_id = r.id AND g.user_id = b.id
              AND g.kind IN ('visit', 'break_glass') AND e.at >= g.given_at AND e.at < g.expires_at))
   GROUP BY r.reference, r.hub_id, w.email;
END $$;

-- Two messages more: whom each may still go to is asked again as it is sent.
-- messages
DO $$
DECLARE
  pair record; said text := pg_get_functiondef('mash_still_concerns(uuid)'::regprocedure);
BEGIN
  FOR pair IN SELECT was, becomes FROM (VALUES
    ('''glass_broken'', ''glass_to_review'')', '''glass_broken'', ''glass_to_review'', ''ask_to_route'', ''opened_by_others'')'),
    ('IF m.template = ''glass_to_review'' THEN', 'IF m.template IN (''glass_to_review'', ''ask_to_route'') THEN'),
    ('''glass_broken'') THEN RETURN true', '''glass_broken'', ''opened_by_others'') THEN RETURN true')
  ) AS pairs(was, becomes) LOOP
    IF strpos(said, pair.was) = 0 THEN RAISE EXCEPTION 'mash_still_concerns no longer says %', pair.was; END IF;
    said := replace(said, pair.was, pair.becomes);
  END LOOP;
  EXECUTE said;
END $$;

DO $$
DECLARE f text;
BEGIN
  FOREACH f IN ARRAY ARRAY['mash_barred(uuid)', 'mash_looked_at(text)',
                           'mash_opened_by_others(timestamptz, timestamptz)', 'mash_works_on(uuid)'] LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO mash_app', f);
  END LOOP;
END $$;
SET LOCAL ROLE mash_owner;
REVOKE CREATE ON SCHEMA public FROM mash_guard;

-- The reason of a bar stands with governance alone; that somebody is barred is said by mash_barred.
ALTER POLICY see ON referrals_bar USING (
  user_id <> (SELECT mash_uid()) AND hub_id = ANY ((SELECT mash_governed_hubs())::bigint[]));

-- Whoever sees a record of another hub adds nothing to it, changes nothing of it and takes nothing away. A record that
-- is not seen at all (by whoever sends it, or answers a request) is for the other policies to judge.
DO $$
DECLARE
  t text; parent text; verb text; key text; of_another_hub text;
  through text[] := ARRAY['dissent decision', 'decisionitem decision', 'requestquestion informationrequest',
                          'productitem product', 'product_agencies product'];
BEGIN
  FOREACH t IN ARRAY ARRAY['move', 'ratinggiven', 'clock', 'lawfulbasis', 'note', 'referrer', 'person',
      'involvedprofessional', 'decision', 'feedback', 'informationrequest', 'product', 'restriction', 'ask'] || through LOOP
    parent := split_part(t, ' ', 2);
    t := split_part(t, ' ', 1);
    key := CASE parent WHEN 'informationrequest' THEN 'request_id' ELSE parent || '_id' END;
    of_another_hub := CASE parent
      WHEN '' THEN 'EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id'
      ELSE format('EXISTS (SELECT FROM referrals_%s p JOIN referrals_referral r ON r.id = p.referral_id WHERE p.id = %I',
                  parent, key) END || ' AND r.hub_id <> ALL ((SELECT mash_team_hubs())::bigint[]))';
    EXECUTE format('CREATE POLICY only_its_hub_adds ON referrals_%s AS RESTRICTIVE FOR INSERT TO mash_app WITH CHECK (NOT %s)',
                   t, of_another_hub);
    EXECUTE format('CREATE POLICY only_its_hub_changes ON referrals_%s AS RESTRICTIVE FOR UPDATE TO mash_app USING (NOT %s)',
                   t, of_another_hub);
    EXECUTE format('CREATE POLICY only_its_hub_removes ON referrals_%s AS RESTRICTIVE FOR DELETE TO mash_app USING (NOT %s)',
                   t, of_another_hub);
  END LOOP;
END $$;
CREATE POLICY only_its_hub_changes ON referrals_referral AS RESTRICTIVE FOR UPDATE TO mash_app
  USING (hub_id = ANY ((SELECT mash_team_hubs())::bigint[]));
