CREATE OR REPLACE FUNCTION audit_open_month(day date) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public SET lock_timeout = '3s' SET client_min_messages = 'error' AS $$
DECLARE
  start date := date_trunc('month', day);
  part text := 'audit_event_' || to_char(day, 'YYYY_MM');
BEGIN
  IF day > current_date + 800 OR to_regclass(part) IS NOT NULL THEN RETURN false; END IF;
  PERFORM pg_advisory_xact_lock(hashtext('audit_open_month'));
  IF to_regclass(part) IS NOT NULL THEN RETURN false; END IF;
  EXECUTE format('CREATE TABLE public.%I (LIKE public.audit_event INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES)', part);
  PERFORM public.audit_wall_in(part::regclass);
  EXECUTE format('ALTER TABLE public.audit_event ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)', part,
                 start::text || ' 00:00:00+00', (start + interval '1 month')::date::text || ' 00:00:00+00');
  RETURN true;
EXCEPTION
  WHEN invalid_object_definition THEN RETURN false;
END $$;

CREATE OR REPLACE FUNCTION audit_wall_in(part regclass) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  EXECUTE format('REVOKE ALL ON %s FROM mash_app', part);
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', part);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', part);
  EXECUTE format('CREATE TRIGGER stays BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION public.audit_stays()', part);
END $$;

ALTER FUNCTION audit_event_is_final() RESET search_path;
ALTER FUNCTION audit_stays() RESET search_path;
