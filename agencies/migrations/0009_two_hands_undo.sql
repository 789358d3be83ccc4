DROP TRIGGER groups_stay ON agencies_agency;
DROP TRIGGER groups_stay ON agencies_hub;
DROP FUNCTION mash_groups_stay();
DROP TRIGGER domains_by_two ON agencies_agency;
DROP TRIGGER domains_by_two ON agencies_hub;
DROP TRIGGER changed_by_two ON agencies_user;
DROP TRIGGER follows_a_role ON agencies_user_groups;
DROP TRIGGER given_by_two ON agencies_membership;
DROP TRIGGER decided_by_another ON agencies_accountchange;
DROP FUNCTION mash_domains_by_two(); DROP FUNCTION mash_account_by_two(); DROP FUNCTION mash_group_follows();
DROP FUNCTION mash_give_by_two(); DROP FUNCTION mash_decide_change();
DROP POLICY guard ON agencies_accountchange; DROP POLICY operator ON agencies_accountchange;
DROP POLICY change ON agencies_accountchange; DROP POLICY add ON agencies_accountchange;
DROP POLICY see ON agencies_accountchange;

GRANT CREATE ON SCHEMA public TO mash_guard;
SET LOCAL ROLE mash_guard;
CREATE OR REPLACE FUNCTION mash_groups() RETURNS int[] LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
  AS $$ SELECT coalesce(array_agg(group_id), '{}') FROM public.agencies_user_groups
        WHERE user_id = public.mash_active_uid() $$;
CREATE OR REPLACE FUNCTION mash_event_hubs() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
  AS $$ SELECT coalesce(array_agg(u.hub_id), '{}') FROM public.agencies_user u
        WHERE u.id = public.mash_active_uid() AND EXISTS (
          SELECT FROM public.agencies_membership m
          WHERE m.user_id = u.id AND m.ended_at IS NULL AND m.role IN ('auditor', 'governance')) $$;
CREATE OR REPLACE FUNCTION mash_administered_hubs() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
  AS $$ SELECT coalesce(array_agg(u.hub_id), '{}') FROM public.agencies_user u
        WHERE u.id = public.mash_active_uid() AND EXISTS (
          SELECT FROM public.agencies_membership m
          WHERE m.user_id = u.id AND m.ended_at IS NULL AND m.role = 'administrator') $$;
DROP FUNCTION mash_two_let_domains(bigint, bigint, text[]); DROP FUNCTION mash_two_changed(bigint, text, bigint, text);
DROP FUNCTION mash_two_gave(uuid, bigint, text, timestamptz); DROP FUNCTION mash_changes_waiting(bigint);
DROP FUNCTION mash_may_confirm(bigint, bigint, bigint); DROP FUNCTION mash_account_hubs();
DROP FUNCTION mash_may_belong(bigint, int); DROP FUNCTION mash_needs_two(bigint); DROP FUNCTION mash_holds(bigint, text[]);
SET LOCAL ROLE mash_owner;
REVOKE CREATE ON SCHEMA public FROM mash_guard;
ALTER TABLE agencies_accountchange DROP COLUMN decided_in;
