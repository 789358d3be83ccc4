"""Functions the walls ask: who is acting, and which groups and hubs that person belongs to."""

from django.db import migrations

SQL = """
CREATE FUNCTION mash_uid() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('mash.user_id', true), '')::bigint;
CREATE FUNCTION mash_is_system() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  RETURN coalesce(current_setting('mash.system', true), '') = 'on';

-- Somebody suspended belongs to nothing from the next statement on.
CREATE FUNCTION mash_active_uid() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
  AS $$ SELECT id FROM public.agencies_user WHERE id = public.mash_uid() AND is_active $$;
CREATE FUNCTION mash_groups() RETURNS int[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
  AS $$ SELECT coalesce(array_agg(group_id), '{}') FROM public.agencies_user_groups
        WHERE user_id = public.mash_active_uid() $$;
CREATE FUNCTION mash_team_hubs() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
  AS $$ SELECT coalesce(array_agg(id), '{}') FROM public.agencies_hub
        WHERE team_group_id = ANY (public.mash_groups()) $$;
CREATE FUNCTION mash_decider_hubs() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
  AS $$ SELECT coalesce(array_agg(id), '{}') FROM public.agencies_hub
        WHERE deciders_group_id = ANY (public.mash_groups()) $$;
CREATE FUNCTION mash_event_hubs() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
  AS $$ SELECT coalesce(array_agg(u.hub_id), '{}') FROM public.agencies_user u
        WHERE u.id = public.mash_active_uid() AND EXISTS (
          SELECT FROM public.agencies_membership m
          WHERE m.user_id = u.id AND m.ended_at IS NULL AND m.role IN ('auditor', 'governance')) $$;

GRANT SELECT ON agencies_user, agencies_user_groups, agencies_hub, agencies_membership, agencies_agency TO mash_guard;
GRANT CREATE ON SCHEMA public TO mash_guard;
ALTER FUNCTION mash_active_uid() OWNER TO mash_guard;
ALTER FUNCTION mash_groups() OWNER TO mash_guard;
ALTER FUNCTION mash_team_hubs() OWNER TO mash_guard;
ALTER FUNCTION mash_decider_hubs() OWNER TO mash_guard;
ALTER FUNCTION mash_event_hubs() OWNER TO mash_guard;
REVOKE CREATE ON SCHEMA public FROM mash_guard;
"""

UNDO = """
DROP FUNCTION mash_event_hubs(); DROP FUNCTION mash_decider_hubs(); DROP FUNCTION mash_team_hubs();
DROP FUNCTION mash_groups(); DROP FUNCTION mash_active_uid(); DROP FUNCTION mash_is_system(); DROP FUNCTION mash_uid();
"""


class Migration(migrations.Migration):
    dependencies = [("agencies", "0001_initial"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [migrations.RunSQL(SQL, UNDO)]
