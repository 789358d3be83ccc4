-- Which people of different cases may be one human being.
--
-- The matcher is background work. It compares the people of every case of a hub, those that nobody else may see among
-- them, and keeps what it finds as pairs. A pair is seen by the hub's team where they see both cases. Keys of people
-- and of homes are hashes with a secret that the database does not have, and no login reads those of people.

-- What only functions read --------------------------------------------------------------------------------------------
ALTER TABLE referrals_persontomatch ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON referrals_persontomatch TO mash_guard;
CREATE POLICY upkeep ON referrals_persontomatch TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON referrals_persontomatch TO mash_guard USING (true);

ALTER TABLE referrals_personcompared ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE ON referrals_personcompared TO mash_guard;
CREATE POLICY upkeep ON referrals_personcompared TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON referrals_personcompared TO mash_guard USING (true);

ALTER TABLE referrals_personkey ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, DELETE ON referrals_personkey TO mash_guard;
CREATE POLICY upkeep ON referrals_personkey TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON referrals_personkey TO mash_guard USING (true);

-- Pairs, and what was decided about them ------------------------------------------------------------------------------
ALTER TABLE referrals_personpair ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, UPDATE (verdict, decided_at) ON referrals_personpair TO mash_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON referrals_personpair TO mash_guard;
CREATE POLICY upkeep ON referrals_personpair TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON referrals_personpair TO mash_guard USING (true);
-- Each case is looked up by its key: of EXISTS PostgreSQL makes a list of all cases of the hub first, for a page of pairs.
CREATE POLICY see ON referrals_personpair FOR SELECT TO mash_app USING (
  NOT guarded AND hub_id = ANY ((SELECT mash_team_hubs())::bigint[])
  AND (SELECT true FROM referrals_referral r WHERE r.id = first_referral_id)
  AND (SELECT true FROM referrals_referral r WHERE r.id = second_referral_id));
CREATE POLICY change ON referrals_personpair FOR UPDATE TO mash_app USING (
  NOT guarded AND mash_works_on(first_referral_id) AND mash_works_on(second_referral_id));

ALTER TABLE referrals_pairverdict ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON referrals_pairverdict TO mash_app;
GRANT SELECT, INSERT ON referrals_pairverdict TO mash_guard;
CREATE POLICY upkeep ON referrals_pairverdict TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON referrals_pairverdict TO mash_guard USING (true);
CREATE POLICY see ON referrals_pairverdict FOR SELECT TO mash_app USING (
  EXISTS (SELECT FROM referrals_personpair p WHERE p.id = pair_id));
CREATE POLICY add ON referrals_pairverdict FOR INSERT TO mash_app WITH CHECK (
  EXISTS (SELECT FROM referrals_personpair p WHERE p.id = pair_id
     AND mash_works_on(p.first_referral_id) AND mash_works_on(p.second_referral_id)));

-- Protected identities: seen with their case, and by governance of the hub; changed by functions alone -------------------
ALTER TABLE referrals_protectedidentity ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT ON referrals_protectedidentity TO mash_app;
GRANT SELECT, INSERT, UPDATE ON referrals_protectedidentity TO mash_guard;
CREATE POLICY upkeep ON referrals_protectedidentity TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON referrals_protectedidentity TO mash_guard USING (true);
CREATE POLICY see ON referrals_protectedidentity FOR SELECT TO mash_app USING (
  hub_id = ANY ((SELECT mash_governed_hubs())::bigint[])
  OR EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));

SET LOCAL ROLE mash_guard;

-- How grave a case is to somebody who tells people apart: rated red, or not rated yet and a risk was reported.
CREATE OR REPLACE FUNCTION mash_gravity(status text, rating text, reported_risk int) RETURNS int
  LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT CASE WHEN status IN ('closed', 'transferred') THEN 0
              WHEN rating = 'red' THEN 2 WHEN rating = '' AND reported_risk > 0 THEN 1 ELSE 0 END $$;

-- A pair is as grave as the graver of its two cases, whenever one of them changes.
CREATE OR REPLACE FUNCTION mash_gravity_changed() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE public.referrals_personpair p SET gravity = g.gravity
    FROM (SELECT t.id, max(public.mash_gravity(r.status, r.rating, r.reported_risk)) AS gravity
            FROM public.referrals_personpair t
            JOIN public.referrals_referral r ON r.id IN (t.first_referral_id, t.second_referral_id)
           WHERE NEW.id IN (t.first_referral_id, t.second_referral_id) GROUP BY t.id) AS g
   WHERE p.id = g.id AND p.gravity <> g.gravity;
  RETURN NULL;
END $$;
GRANT EXECUTE ON FUNCTION mash_gravity_changed() TO mash_owner;
CREATE OR REPLACE FUNCTION mash_is_protected(wanted uuid) RETURNS boolean
  LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM public.referrals_protectedidentity i WHERE i.person_id = wanted AND i.ended_at IS NULL) $$;

-- The matcher ---------------------------------------------------------------------------------------------------------
CREATE OR REPLACE FUNCTION mash_person_to_match() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO public.referrals_persontomatch (person_id, hub_id, turn, at)
  SELECT NEW.id, r.hub_id, 0, statement_timestamp() FROM public.referrals_referral r WHERE r.id = NEW.referral_id
  ON CONFLICT (person_id) DO UPDATE SET turn = 0, at = EXCLUDED.at;
  RETURN NULL;
END $$;
GRANT EXECUTE ON FUNCTION mash_person_to_match() TO mash_owner;

-- After another fact a person is compared anew. What was found of them before and nobody decided goes unless it is found
-- again: it no longer counts as found by any weights.
CREATE OR REPLACE FUNCTION mash_person_to_match_again() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE public.referrals_personpair SET weights = '' WHERE NEW.person_id IN (first_id, second_id) AND verdict = '';
  INSERT INTO public.referrals_persontomatch (person_id, hub_id, turn, at, is_new)
  SELECT NEW.person_id, r.hub_id, 0, statement_timestamp(), false
    FROM public.referrals_referral r WHERE r.id = NEW.referral_id
  ON CONFLICT (person_id) DO UPDATE SET turn = 0, at = EXCLUDED.at;
  RETURN NULL;
END $$;
GRANT EXECUTE ON FUNCTION mash_person_to_match_again() TO mash_owner;

-- What was recorded of a person beside what the case shows, and what it showed before and was right then. What an
-- agency's answer tells and the case does not show is left out: the reasons of a pair would tell of it.
CREATE OR REPLACE FUNCTION mash_further_facts(wanted uuid, about text) RETURNS SETOF jsonb
  LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT CASE WHEN f.shown THEN f.before ELSE f.value END FROM public.referrals_personfact f
   WHERE f.person_id = wanted AND f.kind = about
     AND CASE WHEN f.shown THEN f.value -> 'was_right' = 'true' ELSE f.item_id IS NULL END $$;

-- What the matcher reads of people. `parents` are the names of the parents told in the same referral; `further` are
-- homes ([address, postcode]) and phones that were recorded beside what the case shows, or that it showed before.
CREATE OR REPLACE FUNCTION mash_told_of(people uuid[])
  RETURNS TABLE(person uuid, kind text, first_name text, last_name text, other_names text, date_of_birth date,
    estimated_age int, expected_on date, sex text, nhs_number text, upn text, phone text, address text, postcode text,
    school text, received_at timestamptz, parents jsonb, further jsonb,
    uprn text, whereabouts text, record uuid)
  LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT p.id, p.kind, p.first_name, p.last_name, p.other_names, p.date_of_birth, p.estimated_age, p.expected_on,
         p.sex, p.nhs_number, p.upn, p.phone, p.address, p.postcode, p.school, r.received_at,
         coalesce((SELECT jsonb_agg(jsonb_build_array(q.first_name, q.last_name))
                     FROM public.referrals_person q
                    WHERE p.kind <> 'adult' AND q.referral_id = p.referral_id AND q.id <> p.id AND q.kind = 'adult'
                      AND q.relationship IN ('parent', 'parent_of_unborn')), '[]'),
         jsonb_build_object(
           'homes', (SELECT jsonb_agg(jsonb_build_array(h.home -> 'address', h.home -> 'postcode', h.home -> 'uprn'))
                       FROM public.mash_further_facts(p.id, 'address') h(home)),
           'phones', (SELECT jsonb_agg(c.contact -> 'phone') FROM public.mash_further_facts(p.id, 'contact') c(contact))),
         p.uprn, p.whereabouts, r.id
    FROM unnest(people) WITH ORDINALITY AS wanted(id, place) JOIN public.referrals_person p ON p.id = wanted.id
    JOIN public.referrals_referral r ON r.id = p.referral_id
   ORDER BY wanted.place $$;

-- The people of each hub who wait longest, at most so many: those who are compared anew after all who arrived, and
-- those whose comparison failed not before the night. One worker at a time compares those of a hub, so that of two people
-- who arrive together one finds the other.
CREATE OR REPLACE FUNCTION mash_people_to_match(at_most int)
  RETURNS TABLE(person uuid, kind text, first_name text, last_name text, other_names text, date_of_birth date,
    estimated_age int, expected_on date, sex text, nhs_number text, upn text, phone text, address text, postcode text,
    school text, received_at timestamptz, parents jsonb, further jsonb,
    uprn text, whereabouts text, record uuid)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  hub bigint;
BEGIN
  IF NOT public.mash_is_system() THEN PERFORM public.mash_refuse('only background work matches people'); END IF;
  FOR hub IN SELECT h.id FROM public.agencies_hub h
              WHERE EXISTS (SELECT FROM public.referrals_persontomatch w WHERE w.hub_id = h.id AND w.turn < 2)
              ORDER BY h.id
  LOOP
    PERFORM pg_advisory_xact_lock(hashtext('mash_people_to_match'), hub::int);
    RETURN QUERY SELECT t.* FROM public.mash_told_of(ARRAY(
      SELECT w.person_id FROM public.referrals_persontomatch w WHERE w.hub_id = hub AND w.turn < 2
       ORDER BY w.turn, w.at, w.person_id LIMIT at_most)) t;
  END LOOP;
END $$;
GRANT EXECUTE ON FUNCTION mash_people_to_match(int) TO mash_app;

-- Keeps the keys of a person, and returns who shares a key: those of other cases of the hub, those
-- with the same number (`numbers` are keys that are numbers of a person) first, then those who share most keys. A key
-- that very many share says nothing and is read no further.
CREATE OR REPLACE FUNCTION mash_candidates(wanted uuid, keys bigint[], numbers bigint[], at_most int)
  RETURNS TABLE(person uuid, kind text, first_name text, last_name text, other_names text, date_of_birth date,
    estimated_age int, expected_on date, sex text, nhs_number text, upn text, phone text, address text, postcode text,
    school text, received_at timestamptz, parents jsonb, further jsonb,
    uprn text, whereabouts text, record uuid)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  own_record uuid;
  hub bigint;
BEGIN
  IF NOT public.mash_is_system() THEN PERFORM public.mash_refuse('only background work matches people'); END IF;
  SELECT r.id, r.hub_id INTO STRICT own_record, hub
    FROM public.referrals_person p JOIN public.referrals_referral r ON r.id = p.referral_id WHERE p.id = wanted;
  DELETE FROM public.referrals_personkey k WHERE k.person_id = wanted;
  INSERT INTO public.referrals_personkey (hub_id, person_id, key) SELECT hub, wanted, k FROM unnest(keys) k;
  RETURN QUERY
  SELECT t.* FROM public.mash_told_of(ARRAY(
    SELECT s.person_id
      FROM unnest(keys) AS q(key), LATERAL (
        SELECT k.person_id FROM public.referrals_personkey k WHERE k.hub_id = hub AND k.key = q.key LIMIT 1500) AS s
      JOIN public.referrals_person p ON p.id = s.person_id
     WHERE p.referral_id <> own_record
     GROUP BY s.person_id
     ORDER BY bool_or(q.key = ANY (numbers)) DESC, count(*) DESC, s.person_id LIMIT at_most)) t;
END $$;
GRANT EXECUTE ON FUNCTION mash_candidates(uuid, bigint[], bigint[], int) TO mash_app;

-- Keeps what was found about a person, who then waits no longer. What somebody decided stays; what nobody decided and
-- is found no more goes, if other weights found it: with the same it was only too far down a long list. A list of the
-- reasons of each pair comes as one text, a line each.
CREATE OR REPLACE FUNCTION mash_keep_pairs(wanted uuid, keys uuid[], others uuid[], bands int[], all_bits float8[],
    reasons text[], weights text, version text, now timestamptz) RETURNS int
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  written int;
BEGIN
  IF NOT public.mash_is_system() THEN PERFORM public.mash_refuse('only background work matches people'); END IF;
  DELETE FROM public.referrals_personpair p
   WHERE p.verdict = '' AND p.weights <> $7 AND (p.first_id = wanted AND p.second_id <> ALL (others)
                             OR p.second_id = wanted AND p.first_id <> ALL (others))
     AND NOT EXISTS (SELECT FROM public.referrals_pairverdict v WHERE v.pair_id = p.id);
  INSERT INTO public.referrals_personpair AS p
    (id, hub_id, first_id, second_id, first_referral_id, second_referral_id, band, bits, reasons, weights, at, verdict,
     gravity, guarded)
  SELECT n.id, r.hub_id, a.id, b.id, a.referral_id, b.referral_id, n.band, n.bits, string_to_array(n.reasons, E'\n'),
         $7, now, '', greatest(public.mash_gravity(r.status, r.rating, r.reported_risk),
                               public.mash_gravity(s.status, s.rating, s.reported_risk)),
         public.mash_is_protected(a.id) OR public.mash_is_protected(b.id)
    FROM unnest(keys, others, bands, all_bits, $6) AS n(id, other, band, bits, reasons)
    JOIN public.referrals_person a ON a.id = least(wanted, n.other)
    JOIN public.referrals_person b ON b.id = greatest(wanted, n.other)
    JOIN public.referrals_referral r ON r.id = a.referral_id
    JOIN public.referrals_referral s ON s.id = b.referral_id
   ORDER BY n.other
  ON CONFLICT (first_id, second_id) DO UPDATE
    SET band = EXCLUDED.band, bits = EXCLUDED.bits, reasons = EXCLUDED.reasons, weights = EXCLUDED.weights
    WHERE p.verdict = '';
  GET DIAGNOSTICS written = ROW_COUNT;
  DELETE FROM public.referrals_persontomatch w WHERE w.person_id = wanted;
  INSERT INTO public.referrals_personcompared AS c (person_id, version, at) VALUES (wanted, $8, now)
  ON CONFLICT (person_id) DO UPDATE SET version = EXCLUDED.version, at = EXCLUDED.at;
  RETURN written;
END $$;
GRANT EXECUTE ON FUNCTION
  mash_keep_pairs(uuid, uuid[], uuid[], int[], float8[], text[], text, text, timestamptz) TO mash_app;

-- Somebody who could not be compared waits for the night, so that nobody waits behind them.
CREATE OR REPLACE FUNCTION mash_put_off(wanted uuid) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT public.mash_is_system() THEN PERFORM public.mash_refuse('only background work matches people'); END IF;
  UPDATE public.referrals_persontomatch w SET turn = 2 WHERE w.person_id = wanted;
END $$;
GRANT EXECUTE ON FUNCTION mash_put_off(uuid) TO mash_app;

-- What may have been missed waits to be compared again: those who were never compared, or not by this version of keys
-- and weights, or not since somebody changed their case, the newest cases first and at most so many; and those who have
-- waited since before a time. Returns how many there are of each, by hub.
CREATE OR REPLACE FUNCTION mash_sweep_people(version text, since timestamptz, at_most int)
  RETURNS TABLE(hub bigint, anew bigint, waited bigint)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT public.mash_is_system() THEN PERFORM public.mash_refuse('only background work matches people'); END IF;
  RETURN QUERY
  WITH late AS (
    UPDATE public.referrals_persontomatch w SET turn = least(w.turn, 1)
     WHERE w.at < since RETURNING w.hub_id),
  missed AS (
    INSERT INTO public.referrals_persontomatch (person_id, hub_id, turn, at, is_new)
    SELECT p.id, r.hub_id, 1, statement_timestamp(), c.person_id IS NULL
      FROM public.referrals_person p JOIN public.referrals_referral r ON r.id = p.referral_id
      LEFT JOIN public.referrals_personcompared c ON c.person_id = p.id
     WHERE (c.version IS DISTINCT FROM $1 OR c.at < r.changed_at)
       AND NOT EXISTS (SELECT FROM public.referrals_persontomatch w WHERE w.person_id = p.id)
     ORDER BY r.received_at DESC, p.id LIMIT at_most
    ON CONFLICT (person_id) DO NOTHING RETURNING hub_id)
  SELECT h.id, (SELECT count(*) FROM missed m WHERE m.hub_id = h.id), (SELECT count(*) FROM late l WHERE l.hub_id = h.id)
    FROM public.agencies_hub h ORDER BY h.id;
END $$;
GRANT EXECUTE ON FUNCTION mash_sweep_people(text, timestamptz, int) TO mash_app;

-- Everybody waits to be compared again, as after a new secret or a new scheme of keys. Returns how many do.
CREATE OR REPLACE FUNCTION mash_compare_anew() RETURNS bigint
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  waiting bigint;
BEGIN
  IF NOT public.mash_is_system() THEN PERFORM public.mash_refuse('only the operator has everybody compared'); END IF;
  INSERT INTO public.referrals_persontomatch (person_id, hub_id, turn, at, is_new)
  SELECT p.id, r.hub_id, 1, r.received_at, false
    FROM public.referrals_person p JOIN public.referrals_referral r ON r.id = p.referral_id
  ON CONFLICT (person_id) DO NOTHING;
  GET DIAGNOSTICS waiting = ROW_COUNT;
  RETURN waiting;
END $$;
GRANT EXECUTE ON FUNCTION mash_compare_anew() TO mash_app;

-- Whether the matcher has still to look at somebody of a case. It is asked by whoever sees the case.
CREATE OR REPLACE FUNCTION mash_still_matching(record uuid) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT public.mash_sees_referral(record) AND EXISTS (
    SELECT FROM public.referrals_person p JOIN public.referrals_persontomatch w ON w.person_id = p.id
     WHERE p.referral_id = record) $$;
GRANT EXECUTE ON FUNCTION mash_still_matching(uuid) TO mash_app;

-- Records of people --------------------------------------------------------------------------------------------------
-- Those who are joined with these people by what somebody decided, each with the first of them. With `all_pairs` by
-- pairs that follow from it, too.
CREATE OR REPLACE FUNCTION mash_joined(people uuid[], all_pairs boolean) RETURNS TABLE(person uuid, record uuid)
  LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  WITH RECURSIVE joined(start, person) AS (
    SELECT m, m FROM unnest(people) AS m
    UNION
    SELECT j.start, CASE j.person WHEN p.first_id THEN p.second_id ELSE p.first_id END
      FROM joined j JOIN public.referrals_personpair p
        ON p.verdict = 'same' AND NOT p.guarded AND (all_pairs OR NOT p.implied) AND j.person IN (p.first_id, p.second_id))
  SELECT j.person, min(j.start::text)::uuid FROM joined j GROUP BY j.person $$;

-- Whether the newest verdict about a pair is the user's: nobody else could write it.
CREATE OR REPLACE FUNCTION mash_has_judged(judged uuid) RETURNS boolean
  LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce((SELECT v.by_id = public.mash_uid() FROM public.referrals_pairverdict v
                    WHERE v.pair_id = judged ORDER BY v.at DESC, v.id DESC LIMIT 1), false) $$;

-- After somebody decided about a pair: everybody who was found to be one person, directly or through others, is a pair
-- with every other of them, and with nobody else. Returns '', or why that cannot be: two of them are of one case, or were
-- found to be two people. It reads pairs of cases that the user does not see, so it tells no more.
CREATE OR REPLACE FUNCTION mash_join_people(judged uuid, now timestamptz) RETURNS text
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  about public.referrals_personpair;
  members uuid[];
  pair record;
BEGIN
  SELECT p.* INTO about FROM public.referrals_personpair p WHERE p.id = judged
     AND public.mash_has_judged(p.id);
  IF about.id IS NULL THEN
    PERFORM public.mash_refuse('may not decide about these two people'); END IF;
  -- One at a time in a hub, for two decisions could join the same people.
  PERFORM pg_advisory_xact_lock(hashtext('mash_join_people'), about.hub_id::int);
  UPDATE public.referrals_personpair SET implied = false WHERE id = judged;
  members := ARRAY(SELECT j.person FROM public.mash_joined(ARRAY[about.first_id, about.second_id], true) j);
  FOR pair IN
    SELECT a.person AS first, b.person AS second, a.record = b.record AS same, p.id, p.verdict, p.implied, p.weights,
           q.referral_id AS first_referral, r.referral_id AS second_referral,
           (SELECT v.verdict FROM public.referrals_pairverdict v WHERE v.pair_id = p.id ORDER BY v.at DESC, v.id DESC LIMIT 1)
             AS decided
      FROM public.mash_joined(members, false) a JOIN public.mash_joined(members, false) b ON a.person < b.person
      JOIN public.referrals_person q ON q.id = a.person JOIN public.referrals_person r ON r.id = b.person
      LEFT JOIN public.referrals_personpair p ON p.first_id = a.person AND p.second_id = b.person
     ORDER BY a.person, b.person
  LOOP
    IF pair.same AND pair.first_referral = pair.second_referral THEN RETURN 'one_case'; END IF;
    IF pair.same AND pair.verdict IN ('different', 'one_number') THEN RETURN 'different'; END IF;
    IF pair.same AND pair.id IS NULL THEN
      INSERT INTO public.referrals_personpair (id, hub_id, first_id, second_id, first_referral_id, second_referral_id,
        band, bits, reasons, weights, at, verdict, decided_at, implied, guarded)
      VALUES (gen_random_uuid(), about.hub_id, pair.first, pair.second, pair.first_referral, pair.second_referral, 2, 0,
        ARRAY['both were found to be the same person as somebody else'], '', now, 'same', now, true,
        public.mash_is_protected(pair.first) OR public.mash_is_protected(pair.second));
    ELSIF pair.same AND pair.verdict <> 'same' THEN
      UPDATE public.referrals_personpair SET verdict = 'same', decided_at = now, implied = true WHERE id = pair.id;
    ELSIF NOT pair.same AND pair.implied AND pair.weights = '' AND pair.decided IS NULL THEN
      DELETE FROM public.referrals_personpair WHERE id = pair.id;
    ELSIF NOT pair.same AND pair.implied THEN
      UPDATE public.referrals_personpair SET verdict = coalesce(pair.decided, ''), implied = false WHERE id = pair.id;
    END IF;
  END LOOP;
  RETURN '';
END $$;
GRANT EXECUTE ON FUNCTION mash_join_people(uuid, timestamptz) TO mash_app;

-- Who may be known already ----------------------------------------------------------------------------------------------
-- Somebody whom a member of the team is keying in: who shares a key with them among the people of the hub's cases that
-- this member may see, those who share most first. The rule of the policy on referrals stands here once more, so that
-- people of hidden cases are not read and take no place on the list: what comes back does not depend on them. Nor on
-- protected identities, which are proposed to nobody but governance.
CREATE OR REPLACE FUNCTION mash_known_already(of_hub bigint, keys bigint[], numbers bigint[], at_most int)
  RETURNS TABLE(person uuid, kind text, first_name text, last_name text, other_names text, date_of_birth date,
    estimated_age int, expected_on date, sex text, nhs_number text, upn text, phone text, address text, postcode text,
    school text, received_at timestamptz, parents jsonb, further jsonb,
    uprn text, whereabouts text, record uuid)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  bars uuid[] := public.mash_bars();
  teams bigint[] := public.mash_team_hubs();
  held uuid[] := public.mash_held();
BEGIN
  IF of_hub <> ALL (teams) THEN PERFORM public.mash_refuse('only the team of a hub looks up whom it knows'); END IF;
  RETURN QUERY
  SELECT t.* FROM public.mash_told_of(ARRAY(
    SELECT s.person_id
      FROM unnest(keys) AS q(key), LATERAL (
        SELECT k.person_id FROM public.referrals_personkey k
         WHERE k.hub_id = of_hub AND k.key = q.key LIMIT 1500) AS s
      JOIN public.referrals_person p ON p.id = s.person_id
      JOIN public.referrals_referral r ON r.id = p.referral_id
     WHERE r.id <> ALL (bars) AND (NOT r.restricted OR r.id = ANY (held))
       AND NOT EXISTS (
         SELECT FROM public.referrals_protectedidentity i WHERE i.person_id = p.id AND i.ended_at IS NULL)
     GROUP BY s.person_id
     ORDER BY bool_or(q.key = ANY (numbers)) DESC, count(*) DESC, s.person_id LIMIT at_most)) t;
END $$;
GRANT EXECUTE ON FUNCTION mash_known_already(bigint, bigint[], bigint[], int) TO mash_app;

-- Who is in other cases -----------------------------------------------------------------------------------------------
-- The people of these cases who are in other cases too. Pairs that somebody found to be two people are none, nor are those
-- of a protected identity. It has the rights of whoever asks, so each reader finds the pairs that they may see.
CREATE OR REPLACE FUNCTION mash_same_people(records uuid[])
  RETURNS TABLE(record uuid, person uuid, other_record uuid, other uuid, pair uuid, sure boolean)
  LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT p.first_referral_id, p.first_id, p.second_referral_id, p.second_id, p.id,
         p.verdict = 'same' OR (p.verdict = '' AND p.band = 2)
    FROM public.referrals_personpair p WHERE p.first_referral_id = ANY (records)
     AND p.verdict NOT IN ('different', 'one_number') AND NOT p.guarded
  UNION ALL
  SELECT p.second_referral_id, p.second_id, p.first_referral_id, p.first_id, p.id,
         p.verdict = 'same' OR (p.verdict = '' AND p.band = 2)
    FROM public.referrals_personpair p WHERE p.second_referral_id = ANY (records)
     AND p.verdict NOT IN ('different', 'one_number') AND NOT p.guarded $$;
GRANT EXECUTE ON FUNCTION mash_same_people(uuid[]) TO mash_app;

-- Bars that stand on one case of somebody, and not yet on their others: they are added as suggestions, which count at
-- once. One that governance has dismissed or ended there is not suggested again.
CREATE OR REPLACE FUNCTION mash_carry_bars(at timestamptz)
  RETURNS TABLE(bar bigint, record_reference text, hub bigint)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT public.mash_is_system() THEN PERFORM public.mash_refuse('only background work carries bars over'); END IF;
  RETURN QUERY
  INSERT INTO public.referrals_bar (referral_id, hub_id, reference, user_id, because, reason, matched, given_at,
      ended_why)
  SELECT DISTINCT ON (o.id, b.user_id) o.id, o.hub_id, o.reference, b.user_id, b.because, '', ARRAY['same_person'], at, ''
    FROM public.referrals_bar b, public.mash_same_people(ARRAY[b.referral_id]) s
    JOIN public.referrals_referral o ON o.id = s.other_record
   WHERE b.ended_at IS NULL AND s.sure AND NOT EXISTS (
     SELECT FROM public.referrals_bar x WHERE x.referral_id = o.id AND x.user_id = b.user_id)
   ORDER BY o.id, b.user_id, b.given_at
  ON CONFLICT (referral_id, user_id) WHERE ended_at IS NULL DO NOTHING
  RETURNING id, reference::text, hub_id;
END $$;
GRANT EXECUTE ON FUNCTION mash_carry_bars(timestamptz) TO mash_app;

SET LOCAL ROLE mash_owner;

CREATE OR REPLACE TRIGGER is_to_be_matched AFTER INSERT ON referrals_person
  FOR EACH ROW EXECUTE FUNCTION mash_person_to_match();
-- A fact from an agency's answer that the case does not show is no ground of a pair: its reasons would tell of it.
CREATE OR REPLACE TRIGGER is_to_be_matched_again AFTER INSERT ON referrals_personfact
  FOR EACH ROW WHEN (NEW.after <> '{}' OR NEW.item_id IS NULL) EXECUTE FUNCTION mash_person_to_match_again();
CREATE OR REPLACE TRIGGER changes_gravity AFTER UPDATE OF status, rating, reported_risk ON referrals_referral
  FOR EACH ROW WHEN ((OLD.status, OLD.rating, OLD.reported_risk)
    IS DISTINCT FROM (NEW.status, NEW.rating, NEW.reported_risk))
  EXECUTE FUNCTION mash_gravity_changed();
