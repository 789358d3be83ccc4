GRANT CREATE ON SCHEMA public TO mash_guard;
SET LOCAL ROLE mash_guard;

-- What nobody has touched since then; how many went, by hub.
CREATE FUNCTION mash_remove_case_drafts(untouched_since timestamptz, at_most int)
  RETURNS TABLE (hub bigint, removed bigint)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF NOT public.mash_is_system() THEN PERFORM public.mash_refuse('only background work removes old drafts'); END IF;
  RETURN QUERY
  WITH old AS (SELECT d.id, r.hub_id FROM public.referrals_casedraft d
                 JOIN public.referrals_referral r ON r.id = d.referral_id
                WHERE d.changed_at < untouched_since ORDER BY d.changed_at LIMIT at_most),
       gone AS (DELETE FROM public.referrals_casedraft d USING old WHERE d.id = old.id RETURNING old.hub_id)
  SELECT g.hub_id, count(*) FROM gone g GROUP BY g.hub_id;
END $$;
REVOKE ALL ON FUNCTION mash_remove_case_drafts(timestamptz, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mash_remove_case_drafts(timestamptz, int) TO mash_app;
SET LOCAL ROLE mash_owner;
REVOKE CREATE ON SCHEMA public FROM mash_guard;

-- Its writer alone, for as long as they may work on the case.
ALTER TABLE referrals_casedraft ENABLE ROW LEVEL SECURITY;
ALTER TABLE referrals_casedraft FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON referrals_casedraft TO mash_app USING (
  by_id = (SELECT mash_active_uid()) AND mash_works_on(referral_id));
CREATE POLICY upkeep ON referrals_casedraft TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON referrals_casedraft TO mash_guard USING (true);
GRANT SELECT, DELETE ON referrals_casedraft TO mash_guard;
