-- Restricted records that a user may not open: show that one exists, let the user ask for access,
-- and open it in an emergency.

SET LOCAL ROLE mash_guard;

-- Restricted records of the hub that the user may not open, and is not barred from, but in which somebody may be a person
-- of a record the user sees; `sure` where that is almost certain or was found to be so.
CREATE OR REPLACE FUNCTION mash_hidden_ties(seen_from uuid) RETURNS TABLE(record uuid, person uuid, sure boolean)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT o.id, s.person, s.sure
    FROM public.referrals_referral r, public.mash_same_people(ARRAY[r.id]) s
    JOIN public.referrals_referral o ON o.id = s.other_record
   WHERE r.id = seen_from AND r.hub_id = ANY (public.mash_team_hubs()) AND public.mash_sees_referral(r.id)
     AND o.hub_id = r.hub_id AND o.restricted AND o.id <> ALL (public.mash_bars())
     AND NOT public.mash_sees_referral(o.id) $$;

-- Each of them once. `card` is a token that hides which record it is.
CREATE OR REPLACE FUNCTION mash_hidden_records(seen_from uuid)
  RETURNS TABLE(record uuid, card text, person_position smallint, sure boolean)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT h.record,
         left(encode(sha256(convert_to(
           h.record::text || ':' || seen_from::text || ':' || public.mash_uid()::text, 'UTF8')), 'hex'), 20),
         min(q.position)::smallint, bool_or(h.sure)
    FROM public.mash_hidden_ties(seen_from) h JOIN public.referrals_person q ON q.id = h.person
   GROUP BY h.record $$;

-- Of these people, those who may be in such a record, and the case of theirs from which the user may ask to see it: what a
-- list of people shows beside their cases. `sure` where it is almost certain for one of the records.
CREATE OR REPLACE FUNCTION mash_hidden_beside(people uuid[])
  RETURNS TABLE(person uuid, seen_from text, sure boolean)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT p.id, r.reference::text, bool_or(h.sure)
    FROM public.referrals_person p JOIN public.referrals_referral r ON r.id = p.referral_id,
      LATERAL public.mash_hidden_ties(r.id) h
   WHERE p.id = ANY (people) AND h.person = p.id
   GROUP BY p.id, r.reference $$;
GRANT EXECUTE ON FUNCTION mash_hidden_beside(uuid[]) TO mash_app;

-- What a user sees of such records: that one exists, and the state of their own request for access.
CREATE OR REPLACE FUNCTION mash_existence_cards(seen_from uuid)
  RETURNS TABLE(card text, person_position smallint, sure boolean, asked_at timestamptz, answered_at timestamptz,
    granted boolean)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT h.card, h.person_position, h.sure, a.at, a.answered_at, a.granted
    FROM public.mash_hidden_records(seen_from) h
    LEFT JOIN LATERAL (SELECT k.at, k.answered_at, k.granted FROM public.referrals_ask k
      WHERE k.referral_id = h.record AND k.asked_by_id = public.mash_uid() ORDER BY k.at DESC LIMIT 1) a ON true
   ORDER BY h.card $$;
GRANT EXECUTE ON FUNCTION mash_existence_cards(uuid) TO mash_app;

SET LOCAL ROLE mash_owner;

-- Asking to be let in -------------------------------------------------------------------------------------------------
ALTER TABLE referrals_ask ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, UPDATE ON referrals_ask TO mash_app;
GRANT SELECT, INSERT ON referrals_ask TO mash_guard;
CREATE POLICY upkeep ON referrals_ask TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON referrals_ask TO mash_guard USING (true);
CREATE POLICY see ON referrals_ask FOR SELECT TO mash_app USING (
  asked_by_id = (SELECT mash_active_uid()) OR hub_id = ANY ((SELECT mash_governed_hubs())::bigint[])
  OR EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
CREATE POLICY answer ON referrals_ask FOR UPDATE TO mash_app USING (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
CREATE POLICY only_its_hub_adds ON referrals_ask AS RESTRICTIVE FOR INSERT TO mash_app
  WITH CHECK (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_changes ON referrals_ask AS RESTRICTIVE FOR UPDATE TO mash_app
  USING (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_removes ON referrals_ask AS RESTRICTIVE FOR DELETE TO mash_app
  USING (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));

SET LOCAL ROLE mash_guard;

-- A request for access to a record that another record reveals. The user must work on that other
-- one.
CREATE OR REPLACE FUNCTION mash_ask(seen_from uuid, wanted text, key uuid, why text) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE hub bigint;
BEGIN
  IF NOT public.mash_works_on(seen_from) THEN RETURN NULL; END IF;
  INSERT INTO public.referrals_ask (id, referral_id, hub_id, reference, seen_from_id, asked_by_id, why, at, answer)
  SELECT key, r.id, r.hub_id, '', seen_from, public.mash_uid(), why, statement_timestamp(), ''
    FROM public.mash_hidden_records(seen_from) h JOIN public.referrals_referral r ON r.id = h.record
     WHERE h.card = wanted
  ON CONFLICT (referral_id, asked_by_id) WHERE answered_at IS NULL DO NOTHING
  RETURNING hub_id INTO hub;
  RETURN hub;
END $$;
GRANT EXECUTE ON FUNCTION mash_ask(uuid, text, uuid, text) TO mash_app;

SET LOCAL ROLE mash_owner;

-- Emergency openings --------------------------------------------------------------------------------------------------
ALTER TABLE referrals_breakglass ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, UPDATE ON referrals_breakglass TO mash_app;
GRANT SELECT, INSERT, UPDATE ON referrals_breakglass TO mash_guard;
CREATE POLICY upkeep ON referrals_breakglass TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON referrals_breakglass TO mash_guard USING (true);
CREATE POLICY see ON referrals_breakglass FOR SELECT TO mash_app USING (
  user_id = (SELECT mash_active_uid()) OR hub_id = ANY ((SELECT mash_governed_hubs())::bigint[])
  OR EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
CREATE POLICY review ON referrals_breakglass FOR UPDATE TO mash_app USING (
  user_id <> (SELECT mash_uid()) AND hub_id = ANY ((SELECT mash_governed_hubs())::bigint[]));

SET LOCAL ROLE mash_guard;

-- Break-glass: open a restricted record of the user's own hub, by its reference or a card, for the
-- minutes that the hub allows. In all other cases it returns no row, so that a wrong reference, a
-- bar and another hub's record look the same. A person has one opening of a record at a time: if
-- several are asked for at once, the first opens the record and the others return nothing.
CREATE OR REPLACE FUNCTION mash_break_glass(wanted text, seen_from uuid, key uuid, why text)
  RETURNS TABLE(reference text, record uuid, until timestamptz, worker bigint, restricted_by bigint)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE r public.referrals_referral; ends timestamptz; made uuid;
BEGIN
  SELECT o.* INTO r FROM public.referrals_referral o
   WHERE (o.reference = wanted OR (public.mash_works_on(seen_from)
            AND o.id IN (SELECT h.record FROM public.mash_hidden_records(seen_from) h WHERE h.card = wanted)))
     AND o.restricted AND o.hub_id = ANY (public.mash_team_hubs()) AND o.id <> ALL (public.mash_bars())
     AND public.mash_holds(public.mash_active_uid(), '{manager,adults_manager,social_worker,out_of_hours}')
     -- whom governance has put out does not come straight back: they phone the hub
     AND NOT EXISTS (SELECT FROM public.referrals_breakglass b WHERE b.referral_id = o.id
                 AND b.user_id = public.mash_active_uid() AND b.ended_by_id IS NOT NULL
                 AND b.ended_at > statement_timestamp() - interval '24 hours');
  IF r.id IS NULL OR public.mash_sees_referral(r.id) THEN RETURN; END IF;
  SELECT statement_timestamp() + make_interval(mins => h.break_glass_minutes) INTO ends
    FROM public.agencies_hub h WHERE h.id = r.hub_id;
  UPDATE public.referrals_breakglass b SET ended_at = b.until
   WHERE b.referral_id = r.id AND b.user_id = public.mash_uid() AND b.ended_at IS NULL
     AND b.until <= statement_timestamp();
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
GRANT EXECUTE ON FUNCTION mash_break_glass(text, uuid, uuid, text) TO mash_app;

-- For a governance officer: end another person's opening now. False if it was over already.
CREATE OR REPLACE FUNCTION mash_end_emergency(opening uuid) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE b public.referrals_breakglass;
BEGIN
  UPDATE public.referrals_breakglass g SET ended_at = statement_timestamp(), ended_by_id = public.mash_uid()
   WHERE g.id = opening AND g.ended_at IS NULL AND g.until > statement_timestamp() AND g.user_id <> public.mash_uid()
     AND g.hub_id = ANY (public.mash_governed_hubs()) RETURNING g.* INTO b;
  IF b.id IS NULL THEN RETURN false; END IF;
  PERFORM public.mash_end_grants(b.referral_id, b.user_id, ARRAY['break_glass']);
  RETURN true;
END $$;
GRANT EXECUTE ON FUNCTION mash_end_emergency(uuid) TO mash_app;

SET LOCAL ROLE mash_owner;

-- An opening is reviewed only after it has ended. The previous release does not set `ended_at`, so
-- an opening past its time is ended here as it is reviewed.
CREATE OR REPLACE FUNCTION mash_emergency_over() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.reviewed_at IS NOT NULL AND NEW.ended_at IS NULL THEN
    IF NEW.until > statement_timestamp() THEN
      RAISE EXCEPTION 'an emergency opening is reviewed when it has ended' USING ERRCODE = 'check_violation'; END IF;
    NEW.ended_at := NEW.until;
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER over_before_review BEFORE INSERT OR UPDATE ON referrals_breakglass
  FOR EACH ROW EXECUTE FUNCTION mash_emergency_over();
