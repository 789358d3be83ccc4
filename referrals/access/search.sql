-- Searching by name and by concern: functions that apply the rule of who sees a row, and can use an index while they do.

-- The index by which mash_search and mash_find find parts of references.
CREATE INDEX IF NOT EXISTS referral_reference_parts ON referrals_referral USING gin (reference gin_trgm_ops);

-- Search terms, which functions alone read and write ------------------------------------------------------------------
ALTER TABLE referrals_searchterms ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, DELETE ON referrals_searchterms TO mash_guard;
CREATE POLICY upkeep ON referrals_searchterms TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON referrals_searchterms TO mash_guard USING (true);

SET LOCAL ROLE mash_guard;

-- Typed text for LIKE, in which every character stands for itself.
CREATE OR REPLACE FUNCTION mash_as_typed(typed text) RETURNS text
  LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT regexp_replace(typed, '([\\%_])', '\\\1', 'g') $$;

-- Replaces the search terms of a case: for whoever has just sent it, and for whoever works on it. Each of `rows` is the
-- key of a person or null, what the row is of, and its terms.
CREATE OR REPLACE FUNCTION mash_keep_terms(record uuid, rows jsonb) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT (public.mash_may_add(record) OR public.mash_works_on(record)) THEN
    PERFORM public.mash_refuse('may not say by what this case is searched for'); END IF;
  DELETE FROM public.referrals_searchterms t WHERE t.referral_id = record AND t.request_id IS NULL;
  INSERT INTO public.referrals_searchterms (hub_id, referral_id, person_id, of, terms)
  SELECT r.hub_id, r.id, (it ->> 0)::uuid, it ->> 1, array_to_tsvector(ARRAY(SELECT jsonb_array_elements_text(it -> 2)))
    FROM public.referrals_referral r, jsonb_array_elements(rows) AS it WHERE r.id = record;
END $$;
GRANT EXECUTE ON FUNCTION mash_keep_terms(uuid, jsonb) TO mash_app;

-- Writes by what the agency asked searches for a request, for whoever sends it.
CREATE OR REPLACE FUNCTION mash_keep_terms_of_request(asked uuid, terms text[]) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO public.referrals_searchterms (hub_id, referral_id, request_id, of, terms)
  SELECT i.hub_id, i.referral_id, i.id, 'request', array_to_tsvector(terms)
    FROM public.referrals_informationrequest i WHERE i.id = asked AND public.mash_works_on(i.referral_id);
  IF NOT FOUND THEN PERFORM public.mash_refuse('may not say by what this request is searched for'); END IF;
END $$;
GRANT EXECUTE ON FUNCTION mash_keep_terms_of_request(uuid, text[]) TO mash_app;

-- What mash_search and mash_find look for, in the cases of a hub that the person acting may see. They repeat the rule of
-- the policy on referrals, because a policy keeps @@ and LIKE from using an index. Their callers join the keys to the
-- tables, so the policies apply as well. `wanted` is a tsquery of terms, which begin with the key of the hub.

-- The cases with somebody who has the terms, or with the typed text in the reference of the case or of a request: open
-- cases first, then the newest.
CREATE OR REPLACE FUNCTION mash_search(hub bigint, wanted text, part_of_reference text, most int)
  RETURNS SETOF uuid
  LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 SET search_path = pg_catalog, public, pg_temp
      SET plan_cache_mode = force_custom_plan AS $$
DECLARE
  sought tsquery := nullif(wanted, '')::tsquery;
  part text := nullif('%' || public.mash_as_typed(part_of_reference) || '%', '%%');
  bars uuid[] := public.mash_bars();
  teams bigint[] := public.mash_team_hubs();
  held uuid[] := public.mash_held();
BEGIN
  RETURN QUERY
  WITH named AS (
    SELECT t.referral_id AS id FROM public.referrals_searchterms t WHERE t.terms @@ sought
    UNION
    SELECT q.id FROM public.referrals_referral q WHERE q.reference LIKE part
    UNION
    SELECT i.referral_id FROM public.referrals_informationrequest i WHERE i.reference LIKE part)
  SELECT r.id FROM named n JOIN public.referrals_referral r ON r.id = n.id
   WHERE r.hub_id = hub AND r.id <> ALL (bars)
     AND ((r.hub_id = ANY (teams) AND NOT r.restricted) OR r.id = ANY (held))
   ORDER BY r.next_due_at IS NULL, r.received_at DESC, r.id LIMIT most;
END $$;
GRANT EXECUTE ON FUNCTION mash_search(bigint, text, text, int) TO mash_app;

-- Who has the terms, or which case: the newest first. What a row is of is "case" where the reference has the typed text.
CREATE OR REPLACE FUNCTION mash_find(hub bigint, wanted text, part_of_reference text, most int)
  RETURNS TABLE(record uuid, person uuid, of text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 SET search_path = pg_catalog, public, pg_temp
      SET plan_cache_mode = force_custom_plan AS $$
DECLARE
  sought tsquery := nullif(wanted, '')::tsquery;
  part text := nullif('%' || public.mash_as_typed(part_of_reference) || '%', '%%');
  bars uuid[] := public.mash_bars();
  teams bigint[] := public.mash_team_hubs();
  held uuid[] := public.mash_held();
BEGIN
  RETURN QUERY
  WITH named AS (
    SELECT t.referral_id AS id, t.person_id AS who, t.of::text AS what
      FROM public.referrals_searchterms t WHERE t.terms @@ sought
    UNION
    SELECT q.id, NULL, 'case' FROM public.referrals_referral q WHERE q.reference LIKE part
    UNION
    SELECT i.referral_id, NULL, 'request' FROM public.referrals_informationrequest i WHERE i.reference LIKE part)
  SELECT r.id, n.who, n.what FROM named n JOIN public.referrals_referral r ON r.id = n.id
   WHERE r.hub_id = hub AND r.id <> ALL (bars)
     AND ((r.hub_id = ANY (teams) AND NOT r.restricted) OR r.id = ANY (held))
   ORDER BY n.id DESC, n.who LIMIT most;
END $$;
GRANT EXECUTE ON FUNCTION mash_find(bigint, text, text, int) TO mash_app;

SET LOCAL ROLE mash_owner;

-- The index by which mash_search_requests finds parts of references.
CREATE INDEX IF NOT EXISTS request_reference_parts ON referrals_informationrequest USING gin (reference gin_trgm_ops);

-- The index by which mash_ended_cases_of_concern finds a rare concern.
CREATE INDEX IF NOT EXISTS referral_concerns ON referrals_referral USING gin (concerns, risk_types, hub_concerns);

SET LOCAL ROLE mash_guard;

-- The requests put to an agency whose copy has the terms, or with the typed text in the reference, the newest first: the rule of the policy on requests, as mash_search repeats that on referrals.
CREATE OR REPLACE FUNCTION mash_search_requests(agency bigint, wanted text, part_of_reference text, most int)
  RETURNS SETOF uuid
  LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 SET search_path = pg_catalog, public, pg_temp
      SET plan_cache_mode = force_custom_plan AS $$
DECLARE
  sought tsquery := nullif(wanted, '')::tsquery;
  part text := nullif('%' || public.mash_as_typed(part_of_reference) || '%', '%%');
  bars uuid[] := public.mash_bars();
  groups int[] := public.mash_groups();
  answering int := public.mash_perm('answer_request');
BEGIN
  RETURN QUERY
  WITH named AS (
    SELECT t.request_id AS id FROM public.referrals_searchterms t WHERE t.terms @@ sought
    UNION
    SELECT i.id FROM public.referrals_informationrequest i WHERE i.reference LIKE part)
  SELECT q.id FROM named n JOIN public.referrals_informationrequest q ON q.id = n.id
   WHERE q.agency_id = agency AND q.referral_id <> ALL (bars)
     AND EXISTS (SELECT FROM public.referrals_requestgroupgrant g WHERE g.content_object_id = q.id
           AND g.group_id = ANY (groups) AND g.permission_id = answering AND g.expires_at > statement_timestamp())
   ORDER BY q.sent_at DESC, q.id LIMIT most;
END $$;
GRANT EXECUTE ON FUNCTION mash_search_requests(bigint, text, text, int) TO mash_app;

-- The newest of the visible cases of a hub that ended and have this concern or type of risk: a policy keeps @> from
-- using an index as well. Open cases are few, and the policy on them is quick enough.
CREATE OR REPLACE FUNCTION mash_ended_cases_of_concern(hub bigint, code text, most int) RETURNS SETOF uuid
  LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 SET search_path = pg_catalog, public, pg_temp
      SET plan_cache_mode = force_custom_plan AS $$
DECLARE
  wanted varchar[] := ARRAY[code];
  bars uuid[] := public.mash_bars();
  teams bigint[] := public.mash_team_hubs();
  held uuid[] := public.mash_held();
BEGIN
  RETURN QUERY
  SELECT r.id FROM public.referrals_referral r
   WHERE r.hub_id = hub AND r.status IN ('closed', 'transferred') AND r.id <> ALL (bars)
     AND ((r.hub_id = ANY (teams) AND NOT r.restricted) OR r.id = ANY (held))
     AND (r.concerns @> wanted OR r.risk_types @> wanted OR r.hub_concerns @> wanted)
   ORDER BY r.received_at DESC, r.id LIMIT most;
END $$;
GRANT EXECUTE ON FUNCTION mash_ended_cases_of_concern(bigint, text, int) TO mash_app;

SET LOCAL ROLE mash_owner;
