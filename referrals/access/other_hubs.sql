-- Somebody whom another hub of this deployment may know: hubs share no records, so a card says which hub may hold
-- something, its duty team is asked, and what they type is the answer.

-- What only functions read --------------------------------------------------------------------------------------------
ALTER TABLE referrals_personelsewhere ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, DELETE ON referrals_personelsewhere TO mash_guard;
CREATE POLICY upkeep ON referrals_personelsewhere TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON referrals_personelsewhere TO mash_guard USING (true);

ALTER TABLE referrals_hubask ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE ON referrals_hubask TO mash_guard;
CREATE POLICY upkeep ON referrals_hubask TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON referrals_hubask TO mash_guard USING (true);

SET LOCAL ROLE mash_guard;

-- The matcher ---------------------------------------------------------------------------------------------------------
-- Who shares a key with a person in each other hub, as mash_candidates finds those of their own. Nobody with a protected
-- identity is found so, or finds anybody.
CREATE OR REPLACE FUNCTION mash_candidates_elsewhere(wanted uuid, keys bigint[], numbers bigint[], at_most int)
  RETURNS TABLE(person uuid, kind text, first_name text, last_name text, other_names text, date_of_birth date,
    estimated_age int, expected_on date, sex text, nhs_number text, upn text, phone text, address text, postcode text,
    school text, received_at timestamptz, parents jsonb, further jsonb,
    uprn text, whereabouts text, record uuid)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  own bigint;
BEGIN
  IF NOT public.mash_is_system() THEN PERFORM public.mash_refuse('only background work matches people'); END IF;
  SELECT r.hub_id INTO STRICT own
    FROM public.referrals_person p JOIN public.referrals_referral r ON r.id = p.referral_id WHERE p.id = wanted;
  RETURN QUERY
  SELECT t.* FROM public.mash_told_of(ARRAY(
    SELECT s.person_id
      FROM public.agencies_hub h, unnest(keys) AS q(key), LATERAL (
        SELECT k.person_id FROM public.referrals_personkey k WHERE k.hub_id = h.id AND k.key = q.key LIMIT 300) AS s
     WHERE h.id <> own AND NOT public.mash_is_protected(wanted) AND NOT public.mash_is_protected(s.person_id)
     GROUP BY s.person_id
     ORDER BY bool_or(q.key = ANY (numbers)) DESC, count(*) DESC, s.person_id LIMIT at_most)) t;
END $$;
GRANT EXECUTE ON FUNCTION mash_candidates_elsewhere(uuid, bigint[], bigint[], int) TO mash_app;

-- Keeps who was found in other hubs, a row for each side.
CREATE OR REPLACE FUNCTION mash_keep_elsewhere(wanted uuid, others uuid[], sures boolean[], now timestamptz) RETURNS int
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  written int;
BEGIN
  IF NOT public.mash_is_system() THEN PERFORM public.mash_refuse('only background work matches people'); END IF;
  DELETE FROM public.referrals_personelsewhere e WHERE wanted IN (e.person_id, e.other_id);
  INSERT INTO public.referrals_personelsewhere (person_id, referral_id, other_id, other_referral_id, other_hub_id, sure, at)
  SELECT a.id, a.referral_id, b.id, b.referral_id, r.hub_id, n.sure, now
    FROM unnest(others, sures) AS n(id, sure),
      LATERAL (VALUES (wanted, n.id), (n.id, wanted)) AS sides(mine, theirs)
    JOIN public.referrals_person a ON a.id = sides.mine JOIN public.referrals_person b ON b.id = sides.theirs
    JOIN public.referrals_referral r ON r.id = b.referral_id;
  GET DIAGNOSTICS written = ROW_COUNT;
  RETURN written;
END $$;
GRANT EXECUTE ON FUNCTION mash_keep_elsewhere(uuid, uuid[], boolean[], timestamptz) TO mash_app;

-- Cards and asks ------------------------------------------------------------------------------------------------------
-- The hubs that may know somebody of a case, and those that were asked, with their answers, for its own team: no name,
-- reference or number of theirs. Where nobody is alike any more there is no position.
CREATE OR REPLACE FUNCTION mash_other_hubs(record uuid)
  RETURNS TABLE(hub bigint, hub_name text, person_position smallint, sure boolean, asks jsonb)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH seen AS (
    SELECT r.id FROM public.referrals_referral r
     WHERE r.id = record AND r.hub_id = ANY (public.mash_team_hubs()) AND public.mash_sees_referral(r.id)),
  cards AS (
    SELECT e.other_hub_id AS hub, min(p.position)::smallint AS person_position, bool_or(e.sure) AS sure
      FROM seen JOIN public.referrals_personelsewhere e ON e.referral_id = seen.id
      JOIN public.referrals_person p ON p.id = e.person_id GROUP BY e.other_hub_id),
  asked AS (
    SELECT k.hub_id AS hub, jsonb_agg(jsonb_build_array(u.name, k.at, k.why, k.answered_at, k.outcome, k.answer)
             ORDER BY k.at, k.id) AS asks
      FROM seen JOIN public.referrals_hubask k ON k.referral_id = seen.id
      JOIN public.agencies_user u ON u.id = k.asked_by_id GROUP BY k.hub_id)
  SELECT h.id, h.name::text, c.person_position, coalesce(c.sure, false), coalesce(a.asks, '[]')
    FROM cards c FULL JOIN asked a ON a.hub = c.hub JOIN public.agencies_hub h ON h.id IN (a.hub, c.hub)
   ORDER BY h.name, h.id $$;
GRANT EXECUTE ON FUNCTION mash_other_hubs(uuid) TO mash_app;

-- Asks the hub of a card. Returns nothing if there is no card, or an ask that waits.
CREATE OR REPLACE FUNCTION mash_ask_hub(record uuid, wanted bigint, words text, key uuid, now timestamptz) RETURNS uuid
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  INSERT INTO public.referrals_hubask (id, referral_id, from_hub_id, hub_id, asked_by_id, why, at, outcome, answer)
  SELECT key, r.id, r.hub_id, c.hub, public.mash_uid(), words, now, '', ''
    FROM public.mash_other_hubs(record) c JOIN public.referrals_referral r ON r.id = record
   WHERE c.hub = wanted AND c.person_position IS NOT NULL AND public.mash_works_on(record)
  ON CONFLICT (referral_id, hub_id) WHERE answered_at IS NULL DO NOTHING RETURNING id $$;
GRANT EXECUTE ON FUNCTION mash_ask_hub(uuid, bigint, text, uuid, timestamptz) TO mash_app;

-- What other hubs ask, for managers of the hub that is asked: those who see one of the records that are meant, or all if
-- none is meant any more. They learn which hub asks, what was typed, and which of their own records it may be about.
CREATE OR REPLACE FUNCTION mash_asked_by_hubs()
  RETURNS TABLE(ask uuid, from_hub text, words text, at timestamptz, record_references text[], answered_at timestamptz,
    answered_by text, outcome text, answer text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT k.id, f.name::text, k.why, k.at, coalesce(meant.seen, '{}'), k.answered_at, coalesce(u.name, '')::text,
         k.outcome::text, k.answer
    FROM public.referrals_hubask k JOIN public.agencies_hub f ON f.id = k.from_hub_id
    LEFT JOIN public.agencies_user u ON u.id = k.answered_by_id,
    LATERAL (SELECT count(*) AS any_meant,
                    array_agg(DISTINCT r.reference::text) FILTER (WHERE public.mash_sees_referral(r.id)) AS seen
               FROM public.referrals_personelsewhere e JOIN public.referrals_referral r ON r.id = e.other_referral_id
              WHERE e.referral_id = k.referral_id AND e.other_hub_id = k.hub_id) AS meant
   WHERE k.hub_id = ANY (public.mash_decider_hubs()) AND (meant.seen IS NOT NULL OR meant.any_meant = 0)
   ORDER BY k.answered_at DESC NULLS FIRST, k.at, k.id $$;
GRANT EXECUTE ON FUNCTION mash_asked_by_hubs() TO mash_app;

-- Answers what another hub asks; false if it is answered already, or not for this user.
CREATE OR REPLACE FUNCTION mash_answer_hub(wanted uuid, what text, words text, now timestamptz) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.mash_asked_by_hubs() a WHERE a.ask = wanted) THEN RETURN false; END IF;
  UPDATE public.referrals_hubask k
     SET answered_at = now, answered_by_id = public.mash_uid(), outcome = what, answer = words
   WHERE k.id = wanted AND k.answered_at IS NULL;
  RETURN FOUND;
END $$;
GRANT EXECUTE ON FUNCTION mash_answer_hub(uuid, text, text, timestamptz) TO mash_app;

SET LOCAL ROLE mash_owner;
