-- Functions belong to the guard, who makes them; policies and privileges are the owner's.
GRANT CREATE ON SCHEMA public TO mash_guard;
SET LOCAL ROLE mash_guard;

-- Working on a record: as its hub's team where it is not restricted, else by being named for it or having it allocated.
-- Whoever was let in for a time, opened it in an emergency, or had it handed over to their hub reads it and no more
-- (referrals/grounds.py).
CREATE OR REPLACE FUNCTION mash_works_on(referral uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
  AS $$ SELECT EXISTS (SELECT FROM public.referrals_referral r WHERE r.id = referral
          AND r.hub_id = ANY (public.mash_team_hubs()) AND r.id <> ALL (public.mash_bars())
          AND (NOT r.restricted
            OR EXISTS (SELECT FROM public.referrals_referralusergrant g WHERE g.content_object_id = r.id
                 AND g.user_id = public.mash_active_uid() AND g.permission_id = public.mash_perm('view_referral')
                 AND g.kind IN ('allocation', 'named') AND g.expires_at > statement_timestamp()))) $$;

-- Giving sight: by who works on the record, for no longer than they hold it themselves; to somebody else by a
-- decision-maker; whoever is none takes the work on, for themselves, and no more.
CREATE OR REPLACE FUNCTION mash_give_sight(referral uuid, person bigint, what text, until timestamptz, why text) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF what NOT IN ('allocation', 'named', 'visit') THEN PERFORM public.mash_refuse('not a kind that people give'); END IF;
  IF NOT public.mash_works_on(referral) THEN PERFORM public.mash_refuse('may not share this referral'); END IF;
  IF NOT EXISTS (SELECT FROM public.agencies_user u JOIN public.referrals_referral r ON r.hub_id = u.hub_id
                 WHERE u.id = person AND u.is_active AND r.id = referral) THEN
    PERFORM public.mash_refuse('may share only with somebody of the same hub'); END IF;
  IF NOT (what = 'allocation' AND person = public.mash_uid()) AND NOT EXISTS (
       SELECT FROM public.referrals_referral r WHERE r.id = referral AND r.hub_id = ANY (public.mash_decider_hubs())) THEN
    PERFORM public.mash_refuse('only a decision-maker gives sight'); END IF;
  IF EXISTS (SELECT FROM public.referrals_referral r WHERE r.id = referral AND r.restricted) AND until > (
       SELECT max(g.expires_at) FROM public.referrals_referralusergrant g
        WHERE g.content_object_id = referral AND g.user_id = public.mash_uid() AND g.kind IN ('allocation', 'named')
          AND g.permission_id = public.mash_perm('view_referral')) THEN
    PERFORM public.mash_refuse('may not give sight for longer than they hold it'); END IF;
  PERFORM public.mash_end_grants(referral, person, ARRAY[what]);
  INSERT INTO public.referrals_referralusergrant
    (content_object_id, user_id, permission_id, kind, given_by_id, given_at, expires_at, reason)
  VALUES (referral, person, public.mash_perm('view_referral'), what, public.mash_uid(), statement_timestamp(), until, why);
END $$;

-- Asking to be let in, and going on from a record to one that it shows to exist: for who works on the first.
CREATE OR REPLACE FUNCTION mash_ask(seen_from uuid, wanted text, key uuid, why text) RETURNS bigint
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE hub bigint;
BEGIN
  IF NOT public.mash_works_on(seen_from) THEN RETURN NULL; END IF;
  INSERT INTO public.referrals_ask (id, referral_id, hub_id, reference, seen_from_id, asked_by_id, why, at, answer)
  SELECT key, r.id, r.hub_id, '', seen_from, public.mash_uid(), why, statement_timestamp(), ''
    FROM public.mash_hidden_records(seen_from) h JOIN public.referrals_referral r ON r.id = h.record WHERE h.card = wanted
  ON CONFLICT (referral_id, asked_by_id) WHERE answered_at IS NULL DO NOTHING
  RETURNING hub_id INTO hub;
  RETURN hub;
END $$;

-- Break-glass: a restricted record of one's own hub, by its reference or by a card, for the hub's minutes. No row for
-- anything else, so that a wrong reference, a barred person and another hub's record answer alike. One opening a person
-- and record at a time: of several in the same instant the first opens, and the others find it open.
CREATE OR REPLACE FUNCTION mash_break_glass(wanted text, seen_from uuid, key uuid, why text)
  RETURNS TABLE (reference text, record uuid, until timestamptz, worker bigint, restricted_by bigint)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE r public.referrals_referral; ends timestamptz; made uuid;
BEGIN
  SELECT o.* INTO r FROM public.referrals_referral o
   WHERE (o.reference = wanted OR (public.mash_works_on(seen_from)
            AND o.id IN (SELECT h.record FROM public.mash_hidden_records(seen_from) h WHERE h.card = wanted)))
     AND o.restricted AND o.hub_id = ANY (public.mash_team_hubs()) AND o.id <> ALL (public.mash_bars())
     AND EXISTS (SELECT FROM public.agencies_membership m WHERE m.user_id = public.mash_active_uid()
                 AND m.ended_at IS NULL AND (m.ends_at IS NULL OR m.ends_at > statement_timestamp())
                 AND m.role IN ('manager', 'social_worker'))
     -- whom governance has put out does not come straight back: they phone the hub
     AND NOT EXISTS (SELECT FROM public.referrals_breakglass b WHERE b.referral_id = o.id
                 AND b.user_id = public.mash_active_uid() AND b.ended_by_id IS NOT NULL
                 AND b.ended_at > statement_timestamp() - interval '24 hours');
  IF r.id IS NULL OR public.mash_sees_referral(r.id) THEN RETURN; END IF;
  SELECT statement_timestamp() + make_interval(mins => h.break_glass_minutes) INTO ends
    FROM public.agencies_hub h WHERE h.id = r.hub_id;
  UPDATE public.referrals_breakglass b SET ended_at = b.until
   WHERE b.referral_id = r.id AND b.user_id = public.mash_uid() AND b.ended_at IS NULL AND b.until <= statement_timestamp();
  INSERT INTO public.referrals_breakglass
    (id, referral_id, hub_id, reference, user_id, reason, at, until, finding, review_note)
  VALUES (key, r.id, r.hub_id, r.reference, public.mash_uid(), why, statement_timestamp(), ends, '', '')
  ON CONFLICT (referral_id, user_id) WHERE ended_at IS NULL DO NOTHING RETURNING id INTO made;
  IF made IS NULL THEN RETURN; END IF;
  INSERT INTO public.referrals_referralusergrant
    (content_object_id, user_id, permission_id, kind, given_by_id, given_at, expires_at, reason)
  VALUES (r.id, public.mash_uid(), public.mash_perm('view_referral'), 'break_glass', public.mash_uid(),
          statement_timestamp(), ends, 'Broke the glass in an emergency');
  RETURN QUERY SELECT r.reference::text, r.id, ends, r.allocated_to_id,
    (SELECT s.by_id FROM public.referrals_restriction s WHERE s.referral_id = r.id AND s.ended_at IS NULL);
END $$;

-- A governance officer ends an opening of somebody else's now; true where it was still running.
CREATE FUNCTION mash_end_emergency(opening uuid) RETURNS boolean
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE b public.referrals_breakglass;
BEGIN
  UPDATE public.referrals_breakglass g SET ended_at = statement_timestamp(), ended_by_id = public.mash_uid()
   WHERE g.id = opening AND g.ended_at IS NULL AND g.until > statement_timestamp() AND g.user_id <> public.mash_uid()
     AND g.hub_id = ANY (public.mash_governed_hubs()) RETURNING g.* INTO b;
  IF b.id IS NULL THEN RETURN false; END IF;
  PERFORM public.mash_end_grants(b.referral_id, b.user_id, ARRAY['break_glass']);
  RETURN true;
END $$;

-- For a record, by whoever just sent it or works on it. The keys of the bars say nothing of whose they are.
CREATE OR REPLACE FUNCTION mash_suggest_bars(record uuid, at timestamptz) RETURNS TABLE (bar bigint, record_reference text, hub bigint)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT (public.mash_may_add(record) OR public.mash_works_on(record)) THEN
    PERFORM public.mash_refuse('may not suggest bars from this referral'); END IF;
  RETURN QUERY SELECT * FROM public.mash_put_suggested(record, NULL, at);
END $$;

-- Who has looked at a record: for those of its team who see it, and for governance, who does not read it.
CREATE OR REPLACE FUNCTION mash_looked_at(wanted text)
  RETURNS TABLE (who text, role text, agency text, times bigint, first_at timestamptz, last_at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT e.by_name, e.by_role, e.by_agency, count(*), min(e.at), max(e.at)
    FROM public.referrals_referral r JOIN public.audit_event e ON e.hub_id = r.hub_id AND e.reference = r.reference
   WHERE r.reference = wanted AND e.code = ANY (public.mash_readings())
     AND r.id <> ALL (public.mash_bars())
     AND (r.hub_id = ANY (public.mash_governed_hubs())
          OR (r.hub_id = ANY (public.mash_team_hubs()) AND public.mash_sees_referral(r.id)))
   GROUP BY e.by_id, e.by_name, e.by_role, e.by_agency ORDER BY max(e.at) DESC $$;

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
  IF m.template IN ('request_sent', 'chaser_before', 'chaser_after') THEN
    RETURN EXISTS (SELECT FROM public.referrals_informationrequest q JOIN public.agencies_agency a ON a.id = q.agency_id
      JOIN public.referrals_requestgroupgrant g ON g.content_object_id = q.id AND g.group_id = a.group_id
      WHERE q.reference = wanted AND a.is_active AND lower(a.notice_email COLLATE "C") = address
        AND g.permission_id = public.mash_perm('answer_request') AND g.expires_at > statement_timestamp()
        AND (m.template = 'request_sent' OR (q.closed_at IS NULL AND q.released_at IS NULL)));
  END IF;
  IF m.template = 'product_released' THEN
    RETURN EXISTS (SELECT FROM public.referrals_product p
      JOIN public.referrals_productgroupgrant g ON g.content_object_id = p.id
      JOIN public.agencies_agency a ON a.group_id = g.group_id
      WHERE p.reference = wanted AND a.is_active AND lower(a.notice_email COLLATE "C") = address
        AND g.permission_id = public.mash_perm('read_product') AND g.expires_at > statement_timestamp());
  END IF;
  SELECT o.* INTO r FROM public.referrals_referral o WHERE o.reference = wanted
     OR o.id = (SELECT q.referral_id FROM public.referrals_informationrequest q WHERE q.reference = wanted);
  SELECT u.* INTO person FROM public.agencies_user u WHERE u.email = address;
  IF person.id IS NULL THEN
    RETURN m.template IN ('acknowledgement', 'returned', 'feedback')
      OR EXISTS (SELECT FROM public.agencies_hub h WHERE h.id = m.hub_id AND lower(h.duty_email COLLATE "C") = address);
  END IF;
  IF NOT person.is_active OR EXISTS (SELECT FROM public.referrals_bar b
       WHERE b.referral_id = r.id AND b.user_id = person.id AND b.ended_at IS NULL) THEN RETURN false; END IF;
  IF m.template IN ('glass_to_review', 'ask_to_route') THEN
    RETURN EXISTS (SELECT FROM public.agencies_membership s WHERE s.user_id = person.id AND s.ended_at IS NULL
                     AND (s.ends_at IS NULL OR s.ends_at > statement_timestamp())
                   AND s.role = 'governance' AND person.hub_id = m.hub_id);
  END IF;
  IF m.template = 'glass_ended' THEN
    RETURN EXISTS (SELECT FROM public.referrals_breakglass b
                   WHERE b.referral_id = r.id AND b.user_id = person.id AND b.ended_by_id IS NOT NULL);
  END IF;
  IF m.template IN ('acknowledgement', 'returned', 'feedback')
     OR (m.template = 'ask_answered' AND wanted IS NULL) THEN RETURN true; END IF;
  RETURN (NOT r.restricted AND EXISTS (SELECT FROM public.agencies_hub h
       JOIN public.agencies_user_groups x ON x.group_id = h.team_group_id WHERE h.id = r.hub_id AND x.user_id = person.id))
    OR EXISTS (SELECT FROM public.referrals_referralusergrant g WHERE g.content_object_id = r.id
       AND g.user_id = person.id AND g.permission_id = public.mash_perm('view_referral') AND g.expires_at > statement_timestamp())
    OR EXISTS (SELECT FROM public.referrals_referralgroupgrant g
       JOIN public.agencies_user_groups x ON x.group_id = g.group_id AND x.user_id = person.id
       WHERE g.content_object_id = r.id AND g.permission_id = public.mash_perm('view_referral')
         AND g.expires_at > statement_timestamp());
END $$;

REVOKE ALL ON FUNCTION mash_end_emergency(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mash_end_emergency(uuid) TO mash_app;
SET LOCAL ROLE mash_owner;
REVOKE CREATE ON SCHEMA public FROM mash_guard;

GRANT UPDATE ON referrals_breakglass TO mash_guard;

-- Whether an opening was justified is said once it is over. The release before this one knows of no end but its time.
CREATE FUNCTION mash_emergency_over() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.reviewed_at IS NOT NULL AND NEW.ended_at IS NULL THEN
    IF NEW.until > statement_timestamp() THEN
      RAISE EXCEPTION 'an emergency opening is reviewed when it has ended' USING ERRCODE = 'check_violation'; END IF;
    NEW.ended_at := NEW.until;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER over_before_review BEFORE INSERT OR UPDATE ON referrals_breakglass
  FOR EACH ROW EXECUTE FUNCTION mash_emergency_over();
