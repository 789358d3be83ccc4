-- Who belongs to what decides who sees what. Through the web server only an administrator changes it, for the people
-- and groups of their own hub: otherwise whoever is signed in could, by one stray statement, join any team there is.
-- What an administrator changes, the second person changes too, in the transaction in which they confirm it and no
-- further than the triggers of two_people.sql let them. Whoever reviews roles, an administrator or a manager,
-- confirms and ends them.

SET LOCAL ROLE mash_guard;

-- The hub whose accounts the person acting may change now: as its administrator, or as the second person who has
-- just confirmed a change.
CREATE OR REPLACE FUNCTION mash_administered_hub() RETURNS bigint
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT u.hub_id FROM public.agencies_user u WHERE u.id = public.mash_active_uid()
    AND (public.mash_holds(u.id, '{administrator}') OR public.mash_confirms_now(u.hub_id)) $$;
GRANT EXECUTE ON FUNCTION mash_administered_hub() TO mash_app;

-- Is the person acting an administrator of the hub this person belongs to?
CREATE OR REPLACE FUNCTION mash_administers(person bigint) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM public.agencies_user u
    WHERE u.id = person AND u.hub_id = public.mash_administered_hub()) $$;

-- Whether the person acting may look again at the roles of this one: of their own hub, and never themselves.
CREATE OR REPLACE FUNCTION mash_reviews(person bigint) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM public.agencies_user a JOIN public.agencies_user u ON u.hub_id = a.hub_id
    WHERE a.id = public.mash_active_uid() AND u.id = person AND a.id <> u.id
      AND public.mash_holds(a.id, '{administrator,manager}')) $$;
GRANT EXECUTE ON FUNCTION mash_reviews(bigint) TO mash_app;

SET LOCAL ROLE mash_owner;

-- One trigger for five tables. Whatever a table lets pass is written out below; all else is refused.
CREATE OR REPLACE FUNCTION agencies_by_administrators_alone() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  own bigint;
  was jsonb := CASE TG_OP WHEN 'INSERT' THEN '{}' ELSE to_jsonb(OLD) END;
  becomes jsonb := CASE TG_OP WHEN 'DELETE' THEN '{}' ELSE to_jsonb(NEW) END;
  given jsonb := CASE TG_OP WHEN 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
  looked_at CONSTANT text[] := ARRAY['certified_at', 'certified_by_id'];
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
      allowed := public.mash_hub_of_person((given ->> 'user_id')::bigint) = own
        AND public.mash_hub_of_group((given ->> 'group_id')::int) = own
        -- whoever looks again at roles takes away what no role of the person's leads to any more
        OR TG_OP = 'DELETE' AND public.mash_reviews((given ->> 'user_id')::bigint)
        AND NOT public.mash_may_belong((given ->> 'user_id')::bigint, (given ->> 'group_id')::int);
    WHEN 'agencies_membership' THEN
      allowed := TG_OP <> 'DELETE' AND public.mash_hub_of_person((given ->> 'user_id')::bigint) = own
        AND (TG_OP = 'INSERT' OR was - 'ended_at' = becomes - 'ended_at')
        OR TG_OP = 'UPDATE' AND public.mash_reviews((was ->> 'user_id')::bigint) AND (
          was - 'ended_at' = becomes - 'ended_at'
          OR was - looked_at = becomes - looked_at
          AND (becomes ->> 'certified_by_id')::bigint = public.mash_active_uid());
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

CREATE OR REPLACE TRIGGER administrators_alone BEFORE INSERT OR UPDATE OR DELETE ON agencies_user
  FOR EACH ROW EXECUTE FUNCTION agencies_by_administrators_alone();
CREATE OR REPLACE TRIGGER administrators_alone BEFORE INSERT OR UPDATE OR DELETE ON agencies_user_groups
  FOR EACH ROW EXECUTE FUNCTION agencies_by_administrators_alone();
CREATE OR REPLACE TRIGGER administrators_alone BEFORE INSERT OR UPDATE OR DELETE ON agencies_membership
  FOR EACH ROW EXECUTE FUNCTION agencies_by_administrators_alone();
CREATE OR REPLACE TRIGGER administrators_alone BEFORE INSERT OR UPDATE OR DELETE ON agencies_hub
  FOR EACH ROW EXECUTE FUNCTION agencies_by_administrators_alone();
CREATE OR REPLACE TRIGGER administrators_alone BEFORE INSERT OR UPDATE OR DELETE ON agencies_agency
  FOR EACH ROW EXECUTE FUNCTION agencies_by_administrators_alone();
