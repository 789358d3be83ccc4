DROP TRIGGER over_before_review ON referrals_breakglass;
DROP FUNCTION mash_emergency_over();
REVOKE UPDATE ON referrals_breakglass FROM mash_guard;
GRANT CREATE ON SCHEMA public TO mash_guard;
SET LOCAL ROLE mash_guard;
DROP FUNCTION mash_end_emergency(uuid);

CREATE OR REPLACE FUNCTION mash_still_concerns(message uuid)
  RETURNS boolean
  LANGUAGE plpgsql
  STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  m public.referrals_outboxmessage;
  r public.referrals_referral;
  person public.agencies_user;
  wanted text;
BEGIN
  IF NOT public.mash_is_system() THEN PERFORM public.mash_refuse('only background work sends messages'); END IF;
  SELECT * INTO m FROM public.referrals_outboxmessage WHERE id = message;
  wanted := m.context ->> 'reference';
  IF m.template IN ('request_sent', 'chaser_before', 'chaser_after') THEN
    RETURN EXISTS (SELECT FROM public.referrals_informationrequest q JOIN public.agencies_agency a ON a.id = q.agency_id
      JOIN public.referrals_requestgroupgrant g ON g.content_object_id = q.id AND g.group_id = a.group_id
      WHERE q.reference = wanted AND a.is_active AND lower(a.notice_email) = lower(m."to")
        AND g.permission_id = public.mash_perm('answer_request') AND g.expires_at > statement_timestamp()
        AND (m.template = 'request_sent' OR (q.closed_at IS NULL AND q.released_at IS NULL)));
  END IF;
  IF m.template = 'product_released' THEN
    RETURN EXISTS (SELECT FROM public.referrals_product p
      JOIN public.referrals_productgroupgrant g ON g.content_object_id = p.id
      JOIN public.agencies_agency a ON a.group_id = g.group_id
      WHERE p.reference = wanted AND a.is_active AND lower(a.notice_email) = lower(m."to")
        AND g.permission_id = public.mash_perm('read_product') AND g.expires_at > statement_timestamp());
  END IF;
  SELECT o.* INTO r FROM public.referrals_referral o WHERE o.reference = wanted
     OR o.id = (SELECT q.referral_id FROM public.referrals_informationrequest q WHERE q.reference = wanted);
  SELECT u.* INTO person FROM public.agencies_user u WHERE lower(u.email) = lower(m."to");
  IF person.id IS NULL THEN
    RETURN m.template IN ('acknowledgement', 'returned', 'feedback')
      OR EXISTS (SELECT FROM public.agencies_hub h WHERE h.id = m.hub_id AND lower(h.duty_email) = lower(m."to"));
  END IF;
  IF NOT person.is_active OR EXISTS (SELECT FROM public.referrals_bar b
       WHERE b.referral_id = r.id AND b.user_id = person.id AND b.ended_at IS NULL) THEN RETURN false; END IF;
  IF m.template IN ('glass_to_review', 'ask_to_route') THEN
    RETURN EXISTS (SELECT FROM public.agencies_membership s WHERE s.user_id = person.id AND s.ended_at IS NULL
                   AND s.role = 'governance' AND person.hub_id = m.hub_id);
  END IF;
  IF m.template IN ('acknowledgement', 'returned', 'feedback') OR (m.template = 'ask_answered' AND wanted IS NULL) THEN RETURN true; END IF;
  RETURN (NOT r.restricted AND EXISTS (SELECT FROM public.agencies_hub h
       JOIN public.agencies_user_groups x ON x.group_id = h.team_group_id WHERE h.id = r.hub_id AND x.user_id = person.id))
    OR EXISTS (SELECT FROM public.referrals_referralusergrant g WHERE g.content_object_id = r.id
       AND g.user_id = person.id AND g.permission_id = public.mash_perm('view_referral') AND g.expires_at > statement_timestamp())
    OR EXISTS (SELECT FROM public.referrals_referralgroupgrant g
       JOIN public.agencies_user_groups x ON x.group_id = g.group_id AND x.user_id = person.id
       WHERE g.content_object_id = r.id AND g.permission_id = public.mash_perm('view_referral')
         AND g.expires_at > statement_timestamp());
END $$;

CREATE OR REPLACE FUNCTION mash_give_sight(referral uuid, person bigint, what text, until timestamptz, why text)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF what NOT IN ('allocation', 'named', 'visit') THEN PERFORM public.mash_refuse('not a kind that people give'); END IF;
  IF NOT public.mash_works_on(referral) THEN PERFORM public.mash_refuse('may not share this referral'); END IF;
  IF NOT EXISTS (SELECT FROM public.agencies_user u JOIN public.referrals_referral r ON r.hub_id = u.hub_id
                 WHERE u.id = person AND u.is_active AND r.id = referral) THEN
    PERFORM public.mash_refuse('may share only with somebody of the same hub'); END IF;
  PERFORM public.mash_end_grants(referral, person, ARRAY[what]);
  INSERT INTO public.referrals_referralusergrant
    (content_object_id, user_id, permission_id, kind, given_by_id, given_at, expires_at, reason)
  VALUES (referral, person, public.mash_perm('view_referral'), what, public.mash_uid(), statement_timestamp(), until, why);
END $$;

CREATE OR REPLACE FUNCTION mash_looked_at(wanted text)
  RETURNS TABLE(who text, role text, agency text, times bigint, first_at timestamptz, last_at timestamptz)
  LANGUAGE sql
  STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT e.by_name, e.by_role, e.by_agency, count(*), min(e.at), max(e.at)
    FROM public.referrals_referral r JOIN public.audit_event e ON e.hub_id = r.hub_id AND e.reference = r.reference
   WHERE r.reference = wanted AND e.code = ANY (public.mash_readings())
     AND r.id <> ALL (public.mash_bars())
     AND (r.hub_id = ANY (public.mash_governed_hubs()) OR public.mash_works_on(r.id))
   GROUP BY e.by_id, e.by_name, e.by_role, e.by_agency ORDER BY max(e.at) DESC $$;

CREATE OR REPLACE FUNCTION mash_break_glass(wanted text, seen_from uuid, key uuid, why text)
  RETURNS TABLE(reference text, record uuid, until timestamptz, worker bigint, restricted_by bigint)
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE r public.referrals_referral; ends timestamptz;
BEGIN
  SELECT o.* INTO r FROM public.referrals_referral o
   WHERE (o.reference = wanted OR o.id IN (SELECT h.record FROM public.mash_hidden_records(seen_from) h WHERE h.card = wanted))
     AND o.restricted AND o.hub_id = ANY (public.mash_team_hubs()) AND o.id <> ALL (public.mash_bars())
     AND EXISTS (SELECT FROM public.agencies_membership m WHERE m.user_id = public.mash_active_uid()
                 AND m.ended_at IS NULL AND m.role IN ('manager', 'social_worker'));
  IF r.id IS NULL OR public.mash_sees_referral(r.id) THEN RETURN; END IF;
  SELECT statement_timestamp() + make_interval(mins => h.break_glass_minutes) INTO ends
    FROM public.agencies_hub h WHERE h.id = r.hub_id;
  INSERT INTO public.referrals_referralusergrant
    (content_object_id, user_id, permission_id, kind, given_by_id, given_at, expires_at, reason)
  VALUES (r.id, public.mash_uid(), public.mash_perm('view_referral'), 'break_glass', public.mash_uid(),
          statement_timestamp(), ends, 'Broke the glass in an emergency');
  INSERT INTO public.referrals_breakglass
    (id, referral_id, hub_id, reference, user_id, reason, at, until, finding, review_note)
  VALUES (key, r.id, r.hub_id, r.reference, public.mash_uid(), why, statement_timestamp(), ends, '', '');
  RETURN QUERY SELECT r.reference::text, r.id, ends, r.allocated_to_id,
    (SELECT s.by_id FROM public.referrals_restriction s WHERE s.referral_id = r.id AND s.ended_at IS NULL);
END $$;

CREATE OR REPLACE FUNCTION mash_ask(seen_from uuid, wanted text, key uuid, why text)
  RETURNS bigint
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE hub bigint;
BEGIN
  INSERT INTO public.referrals_ask (id, referral_id, hub_id, reference, seen_from_id, asked_by_id, why, at, answer)
  SELECT key, r.id, r.hub_id, '', seen_from, public.mash_uid(), why, statement_timestamp(), ''
    FROM public.mash_hidden_records(seen_from) h JOIN public.referrals_referral r ON r.id = h.record WHERE h.card = wanted
  ON CONFLICT (referral_id, asked_by_id) WHERE answered_at IS NULL DO NOTHING
  RETURNING hub_id INTO hub;
  RETURN hub;
END $$;

CREATE OR REPLACE FUNCTION mash_suggest_bars(record uuid, at timestamptz)
  RETURNS TABLE(bar bigint, record_reference text, hub bigint)
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF NOT (public.mash_may_add(record) OR public.mash_sees_referral(record)) THEN
    PERFORM public.mash_refuse('may not suggest bars from this referral'); END IF;
  RETURN QUERY SELECT * FROM public.mash_put_suggested(record, NULL, at);
END $$;

CREATE OR REPLACE FUNCTION mash_works_on(referral uuid)
  RETURNS boolean
  LANGUAGE sql
  STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT public.mash_sees_referral(referral) AND EXISTS (
          SELECT FROM public.referrals_referral r WHERE r.id = referral AND r.hub_id = ANY (public.mash_team_hubs())) $$;
SET LOCAL ROLE mash_owner;
REVOKE CREATE ON SCHEMA public FROM mash_guard;
