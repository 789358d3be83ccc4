-- Who of the staff is, or lives with, or bears the name of somebody in a record: compared by the guard, told to nobody.
GRANT CREATE ON SCHEMA public TO mash_guard;
SET LOCAL ROLE mash_guard;

-- Without capitals, accents, spaces and the marks that names and addresses are written with.
CREATE FUNCTION mash_plain(said text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN regexp_replace(normalize(lower(said), NFKD), '[\s''’`.,()/\u0300-\u036f-]', '', 'g');

-- Whole names, and the parts of a double name that are longer than a particle.
CREATE FUNCTION mash_last_names(names text[]) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT coalesce(array_agg(DISTINCT public.mash_plain(part)), '{}') FROM unnest(names) AS one,
          LATERAL (SELECT one UNION SELECT p FROM regexp_split_to_table(one, '[\s-]+') AS p WHERE length(p) > 3) AS parts(part)
         WHERE public.mash_plain(part) <> '' $$;

-- The numbers of an address, its postcode left out; where it has none, its first line.
CREATE FUNCTION mash_house(address text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT coalesce(
          (SELECT string_agg(n[1], ' ' ORDER BY n[1]) FROM regexp_matches(
             regexp_replace(lower(address), '\m[a-z]{1,2}[0-9][0-9a-z]?\s*[0-9][a-z]{2}\M', '', 'g'),
             '\m([0-9]+[a-z]?)\M', 'g') AS n),
          nullif(public.mash_plain(split_part(split_part(ltrim(address), E'\n', 1), ',', 1)), '')) $$;

-- A last name alone is nothing: it takes a date of birth, or a postcode, or the same house.
CREATE FUNCTION mash_same(last_name text, born date, address text, postcode text,
                          their_names text[], their_birth date, their_address text, their_postcode text)
  RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT coalesce(array_agg(kind ORDER BY strength), '{}') FROM (VALUES
          (1, 'name_and_birth', born = their_birth
             AND public.mash_last_names(ARRAY[last_name]) && public.mash_last_names(their_names)),
          (2, 'address', postcode <> '' AND postcode = their_postcode
             AND public.mash_house(address) = public.mash_house(their_address)),
          (3, 'name_and_postcode', postcode <> '' AND postcode = their_postcode
             AND public.mash_last_names(ARRAY[last_name]) && public.mash_last_names(their_names))
        ) AS kinds(strength, kind, holds) WHERE holds $$;

-- Of one record or of one member of staff. Staff are those of the record's hub, and of a hub it was handed over to.
CREATE FUNCTION mash_conflicts(record uuid, person bigint) RETURNS TABLE (referral uuid, staff bigint, matched text[])
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  WITH pairs AS (
    SELECT p.referral_id, s.user_id, public.mash_same(p.last_name, p.date_of_birth, p.address, p.postcode,
             s.last_names::text[], s.date_of_birth, s.address, s.postcode) AS same
      FROM public.referrals_person p JOIN public.agencies_staffparticulars s
        ON p.date_of_birth = s.date_of_birth OR (p.postcode <> '' AND p.postcode = s.postcode)
     WHERE p.referral_id = record
    UNION ALL
    SELECT p.referral_id, s.user_id, public.mash_same(p.last_name, p.date_of_birth, p.address, p.postcode,
             s.last_names::text[], s.date_of_birth, s.address, s.postcode)
      FROM public.agencies_staffparticulars s JOIN public.referrals_person p
        ON p.date_of_birth = s.date_of_birth OR (p.postcode <> '' AND p.postcode = s.postcode)
     WHERE s.user_id = person)
  SELECT r.id, u.id, array_agg(DISTINCT kind) FROM pairs CROSS JOIN LATERAL unnest(same) AS kind
    JOIN public.referrals_referral r ON r.id = pairs.referral_id JOIN public.agencies_user u ON u.id = pairs.user_id
   WHERE u.hub_id = r.hub_id OR EXISTS (
     SELECT FROM public.referrals_referralgroupgrant g JOIN public.agencies_hub h ON h.team_group_id = g.group_id
      WHERE g.content_object_id = r.id AND h.id = u.hub_id AND g.expires_at > statement_timestamp())
   GROUP BY r.id, u.id $$;

-- What governance dismissed, or ended, is not suggested again.
CREATE FUNCTION mash_put_suggested(record uuid, person bigint, at timestamptz)
  RETURNS TABLE (bar bigint, record_reference text, hub bigint)
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  INSERT INTO public.referrals_bar (referral_id, hub_id, reference, user_id, because, reason, matched, given_at, ended_why)
  SELECT r.id, r.hub_id, r.reference, c.staff,
         CASE WHEN 'name_and_birth' = ANY (c.matched) THEN 'subject'
              WHEN 'address' = ANY (c.matched) THEN 'same_address' ELSE 'related' END, '', c.matched, at, ''
    FROM public.mash_conflicts(record, person) c JOIN public.referrals_referral r ON r.id = c.referral
   WHERE NOT EXISTS (SELECT FROM public.referrals_bar b WHERE b.referral_id = r.id AND b.user_id = c.staff
                     AND (b.ended_at IS NULL OR b.given_by_id IS NULL))
  ON CONFLICT (referral_id, user_id) WHERE ended_at IS NULL DO NOTHING
  RETURNING id, reference, hub_id $$;

-- For a record, by whoever just sent it or sees it. The keys of the bars say nothing of whose they are.
CREATE FUNCTION mash_suggest_bars(record uuid, at timestamptz) RETURNS TABLE (bar bigint, record_reference text, hub bigint)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF NOT (public.mash_may_add(record) OR public.mash_sees_referral(record)) THEN
    PERFORM public.mash_refuse('may not suggest bars from this referral'); END IF;
  RETURN QUERY SELECT * FROM public.mash_put_suggested(record, NULL, at);
END $$;

-- For staff whose particulars changed since they were last compared with every record; two workers never take the same.
CREATE FUNCTION mash_suggest_bars_to_staff(at timestamptz, at_most int)
  RETURNS TABLE (bar bigint, record_reference text, hub bigint)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE one public.agencies_staffparticulars;
BEGIN
  IF NOT public.mash_is_system() THEN PERFORM public.mash_refuse('only background work compares staff'); END IF;
  FOR one IN SELECT s.* FROM public.agencies_staffparticulars s WHERE s.matched_at IS DISTINCT FROM s.changed_at
              ORDER BY s.changed_at LIMIT at_most FOR UPDATE SKIP LOCKED LOOP
    RETURN QUERY SELECT * FROM public.mash_put_suggested(NULL, one.user_id, at);
    UPDATE public.agencies_staffparticulars SET matched_at = changed_at WHERE user_id = one.user_id;
  END LOOP;
END $$;

DO $$
DECLARE f text;
BEGIN
  FOREACH f IN ARRAY ARRAY['mash_suggest_bars(uuid, timestamptz)', 'mash_suggest_bars_to_staff(timestamptz, int)'] LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO mash_app', f);
  END LOOP;
END $$;
-- steps of the functions above, for nobody else to call
REVOKE ALL ON FUNCTION mash_conflicts(uuid, bigint), mash_put_suggested(uuid, bigint, timestamptz) FROM PUBLIC;
SET LOCAL ROLE mash_owner;
REVOKE CREATE ON SCHEMA public FROM mash_guard;
