GRANT UPDATE, DELETE ON agencies_accountchange TO mash_app;
REVOKE ALL ON agencies_letter FROM mash_worker;
REVOKE SELECT (id, created_at, try_after, attempts) ON agencies_letter FROM mash_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON agencies_letter TO mash_app;
GRANT CREATE ON SCHEMA public TO mash_guard;
SET LOCAL ROLE mash_guard;
CREATE OR REPLACE FUNCTION audit_note_mismatches(kinds text[], keys text[], founds text[])
  RETURNS TABLE (kind text, key text) LANGUAGE sql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  INSERT INTO public.audit_mismatch AS m (kind, key, found, at)
  SELECT DISTINCT w.kind, w.key, w.found, statement_timestamp() FROM unnest(kinds, keys, founds) w(kind, key, found)
  ON CONFLICT DO NOTHING RETURNING m.kind::text, m.key::text $$;
CREATE OR REPLACE FUNCTION mash_governed_hubs() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
  AS $$ SELECT coalesce(array_agg(u.hub_id), '{}') FROM public.agencies_user u
        WHERE u.id = public.mash_active_uid() AND EXISTS (
          SELECT FROM public.agencies_membership m
          WHERE m.user_id = u.id AND m.ended_at IS NULL AND m.role = 'governance') $$;
GRANT EXECUTE ON FUNCTION mash_holds(bigint, text[]), mash_administers(bigint) TO mash_app;
SET LOCAL ROLE mash_owner;
REVOKE CREATE ON SCHEMA public FROM mash_guard;
REVOKE ALL ON FUNCTION mash_is_trusted(), mash_login() FROM mash_app, mash_guard;
REVOKE ALL ON FUNCTION audit_attested_since(), mash_kept_key(text) FROM mash_guard;
GRANT EXECUTE ON FUNCTION agencies_by_administrators_alone(), audit_attestation_is_final(), audit_attested_since(),
  mash_account_by_two(), mash_decide_change(), mash_domains_by_two(), mash_give_by_two(), mash_group_follows(),
  mash_groups_stay(), mash_is_trusted(), mash_kept_key(text), mash_login() TO PUBLIC;
