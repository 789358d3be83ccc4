-- Second factors are within reach of their owner, signed in or half-way; that there is one, of whoever is signing in.

ALTER TABLE mfa_authenticator ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON mfa_authenticator TO mash_app;
GRANT SELECT, DELETE ON mfa_authenticator TO mash_guard;
CREATE POLICY upkeep ON mfa_authenticator TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON mfa_authenticator TO mash_guard USING (true);
CREATE POLICY half_way_in ON mfa_authenticator FOR SELECT TO mash_app USING (
  user_id = (SELECT mash_half_signed_in()));
CREATE POLICY own ON mfa_authenticator TO mash_app
  USING (user_id = (SELECT mash_uid()) OR (SELECT mash_is_trusted()));
CREATE POLICY spends_a_code ON mfa_authenticator FOR UPDATE TO mash_app USING (
  user_id = (SELECT mash_half_signed_in()));

SET LOCAL ROLE mash_guard;

-- An app or a passkey: recovery codes alone stand in for nothing.
CREATE OR REPLACE FUNCTION mash_has_second_factor(person bigint) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM public.mfa_authenticator a WHERE a.user_id = person AND a.type <> 'recovery_codes') $$;
GRANT EXECUTE ON FUNCTION mash_has_second_factor(bigint) TO mash_app;

-- For who lost theirs; how many there were. With a link to choose a password it is a way into the account, so for
-- whoever holds a role that two give it takes two.
CREATE OR REPLACE FUNCTION mash_reset_second_factor(person bigint) RETURNS int
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH gone AS (
    DELETE FROM public.mfa_authenticator a WHERE a.user_id = person
       AND (public.mash_is_trusted()
            OR CASE WHEN public.mash_needs_two(person) THEN public.mash_two_changed(person, 'reset', NULL, '')
                    ELSE public.mash_administers(person) END) RETURNING 1)
  SELECT count(*)::int FROM gone $$;
GRANT EXECUTE ON FUNCTION mash_reset_second_factor(bigint) TO mash_app;

SET LOCAL ROLE mash_owner;
