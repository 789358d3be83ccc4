-- Bars: people who may never see a record, whatever else would open it. People who work on the
-- record or govern its hub add them, and the service suggests them where the details of a member of
-- staff match somebody in the record.

ALTER TABLE referrals_bar ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, UPDATE ON referrals_bar TO mash_app;
GRANT SELECT, INSERT ON referrals_bar TO mash_guard;
CREATE POLICY upkeep ON referrals_bar TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON referrals_bar TO mash_guard USING (true);
-- Governance of the hub reads its bars, except those against themselves. People who work on a
-- record get its bars from mash_barred.
CREATE POLICY see ON referrals_bar FOR SELECT TO mash_app USING (
  user_id <> (SELECT mash_uid()) AND hub_id = ANY ((SELECT mash_governed_hubs())::bigint[]));
CREATE POLICY change ON referrals_bar FOR UPDATE TO mash_app USING (
  user_id <> (SELECT mash_uid()) AND hub_id = ANY ((SELECT mash_governed_hubs())::bigint[]));

SET LOCAL ROLE mash_guard;

-- For people who work on the record or govern its hub. Nobody can bar themselves: the answer would
-- tell them whether they are barred already.
CREATE OR REPLACE FUNCTION mash_bar(referral uuid, person bigint, because text, why text) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE made bigint;
BEGIN
  IF person = public.mash_uid() OR NOT EXISTS (
       SELECT FROM public.referrals_referral r JOIN public.agencies_user u ON u.hub_id = r.hub_id
       WHERE r.id = referral AND u.id = person
       AND (public.mash_works_on(r.id) OR r.hub_id = ANY (public.mash_governed_hubs()))) THEN
    PERFORM public.mash_refuse('may not bar this person from this referral'); END IF;
  INSERT INTO public.referrals_bar (referral_id, hub_id, reference, user_id, because, reason, given_by_id,
      given_at, ended_why)
  SELECT r.id, r.hub_id, r.reference, person, because, why, public.mash_uid(), statement_timestamp(), ''
    FROM public.referrals_referral r WHERE r.id = referral
  ON CONFLICT (referral_id, user_id) WHERE ended_at IS NULL DO NOTHING RETURNING id INTO made;
  RETURN made;
END $$;
GRANT EXECUTE ON FUNCTION mash_bar(uuid, bigint, text, text) TO mash_app;

-- Adds a confirmed bar by the reference of a record. It returns nothing for a reference that is
-- unknown or of another hub, for a person of another hub, for oneself, and for a person already
-- barred.
CREATE OR REPLACE FUNCTION mash_bar_by_reference(wanted text, person bigint, because text, why text)
  RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE made bigint;
BEGIN
  INSERT INTO public.referrals_bar (referral_id, hub_id, reference, user_id, because, reason, given_by_id, given_at,
                                    confirmed_at, confirmed_by_id, ended_why)
  SELECT r.id, r.hub_id, r.reference, u.id, because, why, public.mash_uid(), statement_timestamp(),
         statement_timestamp(), public.mash_uid(), ''
    FROM public.referrals_referral r JOIN public.agencies_user u ON u.hub_id = r.hub_id
   WHERE r.reference = wanted AND u.id = person AND u.id <> public.mash_uid()
     AND r.hub_id = ANY (public.mash_governed_hubs())
  ON CONFLICT (referral_id, user_id) WHERE ended_at IS NULL DO NOTHING RETURNING id INTO made;
  RETURN made;
END $$;
GRANT EXECUTE ON FUNCTION mash_bar_by_reference(text, bigint, text, text) TO mash_app;

-- Who is barred from a record, and since when. It leaves out the reasons, and the user themselves.
CREATE OR REPLACE FUNCTION mash_barred(record uuid)
  RETURNS TABLE(who text, since timestamptz, confirmed boolean)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT u.name, b.given_at, b.confirmed_at IS NOT NULL
    FROM public.referrals_bar b JOIN public.agencies_user u ON u.id = b.user_id
   WHERE b.referral_id = record AND b.ended_at IS NULL AND b.user_id <> public.mash_uid()
     AND public.mash_works_on(record)
   ORDER BY b.given_at, b.id $$;
GRANT EXECUTE ON FUNCTION mash_barred(uuid) TO mash_app;

-- The search terms of a person, without the key of the hub that each begins with.
CREATE OR REPLACE FUNCTION mash_terms_of(person uuid) RETURNS text[]
  LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce(array_agg(substr(term, length(t.hub_id::text) + 1)), '{}')
    FROM public.referrals_searchterms t, unnest(tsvector_to_array(t.terms)) AS term WHERE t.person_id = person $$;

-- The last names of a person, and the parts of a double one.
CREATE OR REPLACE FUNCTION mash_last_names(person uuid) RETURNS text[]
  LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT ARRAY(SELECT term FROM unnest(public.mash_terms_of(person)) AS term WHERE term LIKE 'l:%') $$;

-- What matches between a person and a member of staff, by the terms of both: last names ("l"), birth date ("b"),
-- postcode ("p"), house and flat ("g"). A last name alone is no match: many families share one.
CREATE OR REPLACE FUNCTION mash_same(theirs text[], of_staff text[]) RETURNS text[]
  LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce(array_agg(kind ORDER BY strength), '{}')
    FROM (SELECT coalesce(array_agg(left(term, 1)), '{}') AS same
            FROM (SELECT unnest(theirs) INTERSECT SELECT unnest(of_staff)) AS shared(term)) AS agreed,
    LATERAL (VALUES (1, 'name_and_birth', '{l,b}'::text[]), (2, 'address', '{p,g}'), (3, 'name_and_postcode', '{l,p}'))
      AS kinds(strength, kind, needs) WHERE agreed.same @> needs $$;

-- The matches of one record, or of one member of staff. It looks at staff of the record's hub and
-- of a hub it was handed over to.
CREATE OR REPLACE FUNCTION mash_conflicts(record uuid, person bigint)
  RETURNS TABLE(referral uuid, staff bigint, matched text[])
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH pairs AS (
    SELECT p.referral_id, s.user_id, public.mash_same(public.mash_terms_of(p.id), s.terms::text[]) AS same
      FROM public.referrals_person p JOIN public.agencies_staffparticulars s
        ON p.date_of_birth = s.date_of_birth OR (p.postcode <> '' AND p.postcode = s.postcode)
     WHERE p.referral_id = record
    UNION ALL
    SELECT p.referral_id, s.user_id, public.mash_same(public.mash_terms_of(p.id), s.terms::text[])
      FROM public.agencies_staffparticulars s JOIN public.referrals_person p
        ON p.date_of_birth = s.date_of_birth OR (p.postcode <> '' AND p.postcode = s.postcode)
     WHERE s.user_id = person)
  SELECT r.id, u.id, array_agg(DISTINCT kind) FROM pairs CROSS JOIN LATERAL unnest(same) AS kind
    JOIN public.referrals_referral r ON r.id = pairs.referral_id JOIN public.agencies_user u ON u.id = pairs.user_id
   WHERE u.hub_id = r.hub_id OR EXISTS (
     SELECT FROM public.referrals_referralgroupgrant g JOIN public.agencies_hub h ON h.team_group_id = g.group_id
      WHERE g.content_object_id = r.id AND h.id = u.hub_id AND g.expires_at > statement_timestamp())
   GROUP BY r.id, u.id $$;

-- Adds the suggested bars. One that governance has dismissed or ended is not suggested again.
CREATE OR REPLACE FUNCTION mash_put_suggested(record uuid, person bigint, at timestamptz)
  RETURNS TABLE(bar bigint, record_reference text, hub bigint)
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  INSERT INTO public.referrals_bar (referral_id, hub_id, reference, user_id, because, reason, matched, given_at,
      ended_why)
  SELECT r.id, r.hub_id, r.reference, c.staff,
         CASE WHEN 'name_and_birth' = ANY (c.matched) THEN 'subject'
              WHEN 'address' = ANY (c.matched) THEN 'same_address' ELSE 'related' END, '', c.matched, at, ''
    FROM public.mash_conflicts(record, person) c JOIN public.referrals_referral r ON r.id = c.referral
   WHERE NOT EXISTS (SELECT FROM public.referrals_bar b WHERE b.referral_id = r.id AND b.user_id = c.staff
                     AND (b.ended_at IS NULL OR b.given_by_id IS NULL))
  ON CONFLICT (referral_id, user_id) WHERE ended_at IS NULL DO NOTHING
  RETURNING id, reference, hub_id $$;

-- Suggests bars for a record, for its sender just after sending it and for people who work on it.
-- The keys that it returns do not show who is barred.
CREATE OR REPLACE FUNCTION mash_suggest_bars(record uuid, at timestamptz)
  RETURNS TABLE(bar bigint, record_reference text, hub bigint)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT (public.mash_may_add(record) OR public.mash_works_on(record)) THEN
    PERFORM public.mash_refuse('may not suggest bars from this referral'); END IF;
  RETURN QUERY SELECT * FROM public.mash_put_suggested(record, NULL, at);
END $$;
GRANT EXECUTE ON FUNCTION mash_suggest_bars(uuid, timestamptz) TO mash_app;

-- Suggests bars for staff whose details changed since they were last compared with every record.
-- Two workers never compare the same person (SKIP LOCKED).
CREATE OR REPLACE FUNCTION mash_suggest_bars_to_staff(at timestamptz, at_most int)
  RETURNS TABLE(bar bigint, record_reference text, hub bigint)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE one public.agencies_staffparticulars;
BEGIN
  IF NOT public.mash_is_system() THEN PERFORM public.mash_refuse('only background work compares staff'); END IF;
  FOR one IN SELECT s.* FROM public.agencies_staffparticulars s WHERE s.matched_at IS DISTINCT FROM s.changed_at
              ORDER BY s.changed_at LIMIT at_most FOR UPDATE SKIP LOCKED LOOP
    RETURN QUERY SELECT * FROM public.mash_put_suggested(NULL, one.user_id, at);
    UPDATE public.agencies_staffparticulars SET matched_at = changed_at WHERE user_id = one.user_id;
  END LOOP;
END $$;
GRANT EXECUTE ON FUNCTION mash_suggest_bars_to_staff(timestamptz, int) TO mash_app;

SET LOCAL ROLE mash_owner;
