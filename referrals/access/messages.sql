-- The outbox is written by any work and read only by the worker that sends.

ALTER TABLE referrals_outboxmessage ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE ON referrals_outboxmessage TO mash_app;
GRANT SELECT, INSERT ON referrals_outboxmessage TO mash_guard;
CREATE POLICY upkeep ON referrals_outboxmessage TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON referrals_outboxmessage TO mash_guard USING (true);
CREATE POLICY send ON referrals_outboxmessage FOR SELECT TO mash_app USING ((SELECT mash_is_system()));
-- The outbox is written by any work and read only by the worker that sends.
CREATE POLICY put ON referrals_outboxmessage FOR INSERT TO mash_app WITH CHECK (
  sent_at IS NULL AND dropped_at IS NULL AND attempts = 0 AND failure = ''
  AND ((SELECT mash_active_uid()) IS NOT NULL OR (SELECT mash_draft()) <> '' OR (SELECT mash_is_system())));
CREATE POLICY sent ON referrals_outboxmessage FOR UPDATE TO mash_app USING ((SELECT mash_is_system()));

SET LOCAL ROLE mash_guard;

-- Posts the user's own open request for access to a person who can answer it: a manager of either kind named for
-- the record, first its worker, then the person who restricted it. If there is none, the message
-- goes to the governance officers of the hub, or else to the duty address. Nobody who is barred
-- gets it.
CREATE OR REPLACE FUNCTION mash_tell_of_ask(ask uuid, message uuid) RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH asked AS (
    SELECT k.id, r.id AS record, r.reference, r.hub_id, r.allocated_to_id, s.by_id
      FROM public.referrals_ask k JOIN public.referrals_referral r ON r.id = k.referral_id
      LEFT JOIN public.referrals_restriction s ON s.referral_id = r.id AND s.ended_at IS NULL
     WHERE k.id = ask AND k.asked_by_id = public.mash_active_uid() AND k.answered_at IS NULL),
  colleagues AS (
    SELECT a.*, u.id AS person, u.email, public.mash_holds(u.id, '{manager,adults_manager}') AS answers,
           public.mash_holds(u.id, '{governance}') AS governs, EXISTS (
             SELECT FROM public.referrals_referralusergrant g WHERE g.content_object_id = a.record AND g.user_id = u.id
               AND g.permission_id = public.mash_perm('view_referral')
               AND g.expires_at > statement_timestamp()) AS named
      FROM asked a JOIN public.agencies_user u ON u.hub_id = a.hub_id AND u.is_active AND u.id <> public.mash_uid()
     WHERE NOT EXISTS (SELECT FROM public.referrals_bar x
                       WHERE x.referral_id = a.record AND x.user_id = u.id AND x.ended_at IS NULL)),
  answerer AS (
    SELECT email FROM colleagues WHERE answers AND named
     ORDER BY (person = allocated_to_id) IS TRUE DESC, (person = by_id) IS TRUE DESC, person LIMIT 1),
  governors AS (
    SELECT email FROM colleagues WHERE governs AND NOT EXISTS (SELECT FROM answerer)),
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
GRANT EXECUTE ON FUNCTION mash_tell_of_ask(uuid, uuid) TO mash_app;

-- Whether what a reminder was posted with still stands, for the same day: never without a case. Of other messages: NULL.
-- A notification is due while the earliest that is still to be made is due no later.
CREATE OR REPLACE FUNCTION mash_still_stands(m public.referrals_outboxmessage, r public.referrals_referral)
  RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT CASE
    WHEN m.template IN ('return_chaser', 'return_unanswered') THEN coalesce(
      r.status = 'returned' AND r.look_again_on = (m.context ->> 'on')::date, false)
    WHEN m.template = 'not_confirmed' THEN coalesce(
      r.forwarded_to <> '' AND r.look_again_on = (m.context ->> 'on')::date, false)
    WHEN m.template = 'telling_due' THEN coalesce(
      r.status NOT IN ('closed', 'transferred') AND r.tell_by = (m.context ->> 'on')::date, false)
    WHEN m.template = 'authorisation_due' THEN coalesce(
      r.status NOT IN ('closed', 'transferred') AND r.authorise_by = (m.context ->> 'on')::date, false)
    WHEN m.template = 'notification_due' THEN coalesce(
      r.status NOT IN ('closed', 'transferred') AND r.notify_by <= (m.context ->> 'on')::date, false)
  END $$;

-- May whoever holds this address still see what a waiting message points to? An agency's: what was put or released to
-- it. A person's: they are active, not barred, and see the record where the message opens it. The hub's duty address.
-- What goes back to a referrer goes on unless they are suspended or barred; whose emergency opening was ended is told.
-- Addresses are stored as agencies/addresses.py writes them, so that two are the same where their letters are.
CREATE OR REPLACE FUNCTION mash_still_concerns(message uuid) RETURNS boolean
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  m public.referrals_outboxmessage;
  r public.referrals_referral;
  person public.agencies_user;
  wanted text;
  address text;
BEGIN
  IF NOT public.mash_is_system() THEN PERFORM public.mash_refuse('only background work sends messages'); END IF;
  SELECT * INTO m FROM public.referrals_outboxmessage WHERE id = message;
  wanted := m.context ->> 'reference';
  address := lower(m."to" COLLATE "C");
  IF m.template IN ('request_sent', 'request_changed', 'more_is_known', 'request_withdrawn', 'request_amended',
                    'message_from_hub', 'chaser_before', 'chaser_after') THEN
    RETURN EXISTS (SELECT FROM public.referrals_informationrequest q JOIN public.agencies_agency a ON a.id = q.agency_id
      JOIN public.referrals_requestgroupgrant g ON g.content_object_id = q.id AND g.group_id = a.group_id
      WHERE q.reference = wanted AND a.is_active AND lower(a.notice_email COLLATE "C") = address
        AND g.permission_id = public.mash_perm('answer_request') AND g.expires_at > statement_timestamp()
        AND (m.template NOT IN ('chaser_before', 'chaser_after') OR (q.closed_at IS NULL AND q.released_at IS NULL)));
  END IF;
  IF m.template IN ('product_released', 'product_changed') THEN
    RETURN EXISTS (SELECT FROM public.referrals_product p
      JOIN public.referrals_productgroupgrant g ON g.content_object_id = p.id
      JOIN public.agencies_agency a ON a.group_id = g.group_id
      WHERE p.reference = wanted AND a.is_active AND lower(a.notice_email COLLATE "C") = address
        AND g.permission_id = public.mash_perm('read_product') AND g.expires_at > statement_timestamp());
  END IF;
  SELECT o.* INTO r FROM public.referrals_referral o WHERE o.reference = wanted
     OR o.id = (SELECT q.referral_id FROM public.referrals_informationrequest q WHERE q.reference = wanted);
  IF NOT coalesce(public.mash_still_stands(m, r), true) THEN RETURN false; END IF;
  SELECT u.* INTO person FROM public.agencies_user u WHERE u.email = address;
  IF person.id IS NULL THEN
    RETURN m.template IN ('acknowledgement', 'returned', 'return_chaser', 'feedback')
      OR EXISTS (SELECT FROM public.agencies_hub h WHERE h.id = m.hub_id AND lower(h.duty_email COLLATE "C") = address);
  END IF;
  IF NOT person.is_active OR EXISTS (SELECT FROM public.referrals_bar b
       WHERE b.referral_id = r.id AND b.user_id = person.id AND b.ended_at IS NULL) THEN RETURN false; END IF;
  IF m.template IN ('break_glass_to_review', 'ask_to_route') THEN
    RETURN person.hub_id = m.hub_id AND public.mash_holds(person.id, '{governance}');
  END IF;
  -- About the log: whoever reads it.
  IF m.template IN ('unusual_found', 'unusual_waits') THEN
    RETURN person.hub_id = m.hub_id AND public.mash_holds(person.id, '{auditor,governance,data_protection}');
  END IF;
  IF m.template = 'break_glass_ended' THEN
    RETURN EXISTS (SELECT FROM public.referrals_breakglass b
                   WHERE b.referral_id = r.id AND b.user_id = person.id AND b.ended_by_id IS NOT NULL);
  END IF;
  IF m.template = 'sight_lost' THEN RETURN person.hub_id = m.hub_id; END IF;
  IF m.template IN ('acknowledgement', 'returned', 'return_chaser', 'feedback')
     OR (m.template = 'ask_answered' AND wanted IS NULL) THEN RETURN true; END IF;
  RETURN (NOT r.restricted AND EXISTS (SELECT FROM public.agencies_hub h
       JOIN public.agencies_user_groups x ON x.group_id = h.team_group_id WHERE h.id = r.hub_id
         AND x.user_id = person.id))
    OR EXISTS (SELECT FROM public.referrals_referralusergrant g WHERE g.content_object_id = r.id
       AND g.user_id = person.id AND g.permission_id = public.mash_perm('view_referral')
       AND g.expires_at > statement_timestamp())
    OR EXISTS (SELECT FROM public.referrals_referralgroupgrant g
       JOIN public.agencies_user_groups x ON x.group_id = g.group_id AND x.user_id = person.id
       WHERE g.content_object_id = r.id AND g.permission_id = public.mash_perm('view_referral')
         AND g.expires_at > statement_timestamp());
END $$;
GRANT EXECUTE ON FUNCTION mash_still_concerns(uuid) TO mash_app;

-- Whether what a message says no longer matters: the referrer was told since in another way, the request is answered or
-- no longer waited for, or what it reminds of is done or has another day.
CREATE OR REPLACE FUNCTION mash_is_overtaken(m public.referrals_outboxmessage, record uuid) RETURNS boolean
  LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT CASE
    WHEN m.template = 'feedback' THEN EXISTS (
      SELECT FROM public.referrals_feedback f JOIN public.referrals_feedback n ON n.referral_id = f.referral_id
       WHERE f.id = substr(m.key, 10)::uuid AND (n.at, n.id) > (f.at, f.id))
    WHEN m.template IN ('request_sent', 'request_amended', 'chaser_before', 'chaser_after', 'overdue_at_hub',
                        'more_time') THEN EXISTS (
      SELECT FROM public.referrals_informationrequest q WHERE q.reference = m.context ->> 'reference'
         AND (q.closed_at IS NOT NULL OR q.released_at IS NOT NULL))
    WHEN m.template = 'second_signature' THEN NOT EXISTS (
      SELECT FROM public.referrals_decision d WHERE d.referral_id = record AND d.state = 'second_signature')
    WHEN m.template IN ('look_now', 'answer_flagged') THEN NOT EXISTS (
      SELECT FROM public.referrals_flag f WHERE f.referral_id = record AND f.cleared_at IS NULL)
    WHEN m.template = 'returned' THEN NOT EXISTS (
      SELECT FROM public.referrals_referral r WHERE r.id = record AND r.status = 'returned')
    WHEN m.template IN ('return_chaser', 'return_unanswered', 'not_confirmed', 'telling_due', 'notification_due') THEN
      NOT EXISTS (SELECT FROM public.referrals_referral r WHERE r.id = record AND public.mash_still_stands(m, r))
    ELSE false END $$;

-- The e-mails about a case, its requests and its products that were given up, for whoever sees the case. To whom: the
-- name of the agency, and of nobody else; no address.
CREATE OR REPLACE FUNCTION mash_undelivered(record uuid)
  RETURNS TABLE(key text, template text, agency text, posted timestamptz, failed timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH seen AS (
    SELECT r.id, r.hub_id, r.reference FROM public.referrals_referral r
     WHERE r.id = record AND r.id <> ALL (public.mash_bars()) AND public.mash_sees_referral(r.id)),
  about AS (
    SELECT reference, '' AS agency FROM seen
    UNION ALL SELECT q.reference, a.name FROM seen JOIN public.referrals_informationrequest q ON q.referral_id = seen.id
      JOIN public.agencies_agency a ON a.id = q.agency_id
    UNION ALL SELECT p.reference, '' FROM seen JOIN public.referrals_product p ON p.referral_id = seen.id)
  SELECT m.key, m.template,
         CASE WHEN m.template IN ('request_sent', 'request_changed', 'more_is_known', 'request_withdrawn',
                                  'request_amended', 'message_from_hub', 'chaser_before', 'chaser_after') THEN about.agency
              WHEN m.template IN ('product_released', 'product_changed') THEN coalesce((
                SELECT a.name FROM public.agencies_agency a WHERE m.key LIKE '%:' || a.id), '')
              ELSE '' END,
         m.created_at, m.failed_at
    FROM seen JOIN public.referrals_outboxmessage m ON m.hub_id = seen.hub_id AND m.failed_at IS NOT NULL
    JOIN about ON about.reference = m.context ->> 'reference'
   WHERE NOT public.mash_is_overtaken(m, seen.id)
   ORDER BY m.failed_at DESC, m.id $$;
GRANT EXECUTE ON FUNCTION mash_undelivered(uuid) TO mash_app;

-- The cases whose referrer was last told by an e-mail that was given up, among those the user sees: for the queue.
CREATE OR REPLACE FUNCTION mash_not_told() RETURNS SETOF uuid
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT f.referral_id FROM public.referrals_outboxmessage m
    JOIN public.referrals_feedback f
      -- Read from the key, and not compared with it, so that feedback is found by its own key.
      ON f.id = CASE WHEN m.template = 'feedback' THEN substr(m.key, 10)::uuid END
   WHERE m.failed_at IS NOT NULL AND m.template = 'feedback'
     AND f.referral_id <> ALL (public.mash_bars()) AND public.mash_sees_referral(f.referral_id)
     AND NOT EXISTS (SELECT FROM public.referrals_feedback n
                      WHERE n.referral_id = f.referral_id AND (n.at, n.id) > (f.at, f.id)) $$;
GRANT EXECUTE ON FUNCTION mash_not_told() TO mash_app;

SET LOCAL ROLE mash_owner;
