SET LOCAL ROLE mash_guard;
DROP FUNCTION mash_reset_second_factor(bigint); DROP FUNCTION mash_has_second_factor(bigint);
SET LOCAL ROLE mash_owner;
DROP POLICY spends_a_code ON mfa_authenticator; DROP POLICY half_way_in ON mfa_authenticator;
DROP POLICY own ON mfa_authenticator; DROP POLICY guard ON mfa_authenticator; DROP POLICY upkeep ON mfa_authenticator;
REVOKE ALL ON mfa_authenticator FROM mash_guard;
ALTER TABLE mfa_authenticator NO FORCE ROW LEVEL SECURITY; ALTER TABLE mfa_authenticator DISABLE ROW LEVEL SECURITY;
