-- What opens a month runs as the owner of the tables, so it believes no name that somebody else could have made: the
-- session's temporary schema comes last, and each name says where it lives. Only background work, and whoever may be
-- the owner anyway, has a use for it.
CREATE OR REPLACE FUNCTION audit_open_month(day date) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '3s' SET client_min_messages = 'error' AS $$
DECLARE
  start pg_catalog.date := pg_catalog.date_trunc('month', day);
  part pg_catalog.text := 'audit_event_' || pg_catalog.to_char(day, 'YYYY_MM');
BEGIN
  IF NOT (public.mash_is_system() OR pg_catalog.pg_has_role(session_user, 'mash_owner', 'MEMBER')) THEN
    RAISE EXCEPTION 'only background work opens months' USING ERRCODE = 'insufficient_privilege'; END IF;
  IF day > current_date + 800 OR pg_catalog.to_regclass('public.' || part) IS NOT NULL THEN RETURN false; END IF;
  PERFORM pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtext('audit_open_month'));
  IF pg_catalog.to_regclass('public.' || part) IS NOT NULL THEN RETURN false; END IF;
  EXECUTE pg_catalog.format('CREATE TABLE public.%I (LIKE public.audit_event INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES)', part);
  PERFORM public.audit_wall_in(pg_catalog.to_regclass('public.' || part));
  EXECUTE pg_catalog.format('ALTER TABLE public.audit_event ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)', part,
                 start::pg_catalog.text || ' 00:00:00+00', (start + interval '1 month')::pg_catalog.date::pg_catalog.text || ' 00:00:00+00');
  RETURN true;
EXCEPTION
  WHEN invalid_object_definition THEN RETURN false;  -- the partition "before" covers it
END $$;

CREATE OR REPLACE FUNCTION audit_wall_in(part regclass) RETURNS void LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  EXECUTE pg_catalog.format('REVOKE ALL ON %s FROM mash_app', part);
  EXECUTE pg_catalog.format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', part);
  EXECUTE pg_catalog.format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', part);
  EXECUTE pg_catalog.format('CREATE TRIGGER stays BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION public.audit_stays()', part);
END $$;

CREATE OR REPLACE FUNCTION audit_event_is_final() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'A line of the access log is never changed or removed' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE OR REPLACE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF pg_catalog.current_setting('mash.upkeep', true) = 'on' THEN RETURN NULL; END IF;
  RAISE EXCEPTION 'The access log is never emptied' USING ERRCODE = 'insufficient_privilege';
END $$;
