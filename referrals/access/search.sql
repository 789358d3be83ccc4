-- Searching by name: a function that applies the rule of who sees a case, and can use an index while it does.

-- The indexes by which mash_search finds names and parts of references.
CREATE INDEX IF NOT EXISTS person_names ON referrals_person
  USING gin (mash_words(' ' || first_name || ' ' || last_name || ' ' || other_names) gin_trgm_ops);
CREATE INDEX IF NOT EXISTS referral_reference_parts ON referrals_referral USING gin (reference gin_trgm_ops);

SET LOCAL ROLE mash_guard;

-- The visible cases of a hub with a person whose names begin with the words typed, or with the
-- typed text in the reference: open cases first, then the newest. The function repeats the rule of
-- the policy on referrals, because a policy keeps LIKE from using an index. The caller joins the
-- keys to the table, so the policy applies as well.
CREATE OR REPLACE FUNCTION mash_search(hub bigint, typed text, part_of_reference text, most int)
  RETURNS SETOF uuid
  LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 SET search_path = pg_catalog, public, pg_temp
      SET plan_cache_mode = force_custom_plan AS $$
DECLARE
  beginnings text[] := ARRAY(
    SELECT '% ' || regexp_replace(word, '([\\%_])', '\\\1', 'g') || '%'
      FROM regexp_split_to_table(public.mash_words(typed), '\s+') AS word WHERE word <> ''
     ORDER BY length(word) DESC);
  longest text := beginnings[1];
  part text := nullif('%' || regexp_replace(part_of_reference, '([\\%_])', '\\\1', 'g') || '%', '%%');
  bars uuid[] := public.mash_bars();
  teams bigint[] := public.mash_team_hubs();
  groups int[] := public.mash_groups();
  viewing int := public.mash_perm('view_referral');
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
     AND ((r.hub_id = ANY (teams) AND NOT r.restricted)
       OR EXISTS (SELECT FROM public.referrals_referralusergrant g WHERE g.content_object_id = r.id
            AND g.user_id = public.mash_active_uid() AND g.permission_id = viewing
            AND g.expires_at > statement_timestamp())
       OR EXISTS (SELECT FROM public.referrals_referralgroupgrant g WHERE g.content_object_id = r.id
            AND g.group_id = ANY (groups) AND g.permission_id = viewing AND g.expires_at > statement_timestamp()))
   ORDER BY r.next_due_at IS NULL, r.received_at DESC, r.id LIMIT most;
END $$;
GRANT EXECUTE ON FUNCTION mash_search(bigint, text, text, int) TO mash_app;

SET LOCAL ROLE mash_owner;
