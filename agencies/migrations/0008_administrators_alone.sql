-- Who belongs to what decides who sees what. Through the web server only an administrator changes it, for their own hub's
-- people and groups: otherwise whoever is signed in could, by one stray statement, join any team there is.

GRANT CREATE ON SCHEMA public TO mash_guard;
SET LOCAL ROLE mash_guard;
CREATE FUNCTION mash_administered_hub() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT u.hub_id FROM public.agencies_user u WHERE u.id = public.mash_active_uid() AND EXISTS (
    SELECT FROM public.agencies_membership m WHERE m.user_id = u.id AND m.ended_at IS NULL AND m.role = 'administrator') $$;
-- The hub a group belongs to, as its team's, its deciders' or an agency's; none for a group that is nobody's yet.
CREATE FUNCTION mash_hub_of_group(wanted int) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT h.id FROM public.agencies_hub h WHERE wanted IN (h.team_group_id, h.deciders_group_id)
  UNION ALL SELECT a.hub_id FROM public.agencies_agency a WHERE a.group_id = wanted LIMIT 1 $$;
CREATE FUNCTION mash_hub_of_person(wanted bigint) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$ SELECT u.hub_id FROM public.agencies_user u WHERE u.id = wanted $$;
DO $$
DECLARE f text;
BEGIN
  FOREACH f IN ARRAY ARRAY['mash_administered_hub()', 'mash_hub_of_group(int)', 'mash_hub_of_person(bigint)'] LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO mash_app', f);
  END LOOP;
END $$;
SET LOCAL ROLE mash_owner;
REVOKE CREATE ON SCHEMA public FROM mash_guard;

CREATE FUNCTION agencies_by_administrators_alone() RETURNS trigger LANGUAGE plpgsql
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
      allowed := TG_OP = 'UPDATE' AND was - 'password' - 'last_login' = becomes - 'password' - 'last_login' OR TG_OP <> 'DELETE'
        AND (given ->> 'hub_id')::bigint = own AND NOT (given ->> 'is_superuser')::boolean
        AND (TG_OP = 'INSERT' OR (was ->> 'hub_id')::bigint = own);
    WHEN 'agencies_user_groups' THEN
      allowed := public.mash_hub_of_person((given ->> 'user_id')::bigint) = own
        AND public.mash_hub_of_group((given ->> 'group_id')::int) = own;
    WHEN 'agencies_membership' THEN
      allowed := TG_OP <> 'DELETE' AND public.mash_hub_of_person((given ->> 'user_id')::bigint) = own
        AND (TG_OP = 'INSERT' OR was - 'ended_at' = becomes - 'ended_at');
    WHEN 'agencies_hub' THEN
      allowed := TG_OP = 'UPDATE' AND (given ->> 'id')::bigint = own
        AND was -> 'team_group_id' = becomes -> 'team_group_id' AND was -> 'deciders_group_id' = becomes -> 'deciders_group_id';
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
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['user', 'user_groups', 'membership', 'hub', 'agency'] LOOP
    EXECUTE format('CREATE TRIGGER administrators_alone BEFORE INSERT OR UPDATE OR DELETE ON agencies_%s
      FOR EACH ROW EXECUTE FUNCTION agencies_by_administrators_alone()', t);
  END LOOP;
END $$;
