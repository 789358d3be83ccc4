-- Searching by name and by concern: functions that apply the rule of who sees a row, and can use an index while they do.

-- The indexes by which mash_search finds names and parts of references.
CREATE INDEX IF NOT EXISTS person_names ON referrals_person
  USING gin (mash_words(' ' || first_name || ' ' || last_name || ' ' || other_names) gin_trgm_ops);
CREATE INDEX IF NOT EXISTS referral_reference_parts ON referrals_referral USING gin (reference gin_trgm_ops);

SET LOCAL ROLE mash_guard;

-- Typed text for LIKE, in which every character stands for itself.
CREATE OR REPLACE FUNCTION mash_as_typed(typed text) RETURNS text
  LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT regexp_replace(typed, '([\\%_])', '\\\1', 'g') $$;

-- For each word typed, the longest first, what LIKE finds it by where a name begins with it.
CREATE OR REPLACE FUNCTION mash_beginnings(typed text) RETURNS text[]
  LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT array_agg('% ' || public.mash_as_typed(word) || '%' ORDER BY length(word) DESC)
    FROM regexp_split_to_table(public.mash_words(typed), '\s+') AS word WHERE word <> '' $$;

-- The visible cases of a hub with a person whose names begin with the words typed, or with the
-- typed text in the reference: open cases first, then the newest. The function repeats the rule of
-- the policy on referrals, because a policy keeps LIKE from using an index. The caller joins the
-- keys to the table, so the policy applies as well.
CREATE OR REPLACE FUNCTION mash_search(hub bigint, typed text, part_of_reference text, most int)
  RETURNS SETOF uuid
  LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 SET search_path = pg_catalog, public, pg_temp
      SET plan_cache_mode = force_custom_plan AS $$
DECLARE
  beginnings text[] := public.mash_beginnings(typed);
  longest text := beginnings[1];
  part text := nullif('%' || public.mash_as_typed(part_of_reference) || '%', '%%');
  bars uuid[] := public.mash_bars();
  teams bigint[] := public.mash_team_hubs();
  held uuid[] := public.mash_held();
BEGIN
  RETURN QUERY
  WITH named AS (
    SELECT p.referral_id AS id FROM public.referrals_person p
     WHERE public.mash_words(' ' || p.first_name || ' ' || p.last_name || ' ' || p.other_names) LIKE longest
       AND public.mash_words(' ' || p.first_name || ' ' || p.last_name || ' ' || p.other_names) LIKE ALL (beginnings)
    UNION
    SELECT q.id FROM public.referrals_referral q WHERE q.reference LIKE part
    UNION
    SELECT i.referral_id FROM public.referrals_informationrequest i WHERE i.reference = part_of_reference)
  SELECT r.id FROM named n JOIN public.referrals_referral r ON r.id = n.id
   WHERE r.hub_id = hub AND r.id <> ALL (bars)
     AND ((r.hub_id = ANY (teams) AND NOT r.restricted) OR r.id = ANY (held))
   ORDER BY r.next_due_at IS NULL, r.received_at DESC, r.id LIMIT most;
END $$;
GRANT EXECUTE ON FUNCTION mash_search(bigint, text, text, int) TO mash_app;

SET LOCAL ROLE mash_owner;

-- The names that a request gives of its people, each after a space.
CREATE OR REPLACE FUNCTION mash_names_of(subjects jsonb) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN (SELECT coalesce(string_agg(' ' || (named #>> '{}'), '' ORDER BY place), '')
            FROM jsonb_path_query(subjects, '$[*].keyvalue() ? (@.key == "name" || @.key == "other_names").value')
              WITH ORDINALITY AS names (named, place));
GRANT EXECUTE ON FUNCTION mash_names_of(jsonb) TO mash_app, mash_guard;

-- The indexes by which mash_search_requests finds names and parts of references.
CREATE INDEX IF NOT EXISTS request_names ON referrals_informationrequest
  USING gin (mash_words(mash_names_of(subjects)) gin_trgm_ops);
CREATE INDEX IF NOT EXISTS request_reference_parts ON referrals_informationrequest USING gin (reference gin_trgm_ops);

-- The index by which mash_ended_cases_of_concern finds a rare concern.
CREATE INDEX IF NOT EXISTS referral_concerns ON referrals_referral USING gin (concerns, risk_types, hub_concerns);

SET LOCAL ROLE mash_guard;

-- The requests put to an agency about somebody whose names begin with the words typed, or with the typed text in the
-- reference, the newest first: the rule of the policy on requests, as mash_search repeats that on referrals.
CREATE OR REPLACE FUNCTION mash_search_requests(agency bigint, typed text, part_of_reference text, most int)
  RETURNS SETOF uuid
  LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 SET search_path = pg_catalog, public, pg_temp
      SET plan_cache_mode = force_custom_plan AS $$
DECLARE
  beginnings text[] := public.mash_beginnings(typed);
  longest text := beginnings[1];
  part text := nullif('%' || public.mash_as_typed(part_of_reference) || '%', '%%');
  bars uuid[] := public.mash_bars();
  groups int[] := public.mash_groups();
  answering int := public.mash_perm('answer_request');
BEGIN
  RETURN QUERY
  WITH named AS (
    SELECT i.id FROM public.referrals_informationrequest i
     WHERE public.mash_words(public.mash_names_of(i.subjects)) LIKE longest
       AND public.mash_words(public.mash_names_of(i.subjects)) LIKE ALL (beginnings)
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
