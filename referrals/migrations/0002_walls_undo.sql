DROP TRIGGER frozen ON referrals_decision;
DO $$
DECLARE p record;
BEGIN
  FOR p IN SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public' AND tablename LIKE 'referrals\_%' LOOP
    EXECUTE format('DROP POLICY %I ON %I', p.policyname, p.tablename);
  END LOOP;
  FOR p IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE 'referrals\_%' LOOP
    EXECUTE format('ALTER TABLE %I NO FORCE ROW LEVEL SECURITY', p.tablename);
    EXECUTE format('ALTER TABLE %I DISABLE ROW LEVEL SECURITY', p.tablename);
  END LOOP;
END $$;
DROP FUNCTION referrals_decision_is_frozen(); DROP FUNCTION mash_own_referrals(); DROP FUNCTION mash_who_can_see(uuid);
DROP FUNCTION mash_open_product(uuid, bigint); DROP FUNCTION mash_open_request(uuid);
DROP FUNCTION mash_unshare_referral(uuid, bigint); DROP FUNCTION mash_share_referral(uuid, bigint, timestamptz, text);
DROP FUNCTION mash_refuse(text); DROP FUNCTION mash_answers(uuid); DROP FUNCTION mash_sees_referral(uuid);
DROP FUNCTION mash_may_add(uuid); DROP FUNCTION mash_bars(); DROP FUNCTION mash_perm(text); DROP FUNCTION mash_draft();
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM mash_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON SEQUENCES FROM mash_app;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM mash_app, mash_guard;
