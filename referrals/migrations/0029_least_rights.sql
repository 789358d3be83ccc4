-- Functions ---------------------------------------------------------------------------------------------------------
-- A name without its schema is looked for in the session's temporary schema first, unless the search path names that
-- last. Functions whose body was bound to its names when they were made (RETURN …) look for nothing.
DO $$
DECLARE one record;
BEGIN
  FOR one IN SELECT p.oid::regprocedure AS name, pg_get_userbyid(p.proowner) AS owner FROM pg_proc p
              WHERE p.pronamespace = 'public'::regnamespace AND p.prosqlbody IS NULL
                AND pg_get_userbyid(p.proowner) IN ('mash_owner', 'mash_guard')
                AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
  LOOP
    EXECUTE format('SET LOCAL ROLE %I', one.owner);
    EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, public, pg_temp', one.name);
  END LOOP;
  SET LOCAL ROLE mash_owner;
END $$;

-- Nothing is for everybody. What policies, defaults and indexes ask is for the app and for the guard; nobody calls a trigger.
SET LOCAL ROLE mash_guard;
REVOKE ALL ON FUNCTION mash_active_uid(), mash_groups(), mash_team_hubs(), mash_decider_hubs(), mash_event_hubs(),
  mash_search(bigint, text, text, int), mash_plain(text), mash_house(text), mash_last_names(text[]), mash_readings(),
  mash_same(text, date, text, text, text[], date, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mash_active_uid(), mash_groups(), mash_team_hubs(), mash_decider_hubs(), mash_event_hubs(),
  mash_search(bigint, text, text, int) TO mash_app;
REVOKE ALL ON FUNCTION mash_share_referral(uuid, bigint, timestamptz, text), mash_unshare_referral(uuid, bigint) FROM mash_app;
SET LOCAL ROLE mash_owner;
REVOKE ALL ON FUNCTION mash_uid(), mash_is_system(), mash_draft(), mash_words(text), mash_refuse(text), audit_cluster(),
  audit_event_is_final(), audit_stays(), referrals_decision_is_frozen() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mash_uid(), mash_is_system(), mash_draft(), mash_words(text) TO mash_app, mash_guard;
GRANT EXECUTE ON FUNCTION audit_cluster() TO mash_app;
GRANT EXECUTE ON FUNCTION mash_refuse(text) TO mash_guard;
ALTER DEFAULT PRIVILEGES FOR ROLE mash_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- Tables: a new one is closed to the app until its migration says what it may do (tests/house/test_rights.py) ---------
ALTER DEFAULT PRIVILEGES FOR ROLE mash_owner IN SCHEMA public REVOKE ALL ON TABLES FROM mash_app;
ALTER DEFAULT PRIVILEGES FOR ROLE mash_owner IN SCHEMA public REVOKE ALL ON SEQUENCES FROM mash_app;

-- A number is given to a row by its identity column, which asks nobody's rights. Reading a sequence would tell how many
-- rows there are that one may not see.
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM mash_app, mash_guard;

-- Filled by migrations, or always empty.
REVOKE INSERT, UPDATE, DELETE ON auth_permission, django_content_type, auth_group_permissions,
  agencies_user_user_permissions, account_emailaddress, account_emailconfirmation, guardian_userobjectpermission,
  guardian_groupobjectpermission, socialaccount_socialaccount, socialaccount_socialapp, socialaccount_socialtoken
  FROM mash_app;
-- What people and organisations did refers to them for good.
REVOKE DELETE ON agencies_hub, agencies_agency, agencies_user, agencies_membership, agencies_sharingagreement,
  agencies_questionset, agencies_target, agencies_edition, agencies_staffparticulars, auth_group FROM mash_app;
-- Written once.
REVOKE UPDATE, DELETE ON referrals_involvedprofessional, referrals_product_agencies FROM mash_app;
REVOKE UPDATE ON referrals_product FROM mash_app;
-- Written, and taken away to be written anew.
REVOKE UPDATE ON mash_submission, agencies_user_groups, agencies_openinghours, agencies_question, referrals_decisionitem,
  referrals_dissent, referrals_itembody FROM mash_app;

-- As citations are, an agency's view is written beside a draft, never beside what was signed.
ALTER POLICY add ON referrals_dissent WITH CHECK (EXISTS (
  SELECT FROM referrals_decision d WHERE d.id = decision_id AND d.state = 'draft'));
