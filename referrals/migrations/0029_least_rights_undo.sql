DO $$
DECLARE one record;
BEGIN
  FOR one IN SELECT p.oid::regprocedure AS name, pg_get_userbyid(p.proowner) AS owner, p.prosecdef FROM pg_proc p
              WHERE p.pronamespace = 'public'::regnamespace AND p.prosqlbody IS NULL
                AND pg_get_userbyid(p.proowner) IN ('mash_owner', 'mash_guard')
                AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
  LOOP
    EXECUTE format('SET LOCAL ROLE %I', one.owner);
    IF one.prosecdef THEN EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, public', one.name);
    ELSE EXECUTE format('ALTER FUNCTION %s RESET search_path', one.name); END IF;
  END LOOP;
  SET LOCAL ROLE mash_owner;
END $$;

SET LOCAL ROLE mash_guard;
GRANT EXECUTE ON FUNCTION mash_active_uid(), mash_groups(), mash_team_hubs(), mash_decider_hubs(), mash_event_hubs(),
  mash_search(bigint, text, text, int), mash_plain(text), mash_house(text), mash_last_names(text[]), mash_readings(),
  mash_same(text, date, text, text, text[], date, text, text) TO PUBLIC;
GRANT EXECUTE ON FUNCTION mash_share_referral(uuid, bigint, timestamptz, text), mash_unshare_referral(uuid, bigint) TO mash_app;
SET LOCAL ROLE mash_owner;
GRANT EXECUTE ON FUNCTION mash_uid(), mash_is_system(), mash_draft(), mash_words(text), mash_refuse(text), audit_cluster(),
  audit_event_is_final(), audit_stays(), referrals_decision_is_frozen() TO PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE mash_owner GRANT EXECUTE ON FUNCTIONS TO PUBLIC;

ALTER DEFAULT PRIVILEGES FOR ROLE mash_owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO mash_app;
ALTER DEFAULT PRIVILEGES FOR ROLE mash_owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO mash_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO mash_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO mash_guard;

GRANT INSERT, UPDATE, DELETE ON auth_permission, django_content_type, auth_group_permissions,
  agencies_user_user_permissions, account_emailaddress, account_emailconfirmation, guardian_userobjectpermission,
  guardian_groupobjectpermission, socialaccount_socialaccount, socialaccount_socialapp, socialaccount_socialtoken
  TO mash_app;
GRANT DELETE ON agencies_hub, agencies_agency, agencies_user, agencies_membership, agencies_sharingagreement,
  agencies_questionset, agencies_target, agencies_edition, agencies_staffparticulars, auth_group TO mash_app;
GRANT UPDATE, DELETE ON referrals_involvedprofessional, referrals_product_agencies TO mash_app;
GRANT UPDATE ON referrals_product TO mash_app;
GRANT UPDATE ON mash_submission, agencies_user_groups, agencies_openinghours, agencies_question, referrals_decisionitem,
  referrals_dissent, referrals_itembody TO mash_app;
ALTER POLICY add ON referrals_dissent WITH CHECK (EXISTS (SELECT FROM referrals_decision d WHERE d.id = decision_id));
