-- What an administrator changes through the web server, the second person changes too: in the transaction in which they
-- confirm it, and no further than the triggers of 0009 let them.

SET LOCAL ROLE mash_owner;
GRANT CREATE ON SCHEMA public TO mash_guard;
SET LOCAL ROLE mash_guard;

-- Whether the person acting has confirmed, in this very transaction, a change to an account of this hub.
CREATE FUNCTION mash_confirms_now(hub bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM public.agencies_accountchange c
    WHERE c.hub_id = hub AND c.decision = 'confirmed' AND c.decided_in = pg_current_xact_id()
      AND c.decided_by_id = public.mash_active_uid()) $$;

CREATE OR REPLACE FUNCTION mash_administered_hub() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT u.hub_id FROM public.agencies_user u WHERE u.id = public.mash_active_uid()
    AND (public.mash_holds(u.id, '{administrator}') OR public.mash_confirms_now(u.hub_id)) $$;

CREATE OR REPLACE FUNCTION mash_administers(person bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM public.agencies_user u
    WHERE u.id = person AND u.hub_id = public.mash_administered_hub()) $$;

-- For who lost theirs; how many there were. With a link to choose a password it is a way into the account, so for whoever
-- holds a role that two give it takes two.
CREATE OR REPLACE FUNCTION mash_reset_second_factor(person bigint) RETURNS int LANGUAGE sql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  WITH gone AS (
    DELETE FROM public.mfa_authenticator a WHERE a.user_id = person
       AND (public.mash_is_trusted()
            OR CASE WHEN public.mash_needs_two(person) THEN public.mash_two_changed(person, 'reset', NULL, '')
                    ELSE public.mash_administers(person) END) RETURNING 1)
  SELECT count(*)::int FROM gone $$;

REVOKE ALL ON FUNCTION mash_confirms_now(bigint) FROM PUBLIC;
-- The operator's hand lets the first people in, with the owner's login.
GRANT EXECUTE ON FUNCTION mash_set_password(bigint, text, text, text, boolean, text) TO mash_owner;
SET LOCAL ROLE mash_owner;
REVOKE CREATE ON SCHEMA public FROM mash_guard;
