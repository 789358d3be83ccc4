-- Who has looked at a record, from the access log, and which references belong together.

SET LOCAL ROLE mash_guard;

-- The codes of log lines that mean somebody read a part of a record.
CREATE OR REPLACE FUNCTION mash_readings() RETURNS text[]
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN ARRAY['case.opened', 'case.printed', 'collation.opened', 'decision.opened', 'request.previewed',
               'referrer.identity_seen'];

-- Who has looked at a record, for its team if they see it and for governance of its hub.
CREATE OR REPLACE FUNCTION mash_looked_at(wanted text)
  RETURNS TABLE(who text, role text, agency text, times bigint, first_at timestamptz, last_at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT e.by_name, e.by_role, e.by_agency, count(*), min(e.at), max(e.at)
    FROM public.referrals_referral r JOIN public.audit_event e ON e.hub_id = r.hub_id AND e.reference = r.reference
   WHERE r.reference = wanted AND e.code = ANY (public.mash_readings())
     AND r.id <> ALL (public.mash_bars())
     AND (r.hub_id = ANY (public.mash_governed_hubs())
          OR (r.hub_id = ANY (public.mash_team_hubs()) AND public.mash_sees_referral(r.id)))
   GROUP BY e.by_id, e.by_name, e.by_role, e.by_agency ORDER BY max(e.at) DESC $$;
GRANT EXECUTE ON FUNCTION mash_looked_at(text) TO mash_app;

-- The cases that people outside their team opened between two times: people of another hub, and
-- people let in to a restricted record for a time or in an emergency. For background work: the
-- address of the case's worker, and how many people opened it.
CREATE OR REPLACE FUNCTION mash_opened_by_others(since timestamptz, until timestamptz)
  RETURNS TABLE(reference text, hub bigint, worker text, people bigint)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT public.mash_is_system() THEN PERFORM public.mash_refuse('only background work tells of openings'); END IF;
  RETURN QUERY
  SELECT r.reference::text, r.hub_id, w.email::text, count(DISTINCT e.by_id)
    FROM public.agencies_hub h
    JOIN public.audit_event e ON e.hub_id = h.id AND e.code = ANY (public.mash_readings()) AND e.at >= since
      AND e.at < until
    JOIN public.referrals_referral r ON r.reference = e.reference AND r.hub_id = h.id
    JOIN public.agencies_user w ON w.id = r.allocated_to_id AND w.is_active AND w.id <> e.by_id
    JOIN public.agencies_user b ON b.id = e.by_id
   WHERE b.hub_id IS DISTINCT FROM r.hub_id OR (r.restricted AND EXISTS (
           SELECT FROM public.referrals_referralusergrant g WHERE g.content_object_id = r.id AND g.user_id = b.id
              AND g.kind IN ('visit', 'break_glass') AND e.at >= g.given_at AND e.at < g.expires_at))
   GROUP BY r.reference, r.hub_id, w.email;
END $$;
GRANT EXECUTE ON FUNCTION mash_opened_by_others(timestamptz, timestamptz) TO mash_app;

-- The references of a case, its requests and its products. The log has only references, so the
-- audit pages ask here. It returns nothing to a user who may not read the log of the hub or is
-- barred.
CREATE OR REPLACE FUNCTION mash_references_of(wanted text) RETURNS SETOF text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH asked AS (
    SELECT r.id, r.reference FROM public.referrals_referral r
     WHERE r.reference = wanted AND r.hub_id = ANY (public.mash_event_hubs()) AND NOT r.id = ANY (public.mash_bars()))
  SELECT reference FROM asked
  UNION ALL SELECT i.reference FROM asked JOIN public.referrals_informationrequest i ON i.referral_id = asked.id
  UNION ALL SELECT p.reference FROM asked JOIN public.referrals_product p ON p.referral_id = asked.id $$;
GRANT EXECUTE ON FUNCTION mash_references_of(text) TO mash_app;

-- The references of records about the same people. The people are the subjects of the record and
-- their household; the records are those of the hub that name one of them, by NHS number or by last
-- name and date of birth, with their requests and products. It does not go on from there to more
-- people.
CREATE OR REPLACE FUNCTION mash_references_near(wanted text) RETURNS SETOF text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH asked AS (
    SELECT r.id, r.hub_id FROM public.referrals_referral r
     WHERE r.reference = wanted AND r.hub_id = ANY (public.mash_event_hubs()) AND NOT r.id = ANY (public.mash_bars())),
  people AS (
    SELECT p.* FROM public.referrals_person p JOIN asked ON p.referral_id = asked.id
     WHERE p.is_subject OR p.in_household = 'yes'),
  records AS (
    SELECT id FROM asked
    UNION SELECT q.referral_id FROM people p JOIN public.referrals_person q
      ON q.nhs_number = p.nhs_number AND q.nhs_number <> '' WHERE p.nhs_number <> ''
    UNION SELECT q.referral_id FROM people p JOIN public.referrals_person q
      ON q.date_of_birth = p.date_of_birth AND public.mash_last_names(q.id) && public.mash_last_names(p.id)),
  near AS (
    SELECT r.id, r.reference FROM records JOIN public.referrals_referral r USING (id)
     WHERE r.hub_id IN (SELECT hub_id FROM asked) AND NOT r.id = ANY (public.mash_bars()))
  SELECT reference FROM near
  UNION SELECT i.reference FROM near JOIN public.referrals_informationrequest i ON i.referral_id = near.id
  UNION SELECT p.reference FROM near JOIN public.referrals_product p ON p.referral_id = near.id $$;
GRANT EXECUTE ON FUNCTION mash_references_near(text) TO mash_app;

-- Unusual access in one hub between `since` and `until`, a time in which it was open from `opens`
-- to `closes`. `names` are what the last names of each reader are compared by who has told none. One row for each person,
-- record and reason. The reference is empty if the reason is
-- about the person's whole day.
CREATE OR REPLACE FUNCTION mash_unusual_looks(hub bigint, since timestamptz, until timestamptz, opens
    timestamptz, closes timestamptz, many int, asleep interval, names jsonb)
  RETURNS TABLE(person bigint, who text, about text, reason text, looks bigint, first_at timestamptz, last_at
    timestamptz)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE readings text[] := public.mash_readings() || ARRAY['request.opened', 'product.opened'];
BEGIN
  IF NOT public.mash_is_system() THEN
    PERFORM public.mash_refuse('only background work looks for unusual access'); END IF;
  RETURN QUERY
  WITH lines AS MATERIALIZED (
    SELECT e.by_id, e.by_name, e.by_agency, e.reference AS ref, e.at FROM public.audit_event e
     WHERE e.hub_id = hub AND e.at >= since AND e.at < until AND e.code = ANY (readings) AND e.by_id IS NOT NULL),
  looked AS MATERIALIZED (
    SELECT l.by_id, max(l.by_name) AS by_name, l.ref, count(*) AS n, min(l.at) AS first, max(l.at) AS last
      FROM lines l WHERE l.ref <> '' GROUP BY l.by_id, l.ref),
  seen AS MATERIALIZED (
    SELECT l.*, r.id AS record FROM looked l CROSS JOIN LATERAL (
      SELECT q.id FROM public.referrals_referral q WHERE q.reference = l.ref
      UNION SELECT q.referral_id FROM public.referrals_informationrequest q WHERE q.reference = l.ref
      UNION SELECT q.referral_id FROM public.referrals_product q WHERE q.reference = l.ref) AS r),
  reader AS MATERIALIZED (
    SELECT u.id, u.hub_id, u.agency_id, s.terms::text[] AS terms, CASE WHEN s.last_names <> '{}'
             THEN ARRAY(SELECT term FROM unnest(s.terms) AS term WHERE term LIKE 'l:%')
             ELSE ARRAY(SELECT jsonb_array_elements_text(names -> u.id::text)) END AS names
      FROM public.agencies_user u LEFT JOIN public.agencies_staffparticulars s ON s.user_id = u.id
     WHERE u.id IN (SELECT by_id FROM looked)),
  -- Somebody else's case, to which they were never given a way, in which they did nothing, and none of whose people is
  -- in a case of their own. Managers look into every case.
  not_theirs AS (
    SELECT l.* FROM seen l JOIN reader u ON u.id = l.by_id JOIN public.referrals_referral r ON r.reference = l.ref
     WHERE u.hub_id = r.hub_id AND u.agency_id IS NULL AND r.allocated_to_id <> u.id AND r.allocated_at < l.first
       AND NOT public.mash_holds(u.id, '{manager,adults_manager}')
       AND NOT EXISTS (SELECT FROM public.referrals_referralusergrant g WHERE g.content_object_id = r.id
           AND g.user_id = u.id)
       AND NOT EXISTS (SELECT FROM public.audit_event e WHERE e.hub_id = hub AND e.reference = l.ref AND e.by_id = u.id
                          AND e.code <> ALL (readings) AND e.at < until)
       AND NOT EXISTS (SELECT FROM public.referrals_person p
                         JOIN public.referrals_person q ON q.nhs_number = p.nhs_number AND q.nhs_number <> ''
                         JOIN public.referrals_referral o ON o.id = q.referral_id AND o.allocated_to_id = u.id
                        WHERE p.referral_id = r.id AND p.nhs_number <> '')
       AND NOT EXISTS (SELECT FROM public.referrals_person p
                         JOIN public.referrals_person q ON q.date_of_birth = p.date_of_birth
                           AND public.mash_last_names(q.id) && public.mash_last_names(p.id)
                         JOIN public.referrals_referral o ON o.id = q.referral_id AND o.allocated_to_id = u.id
                        WHERE p.referral_id = r.id)),
  day AS (
    SELECT l.by_id, max(l.by_name) AS by_name, count(*) AS n, min(l.at) AS first, max(l.at) AS last
      FROM lines l GROUP BY l.by_id),
  busy AS (
    SELECT DISTINCT ON (l.by_id) l.by_id, max(l.by_name) AS by_name, count(*) AS n, min(l.at) AS first,
        max(l.at) AS last
      FROM lines l GROUP BY l.by_id, date_trunc('hour', l.at) HAVING count(DISTINCT l.ref) > many
      ORDER BY l.by_id, count(*) DESC)
  SELECT f.by_id, f.by_name::text, f.ref::text, f.why, f.n, f.first, f.last FROM (
    SELECT l.by_id, l.by_name, l.ref, 'not_theirs' AS why, l.n, l.first, l.last FROM not_theirs l
    UNION ALL
    SELECT l.by_id, l.by_name, l.ref, 'own_name', l.n, l.first, l.last FROM seen l JOIN reader u ON u.id = l.by_id
     WHERE EXISTS (SELECT FROM public.referrals_person p WHERE p.referral_id = l.record
                      AND public.mash_last_names(p.id) && u.names)
    UNION ALL
    SELECT l.by_id, l.by_name, l.ref, 'own_address', l.n, l.first, l.last FROM seen l JOIN reader u ON u.id = l.by_id
     WHERE EXISTS (SELECT FROM public.referrals_person p WHERE p.referral_id = l.record
                      AND 'address' = ANY (public.mash_same(public.mash_terms_of(p.id), u.terms)))
    UNION ALL
    SELECT l.by_id, l.by_name, l.ref, 'colleague', l.n, l.first, l.last FROM seen l
     WHERE EXISTS (SELECT FROM public.referrals_person p
                     JOIN public.agencies_staffparticulars s
                       ON s.date_of_birth = p.date_of_birth OR (p.postcode <> '' AND s.postcode = p.postcode)
                     JOIN public.agencies_user c ON c.id = s.user_id AND c.hub_id = hub AND c.id <> l.by_id
                    WHERE p.referral_id = l.record
                      AND public.mash_same(public.mash_terms_of(p.id), s.terms::text[]) <> '{}')
    UNION ALL
    SELECT b.by_id, b.by_name, '', 'many', b.n, b.first, b.last FROM busy b
    UNION ALL
    -- An agency keeps hours of its own.
    SELECT l.by_id, max(l.by_name), '', 'out_of_hours', count(*), min(l.at), max(l.at) FROM lines l
     WHERE l.by_agency = '' AND (l.at < opens OR l.at >= closes) GROUP BY l.by_id
    UNION ALL
    SELECT d.by_id, d.by_name, '', 'dormant', d.n, d.first, d.last FROM day d CROSS JOIN LATERAL (
      SELECT max(e.at) AS last FROM public.audit_event e WHERE e.hub_id = hub AND e.by_id = d.by_id
        AND e.at < since) AS before
     WHERE before.last < since - asleep) AS f;
END $$;
GRANT EXECUTE ON FUNCTION mash_unusual_looks(bigint, timestamptz, timestamptz, timestamptz, timestamptz, int, interval, jsonb)
  TO mash_app;

SET LOCAL ROLE mash_owner;
