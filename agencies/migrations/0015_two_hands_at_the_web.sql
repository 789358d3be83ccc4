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

-- Whose roles the person acting looks at again: those of their hub, as an administrator or manager of it.
CREATE FUNCTION mash_reviewed_hub() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT u.hub_id FROM public.agencies_user u
   WHERE u.id = public.mash_active_uid() AND public.mash_holds(u.id, '{administrator,manager}') $$;

REVOKE ALL ON FUNCTION mash_confirms_now(bigint), mash_reviewed_hub() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mash_reviewed_hub() TO mash_app;
-- The operator's hand lets the first people in, with the owner's login.
GRANT EXECUTE ON FUNCTION mash_set_password(bigint, text, text, text, boolean, text) TO mash_owner;
SET LOCAL ROLE mash_owner;
REVOKE CREATE ON SCHEMA public FROM mash_guard;

-- As 0008 made it; and a manager who reviews roles keeps or ends them, in their own name, and gives none.
CREATE OR REPLACE FUNCTION agencies_by_administrators_alone() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  own bigint;
  was jsonb := CASE TG_OP WHEN 'INSERT' THEN '{}' ELSE to_jsonb(OLD) END;
  becomes jsonb := CASE TG_OP WHEN 'DELETE' THEN '{}' ELSE to_jsonb(NEW) END;
  given jsonb := CASE TG_OP WHEN 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
  allowed boolean;
BEGIN
  -- the worker and the owner may; so may the guard's functions, which ask for themselves
  IF public.mash_login() <> 'mash_web' OR current_user = 'mash_guard' THEN RETURN coalesce(NEW, OLD); END IF;
  own := public.mash_administered_hub();
  CASE TG_TABLE_NAME
    WHEN 'agencies_user' THEN
      -- before anybody is signed in: when they last were, and the stamp of a new password, which opens nothing
      allowed := TG_OP = 'UPDATE' AND was - 'password' - 'last_login' = becomes - 'password' - 'last_login'
        OR TG_OP <> 'DELETE'
        AND (given ->> 'hub_id')::bigint = own AND NOT (given ->> 'is_superuser')::boolean
        AND (TG_OP = 'INSERT' OR (was ->> 'hub_id')::bigint = own);
    WHEN 'agencies_user_groups' THEN
      allowed := public.mash_hub_of_group((given ->> 'group_id')::int)
          = public.mash_hub_of_person((given ->> 'user_id')::bigint)
        AND public.mash_hub_of_person((given ->> 'user_id')::bigint)
          = CASE TG_OP WHEN 'DELETE' THEN public.mash_reviewed_hub() ELSE own END;
    WHEN 'agencies_membership' THEN
      allowed := CASE TG_OP
        WHEN 'INSERT' THEN public.mash_hub_of_person((given ->> 'user_id')::bigint) = own
        WHEN 'UPDATE' THEN public.mash_hub_of_person((given ->> 'user_id')::bigint) = public.mash_reviewed_hub()
          AND was - 'ended_at' - 'certified_at' - 'certified_by_id'
            = becomes - 'ended_at' - 'certified_at' - 'certified_by_id'
          AND (was -> 'certified_at' = becomes -> 'certified_at'
               OR (becomes ->> 'certified_by_id')::bigint = public.mash_active_uid())
        ELSE false END;
    WHEN 'agencies_hub' THEN
      allowed := TG_OP = 'UPDATE' AND (given ->> 'id')::bigint = own
        AND was -> 'team_group_id' = becomes -> 'team_group_id'
        AND was -> 'deciders_group_id' = becomes -> 'deciders_group_id';
    WHEN 'agencies_agency' THEN
      allowed := TG_OP <> 'DELETE' AND (given ->> 'hub_id')::bigint = own AND CASE TG_OP
        WHEN 'INSERT' THEN public.mash_hub_of_group((given ->> 'group_id')::int) IS NULL
        ELSE was -> 'group_id' = becomes -> 'group_id' AND was -> 'hub_id' = becomes -> 'hub_id' END;
    ELSE allowed := false;
  END CASE;
  IF allowed IS NOT TRUE THEN
    RAISE EXCEPTION 'Only an administrator changes who belongs to their hub' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN coalesce(NEW, OLD);
END $$;
