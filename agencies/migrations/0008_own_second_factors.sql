-- Second factors are within reach of their owner, signed in or half-way; that there is one, of whoever is signing in.
ALTER TABLE mfa_authenticator ENABLE ROW LEVEL SECURITY;
ALTER TABLE mfa_authenticator FORCE ROW LEVEL SECURITY;
CREATE POLICY upkeep ON mfa_authenticator TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON mfa_authenticator TO mash_guard USING (true);
GRANT SELECT, DELETE ON mfa_authenticator TO mash_guard;
CREATE POLICY own ON mfa_authenticator TO mash_app
  USING (user_id = (SELECT mash_uid()) OR (SELECT mash_is_trusted()));
CREATE POLICY half_way_in ON mfa_authenticator FOR SELECT TO mash_app USING (user_id = (SELECT mash_half_signed_in()));
CREATE POLICY spends_a_code ON mfa_authenticator FOR UPDATE TO mash_app USING (user_id = (SELECT mash_half_signed_in()));

GRANT CREATE ON SCHEMA public TO mash_guard;
SET LOCAL ROLE mash_guard;
-- An app or a passkey: recovery codes alone stand in for nothing.
CREATE FUNCTION mash_has_second_factor(person bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM public.mfa_authenticator a WHERE a.user_id = person AND a.type <> 'recovery_codes') $$;
-- By an administrator of their hub, for who lost theirs; how many there were.
CREATE FUNCTION mash_reset_second_factor(person bigint) RETURNS int LANGUAGE sql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  WITH gone AS (
    DELETE FROM public.mfa_authenticator a
     WHERE a.user_id = person AND (public.mash_administers(person) OR public.mash_is_trusted()) RETURNING 1)
  SELECT count(*)::int FROM gone $$;
DO $$
DECLARE f text;
BEGIN
  FOREACH f IN ARRAY ARRAY['mash_has_second_factor(bigint)', 'mash_reset_second_factor(bigint)'] LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO mash_app', f);
  END LOOP;
END $$;
SET LOCAL ROLE mash_owner;
REVOKE CREATE ON SCHEMA public FROM mash_guard;
