-- Drafts. A referral is read by its author or the session with its secret, an answer by its agency,
-- a page of a case by its writer. Background work deletes old drafts without reading them.

-- Referrals being written ---------------------------------------------------------------------------------------------
ALTER TABLE referrals_draft ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON referrals_draft TO mash_app;
GRANT SELECT, DELETE ON referrals_draft TO mash_guard;
CREATE POLICY upkeep ON referrals_draft TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON referrals_draft TO mash_guard USING (true);
-- Its author reads a draft, or for a member of the public the session that has its secret.
CREATE POLICY own ON referrals_draft FOR SELECT TO mash_app USING (
  created_by_id = (SELECT mash_active_uid()) OR (secret_hash <> '' AND secret_hash = (SELECT mash_draft())));
CREATE POLICY start ON referrals_draft FOR INSERT TO mash_app WITH CHECK (
  created_by_id = (SELECT mash_active_uid()) OR (secret_hash <> '' AND secret_hash = (SELECT mash_draft())));
CREATE POLICY write ON referrals_draft FOR UPDATE TO mash_app USING (
  created_by_id = (SELECT mash_active_uid()) OR (secret_hash <> '' AND secret_hash = (SELECT mash_draft())));
CREATE POLICY discard ON referrals_draft FOR DELETE TO mash_app USING (sent_as = '' AND (
  created_by_id = (SELECT mash_active_uid()) OR (secret_hash <> '' AND secret_hash = (SELECT mash_draft()))));

SET LOCAL ROLE mash_guard;

-- What nobody has touched since then; how many went, by hub.
CREATE OR REPLACE FUNCTION mash_remove_old_drafts(untouched_since timestamptz, at_most int)
  RETURNS TABLE(hub bigint, removed bigint)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT public.mash_is_system() THEN PERFORM public.mash_refuse('only background work removes old drafts'); END IF;
  RETURN QUERY
  WITH old AS (SELECT d.id FROM public.referrals_draft d WHERE d.changed_at < untouched_since
               ORDER BY d.changed_at LIMIT at_most),
       gone AS (DELETE FROM public.referrals_draft d USING old WHERE d.id = old.id RETURNING d.hub_id)
  SELECT g.hub_id, count(*) FROM gone g GROUP BY g.hub_id;
END $$;
GRANT EXECUTE ON FUNCTION mash_remove_old_drafts(timestamptz, int) TO mash_app;

SET LOCAL ROLE mash_owner;

-- Answers being written: whoever leaves the agency reads them no more, whoever stays can go on ------------------------
ALTER TABLE referrals_answerdraft ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON referrals_answerdraft TO mash_app;
GRANT SELECT, DELETE ON referrals_answerdraft TO mash_guard;
CREATE POLICY upkeep ON referrals_answerdraft TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON referrals_answerdraft TO mash_guard USING (true);
CREATE POLICY see ON referrals_answerdraft FOR SELECT TO mash_app USING (mash_answers(request_id));
CREATE POLICY start ON referrals_answerdraft FOR INSERT TO mash_app WITH CHECK (
  mash_answers(request_id) AND by_id = (SELECT mash_active_uid()));
CREATE POLICY write ON referrals_answerdraft FOR UPDATE TO mash_app USING (
  mash_answers(request_id) AND by_id = (SELECT mash_active_uid()));
CREATE POLICY remove ON referrals_answerdraft FOR DELETE TO mash_app USING (mash_answers(request_id));

SET LOCAL ROLE mash_guard;

-- Old answers being written, and those nobody has touched since their request was closed; how many went, by hub.
CREATE OR REPLACE FUNCTION mash_remove_answer_drafts(untouched_since timestamptz, at_most int)
  RETURNS TABLE(hub bigint, removed bigint)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT public.mash_is_system() THEN PERFORM public.mash_refuse('only background work removes old drafts'); END IF;
  RETURN QUERY
  WITH old AS (SELECT d.id, q.hub_id FROM public.referrals_answerdraft d
                 JOIN public.referrals_informationrequest q ON q.id = d.request_id
                WHERE d.changed_at < untouched_since
                ORDER BY d.changed_at LIMIT at_most),
       gone AS (DELETE FROM public.referrals_answerdraft d USING old WHERE d.id = old.id RETURNING old.hub_id)
  SELECT g.hub_id, count(*) FROM gone g GROUP BY g.hub_id;
END $$;
GRANT EXECUTE ON FUNCTION mash_remove_answer_drafts(timestamptz, int) TO mash_app;

SET LOCAL ROLE mash_owner;

-- Pages of a case being written: their writer alone, while they may work on the case ----------------------------------
ALTER TABLE referrals_casedraft ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON referrals_casedraft TO mash_app;
GRANT SELECT, DELETE ON referrals_casedraft TO mash_guard;
CREATE POLICY upkeep ON referrals_casedraft TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON referrals_casedraft TO mash_guard USING (true);
CREATE POLICY own ON referrals_casedraft TO mash_app USING (
  by_id = (SELECT mash_active_uid()) AND mash_works_on(referral_id));

SET LOCAL ROLE mash_guard;

-- What nobody has touched since then; how many went, by hub.
CREATE OR REPLACE FUNCTION mash_remove_case_drafts(untouched_since timestamptz, at_most int)
  RETURNS TABLE(hub bigint, removed bigint)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT public.mash_is_system() THEN PERFORM public.mash_refuse('only background work removes old drafts'); END IF;
  RETURN QUERY
  WITH old AS (SELECT d.id, r.hub_id FROM public.referrals_casedraft d
                 JOIN public.referrals_referral r ON r.id = d.referral_id
                WHERE d.changed_at < untouched_since ORDER BY d.changed_at LIMIT at_most),
       gone AS (DELETE FROM public.referrals_casedraft d USING old WHERE d.id = old.id RETURNING old.hub_id)
  SELECT g.hub_id, count(*) FROM gone g GROUP BY g.hub_id;
END $$;
GRANT EXECUTE ON FUNCTION mash_remove_case_drafts(timestamptz, int) TO mash_app;

SET LOCAL ROLE mash_owner;

-- How much may be stored of what nobody sent. A page refuses what is too long, in words; this is for whatever a page
-- forgets.
ALTER TABLE referrals_draft DROP CONSTRAINT IF EXISTS draft_has_a_bound,
  ADD CONSTRAINT draft_has_a_bound CHECK (octet_length(answers::text) <= 2097152);
ALTER TABLE referrals_casedraft DROP CONSTRAINT IF EXISTS case_draft_has_a_bound,
  ADD CONSTRAINT case_draft_has_a_bound CHECK (octet_length(typed::text) <= 2097152);
ALTER TABLE referrals_answerdraft DROP CONSTRAINT IF EXISTS answer_draft_has_a_bound,
  ADD CONSTRAINT answer_draft_has_a_bound CHECK (octet_length(typed::text) <= 2097152);
