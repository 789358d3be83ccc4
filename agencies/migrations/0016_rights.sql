-- Functions made before new ones were closed to everybody (referrals 0029) ---------------------------------------------
-- Nobody calls a trigger; what policies and the guard's functions ask is for those who ask it.
REVOKE ALL ON FUNCTION agencies_by_administrators_alone(), audit_attestation_is_final(), audit_attested_since(),
  mash_account_by_two(), mash_decide_change(), mash_domains_by_two(), mash_give_by_two(), mash_group_follows(),
  mash_groups_stay(), mash_is_trusted(), mash_kept_key(text), mash_login() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mash_is_trusted(), mash_login() TO mash_app, mash_guard;
GRANT EXECUTE ON FUNCTION audit_attested_since(), mash_kept_key(text) TO mash_guard;

GRANT CREATE ON SCHEMA public TO mash_guard;
SET LOCAL ROLE mash_guard;
-- The guard's functions alone ask these.
REVOKE ALL ON FUNCTION mash_holds(bigint, text[]), mash_administers(bigint) FROM mash_app;

-- Governing ends with the role: on its date, though the worker has not yet written that it ended.
CREATE OR REPLACE FUNCTION mash_governed_hubs() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
  AS $$ SELECT coalesce(array_agg(u.hub_id), '{}') FROM public.agencies_user u
         WHERE u.id = public.mash_active_uid() AND public.mash_holds(u.id, '{governance}') $$;

-- What a page found wrong: gives those that were not found so before. Only what is wrong, of what the person acting may
-- see: else a stranger could note something beforehand, and no line of the log would tell of it when it is so. Whether a
-- signature is ours the database cannot say, so of what is signed it believes whoever sees it.
CREATE OR REPLACE FUNCTION audit_note_mismatches(kinds text[], keys text[], founds text[])
  RETURNS TABLE (kind text, key text) LANGUAGE sql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  WITH said AS (
    SELECT DISTINCT w.kind, w.key, w.found FROM unnest(kinds, keys, founds) w(kind, key, found)
     WHERE w.key ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}'),
  places AS (
    SELECT s.*, 'referral' AS scope, a.belongs_to AS place FROM said s
      JOIN public.audit_attestation a ON a.kind = s.kind AND a.key = s.key
    UNION
    SELECT s.*, p.scope, p.place FROM said s JOIN public.mash_frozen_rows() f
        ON f.kind = s.kind AND f.record = left(s.key, 36)::uuid AND f.key = s.key
      CROSS JOIN LATERAL (VALUES ('referral', f.referral), ('request', f.request), ('product', f.product)) p(scope, place)),
  seen AS MATERIALIZED (
    SELECT v.* FROM (SELECT DISTINCT p.scope, p.place FROM places p WHERE p.place IS NOT NULL) p
      CROSS JOIN LATERAL public.mash_frozen_in(p.scope, p.place) v)
  INSERT INTO public.audit_mismatch AS m (kind, key, found, at)
  SELECT s.kind, s.key, s.found, statement_timestamp() FROM said s
   WHERE EXISTS (SELECT FROM seen v WHERE v.kind = s.kind AND v.key = s.key AND coalesce(v.now, '') = s.found
                   AND (v.now IS NULL OR v.digest IS NULL OR NOT v.same OR v.seal IS NOT NULL))
  ON CONFLICT DO NOTHING RETURNING m.kind::text, m.key::text $$;
SET LOCAL ROLE mash_owner;
REVOKE CREATE ON SCHEMA public FROM mash_guard;

-- Letters: a page puts one there, and reads back what the database filled in; the worker takes it from there.
REVOKE ALL ON agencies_letter FROM mash_app;
GRANT INSERT, SELECT (id, created_at, try_after, attempts) ON agencies_letter TO mash_app;
GRANT SELECT, UPDATE (attempts, try_after), DELETE ON agencies_letter TO mash_worker;

-- A change to an account is decided, and otherwise stays.
REVOKE UPDATE, DELETE ON agencies_accountchange FROM mash_app;
GRANT UPDATE (decision, decided_by_id, decided_at, decided_why) ON agencies_accountchange TO mash_app;
