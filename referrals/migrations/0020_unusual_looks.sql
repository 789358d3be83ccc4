GRANT CREATE ON SCHEMA public TO mash_guard;
SET LOCAL ROLE mash_guard;

-- Of one hub, between `since` and `until`, in which it was open from `opens` to `closes`. One row for each person, record
-- and reason; where the reason is of the person's day as a whole, the reference is empty.
CREATE FUNCTION mash_unusual_looks(hub bigint, since timestamptz, until timestamptz, opens timestamptz, closes timestamptz,
                                   many int, asleep interval)
  RETURNS TABLE (person bigint, who text, about text, reason text, looks bigint, first_at timestamptz, last_at timestamptz)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE readings text[] := public.mash_readings() || ARRAY['request.opened', 'product.opened'];
BEGIN
  IF NOT public.mash_is_system() THEN PERFORM public.mash_refuse('only background work looks for unusual access'); END IF;
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
    SELECT u.id, u.hub_id, u.agency_id, s.address, s.postcode,
           public.mash_last_names(coalesce(nullif(s.last_names, '{}')::text[], ARRAY[regexp_replace(u.name, '^.*\s', '')])) AS names
      FROM public.agencies_user u LEFT JOIN public.agencies_staffparticulars s ON s.user_id = u.id
     WHERE u.id IN (SELECT by_id FROM looked)),
  -- Somebody else's case, to which they were never given a way, in which they did nothing, and none of whose people is
  -- in a case of their own. Managers look into every case.
  not_theirs AS (
    SELECT l.* FROM seen l JOIN reader u ON u.id = l.by_id JOIN public.referrals_referral r ON r.reference = l.ref
     WHERE u.hub_id = r.hub_id AND u.agency_id IS NULL AND r.allocated_to_id <> u.id AND r.allocated_at < l.first
       AND NOT EXISTS (SELECT FROM public.agencies_membership m
                        WHERE m.user_id = u.id AND m.role = 'manager' AND m.ended_at IS NULL)
       AND NOT EXISTS (SELECT FROM public.referrals_referralusergrant g WHERE g.content_object_id = r.id AND g.user_id = u.id)
       AND NOT EXISTS (SELECT FROM public.audit_event e WHERE e.hub_id = hub AND e.reference = l.ref AND e.by_id = u.id
                          AND e.code <> ALL (readings) AND e.at < until)
       AND NOT EXISTS (SELECT FROM public.referrals_person p
                         JOIN public.referrals_person q ON q.nhs_number = p.nhs_number AND q.nhs_number <> ''
                         JOIN public.referrals_referral o ON o.id = q.referral_id AND o.allocated_to_id = u.id
                        WHERE p.referral_id = r.id AND p.nhs_number <> '')
       AND NOT EXISTS (SELECT FROM public.referrals_person p
                         JOIN public.referrals_person q ON q.date_of_birth = p.date_of_birth AND lower(q.last_name) = lower(p.last_name)
                         JOIN public.referrals_referral o ON o.id = q.referral_id AND o.allocated_to_id = u.id
                        WHERE p.referral_id = r.id)),
  day AS (
    SELECT l.by_id, max(l.by_name) AS by_name, count(*) AS n, min(l.at) AS first, max(l.at) AS last FROM lines l GROUP BY l.by_id),
  busy AS (
    SELECT DISTINCT ON (l.by_id) l.by_id, max(l.by_name) AS by_name, count(*) AS n, min(l.at) AS first, max(l.at) AS last
      FROM lines l GROUP BY l.by_id, date_trunc('hour', l.at) HAVING count(DISTINCT l.ref) > many ORDER BY l.by_id, count(*) DESC)
  SELECT f.by_id, f.by_name::text, f.ref::text, f.why, f.n, f.first, f.last FROM (
    SELECT l.by_id, l.by_name, l.ref, 'not_theirs' AS why, l.n, l.first, l.last FROM not_theirs l
    UNION ALL
    SELECT l.by_id, l.by_name, l.ref, 'own_name', l.n, l.first, l.last FROM seen l JOIN reader u ON u.id = l.by_id
     WHERE EXISTS (SELECT FROM public.referrals_person p WHERE p.referral_id = l.record
                      AND public.mash_last_names(ARRAY[p.last_name]::text[]) && u.names)
    UNION ALL
    SELECT l.by_id, l.by_name, l.ref, 'own_address', l.n, l.first, l.last FROM seen l JOIN reader u ON u.id = l.by_id
     WHERE u.postcode <> '' AND EXISTS (SELECT FROM public.referrals_person p WHERE p.referral_id = l.record
                      AND p.postcode = u.postcode AND public.mash_house(p.address) = public.mash_house(u.address))
    UNION ALL
    SELECT l.by_id, l.by_name, l.ref, 'colleague', l.n, l.first, l.last FROM seen l
     WHERE EXISTS (SELECT FROM public.referrals_person p
                     JOIN public.agencies_staffparticulars s
                       ON s.date_of_birth = p.date_of_birth OR (p.postcode <> '' AND s.postcode = p.postcode)
                     JOIN public.agencies_user c ON c.id = s.user_id AND c.hub_id = hub AND c.id <> l.by_id
                    WHERE p.referral_id = l.record AND public.mash_same(p.last_name, p.date_of_birth, p.address, p.postcode,
                            s.last_names::text[], s.date_of_birth, s.address, s.postcode) <> '{}')
    UNION ALL
    SELECT b.by_id, b.by_name, '', 'many', b.n, b.first, b.last FROM busy b
    UNION ALL
    -- An agency keeps hours of its own.
    SELECT l.by_id, max(l.by_name), '', 'out_of_hours', count(*), min(l.at), max(l.at) FROM lines l
     WHERE l.by_agency = '' AND (l.at < opens OR l.at >= closes) GROUP BY l.by_id
    UNION ALL
    SELECT d.by_id, d.by_name, '', 'dormant', d.n, d.first, d.last FROM day d CROSS JOIN LATERAL (
      SELECT max(e.at) AS last FROM public.audit_event e WHERE e.hub_id = hub AND e.by_id = d.by_id AND e.at < since) AS before
     WHERE before.last < since - asleep) AS f;
END $$;

DO $$
DECLARE f text := 'mash_unusual_looks(bigint, timestamptz, timestamptz, timestamptz, timestamptz, int, interval)';
BEGIN
  EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
  EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO mash_app', f);
END $$;
SET LOCAL ROLE mash_owner;
REVOKE CREATE ON SCHEMA public FROM mash_guard;
