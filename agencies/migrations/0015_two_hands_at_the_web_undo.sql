GRANT CREATE ON SCHEMA public TO mash_guard;
SET LOCAL ROLE mash_guard;
REVOKE EXECUTE ON FUNCTION mash_set_password(bigint, text, text, text, boolean, text) FROM mash_owner;
CREATE OR REPLACE FUNCTION mash_reset_second_factor(person bigint) RETURNS int LANGUAGE sql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  WITH gone AS (
    DELETE FROM public.mfa_authenticator a
     WHERE a.user_id = person AND (public.mash_administers(person) OR public.mash_is_trusted()) RETURNING 1)
  SELECT count(*)::int FROM gone $$;
CREATE OR REPLACE FUNCTION mash_administers(person bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM public.agencies_user a JOIN public.agencies_user u ON u.hub_id = a.hub_id
    JOIN public.agencies_membership m ON m.user_id = a.id AND m.ended_at IS NULL AND m.role = 'administrator'
    WHERE a.id = public.mash_active_uid() AND u.id = person) $$;
CREATE OR REPLACE FUNCTION mash_administered_hub() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT u.hub_id FROM public.agencies_user u WHERE u.id = public.mash_active_uid() AND EXISTS (
    SELECT FROM public.agencies_membership m WHERE m.user_id = u.id AND m.ended_at IS NULL AND m.role = 'administrator') $$;
DROP FUNCTION mash_confirms_now(bigint);
SET LOCAL ROLE mash_owner;
REVOKE CREATE ON SCHEMA public FROM mash_guard;
