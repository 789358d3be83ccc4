-- What the person acting belongs to: the groups that grants are given to, and the hubs they work for in each role.

SET LOCAL ROLE mash_guard;

-- Whether this person holds one of these roles now: not ended, and not past the date it was given until.
CREATE OR REPLACE FUNCTION mash_holds(person bigint, roles text[]) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM public.agencies_membership m
    WHERE m.user_id = person AND m.role = ANY (roles) AND m.ended_at IS NULL
      AND (m.ends_at IS NULL OR m.ends_at > statement_timestamp())) $$;
GRANT EXECUTE ON FUNCTION mash_holds(bigint, text[]) TO mash_owner;

-- Groups follow from roles: a row that says somebody is in a group counts while a role of theirs leads to it.
CREATE OR REPLACE FUNCTION mash_groups() RETURNS int[]
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce(array_agg(g.group_id), '{}')
    FROM public.agencies_user u
    JOIN public.agencies_user_groups g ON g.user_id = u.id
    JOIN public.agencies_hub h ON h.id = u.hub_id
    LEFT JOIN public.agencies_agency a ON a.id = u.agency_id
   WHERE u.id = public.mash_active_uid() AND EXISTS (
     SELECT FROM public.agencies_membership m
      WHERE m.user_id = u.id AND m.ended_at IS NULL
        AND (m.ends_at IS NULL OR m.ends_at > statement_timestamp())
        AND CASE m.role WHEN 'manager' THEN g.group_id IN (h.team_group_id, h.deciders_group_id)
                        WHEN 'adults_manager' THEN g.group_id IN (h.team_group_id, h.deciders_group_id)
                        WHEN 'social_worker' THEN g.group_id = h.team_group_id
                        WHEN 'out_of_hours' THEN g.group_id = h.team_group_id
                        WHEN 'screener' THEN g.group_id = h.team_group_id
                        WHEN 'representative' THEN g.group_id = a.group_id
                        ELSE false END) $$;
GRANT EXECUTE ON FUNCTION mash_groups() TO mash_app;

-- Does a role of this person lead to this group? Asked as somebody is put into one.
CREATE OR REPLACE FUNCTION mash_may_belong(person bigint, place int) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM public.agencies_user u
      JOIN public.agencies_hub h ON h.id = u.hub_id
      JOIN public.agencies_membership m ON m.user_id = u.id
      LEFT JOIN public.agencies_agency a ON a.id = u.agency_id
     WHERE u.id = person AND m.ended_at IS NULL AND (m.ends_at IS NULL OR m.ends_at > statement_timestamp())
       AND CASE m.role WHEN 'manager' THEN place IN (h.team_group_id, h.deciders_group_id)
                       WHEN 'adults_manager' THEN place IN (h.team_group_id, h.deciders_group_id)
                       WHEN 'social_worker' THEN place = h.team_group_id
                       WHEN 'out_of_hours' THEN place = h.team_group_id
                       WHEN 'screener' THEN place = h.team_group_id
                       WHEN 'representative' THEN place = a.group_id
                       ELSE false END) $$;
GRANT EXECUTE ON FUNCTION mash_may_belong(bigint, int) TO mash_app, mash_owner;

-- The hubs in whose team the person acting works.
CREATE OR REPLACE FUNCTION mash_team_hubs() RETURNS bigint[]
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce(array_agg(id), '{}') FROM public.agencies_hub
  WHERE team_group_id = ANY (public.mash_groups()) $$;
GRANT EXECUTE ON FUNCTION mash_team_hubs() TO mash_app;

-- The hubs in which the person acting decides.
CREATE OR REPLACE FUNCTION mash_decider_hubs() RETURNS bigint[]
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce(array_agg(id), '{}') FROM public.agencies_hub
  WHERE deciders_group_id = ANY (public.mash_groups()) $$;
GRANT EXECUTE ON FUNCTION mash_decider_hubs() TO mash_app;

-- The hubs whose access log the person acting reads.
CREATE OR REPLACE FUNCTION mash_event_hubs() RETURNS bigint[]
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce(array_agg(u.hub_id), '{}') FROM public.agencies_user u
   WHERE u.id = public.mash_active_uid() AND public.mash_holds(u.id, '{auditor,governance,data_protection}') $$;
GRANT EXECUTE ON FUNCTION mash_event_hubs() TO mash_app;

-- Governing ends with the role: on its date, though the worker has not yet written that it ended.
CREATE OR REPLACE FUNCTION mash_governed_hubs() RETURNS bigint[]
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce(array_agg(u.hub_id), '{}') FROM public.agencies_user u
   WHERE u.id = public.mash_active_uid() AND public.mash_holds(u.id, '{governance}') $$;
GRANT EXECUTE ON FUNCTION mash_governed_hubs() TO mash_app;

-- The hubs whose administrator the person acting is.
CREATE OR REPLACE FUNCTION mash_administered_hubs() RETURNS bigint[]
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce(array_agg(u.hub_id), '{}') FROM public.agencies_user u
   WHERE u.id = public.mash_active_uid() AND public.mash_holds(u.id, '{administrator}') $$;
GRANT EXECUTE ON FUNCTION mash_administered_hubs() TO mash_app;

-- Changes to accounts: read by those who decide on them and by who watches over the hub.
CREATE OR REPLACE FUNCTION mash_account_hubs() RETURNS bigint[]
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce(array_agg(u.hub_id), '{}') FROM public.agencies_user u
   WHERE u.id = public.mash_active_uid() AND public.mash_holds(u.id, '{administrator,manager,governance}') $$;
GRANT EXECUTE ON FUNCTION mash_account_hubs() TO mash_app, mash_owner;

-- The hub a group belongs to, as its team's, its deciders' or an agency's; none for a group that is nobody's yet.
CREATE OR REPLACE FUNCTION mash_hub_of_group(wanted int) RETURNS bigint
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT h.id FROM public.agencies_hub h WHERE wanted IN (h.team_group_id, h.deciders_group_id)
  UNION ALL SELECT a.hub_id FROM public.agencies_agency a WHERE a.group_id = wanted LIMIT 1 $$;
GRANT EXECUTE ON FUNCTION mash_hub_of_group(int) TO mash_app;

-- The hub a person belongs to.
CREATE OR REPLACE FUNCTION mash_hub_of_person(wanted bigint) RETURNS bigint
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT u.hub_id FROM public.agencies_user u WHERE u.id = wanted $$;
GRANT EXECUTE ON FUNCTION mash_hub_of_person(bigint) TO mash_app;

SET LOCAL ROLE mash_owner;
