DO $$
DECLARE p record;
DECLARE t text;
BEGIN
  FOR p IN SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public' AND tablename IN
      ('referrals_restriction', 'referrals_restrictionreview', 'referrals_breakglass', 'referrals_ask') LOOP
    EXECUTE format('DROP POLICY %I ON %I', p.policyname, p.tablename);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['ratinggiven', 'lawfulbasis', 'note', 'decision', 'feedback'] LOOP
    EXECUTE format('ALTER POLICY add ON referrals_%s WITH CHECK (
      EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id) OR mash_may_add(referral_id))', t);
  END LOOP;
END $$;
DROP POLICY see ON referrals_bar; DROP POLICY change ON referrals_bar;
DROP POLICY guard ON referrals_item; REVOKE ALL ON referrals_item FROM mash_guard;
GRANT INSERT ON referrals_bar TO mash_app; REVOKE INSERT ON referrals_bar FROM mash_guard;
