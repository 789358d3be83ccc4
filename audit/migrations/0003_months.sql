SET LOCAL lock_timeout = '5s';

-- The table there is steps aside, with the names of its parts.
ALTER TABLE audit_event RENAME TO audit_event_before;
DROP TRIGGER final ON audit_event_before;
DROP POLICY add ON audit_event_before;
DROP POLICY read ON audit_event_before;
DROP POLICY upkeep ON audit_event_before;
ALTER INDEX event_hub_at RENAME TO event_before_hub_at;
ALTER INDEX event_reference_at RENAME TO event_before_reference_at;
ALTER INDEX event_by_at RENAME TO event_before_by_at;
ALTER INDEX event_code_at RENAME TO event_before_code_at;
ALTER TABLE audit_event_before DROP CONSTRAINT audit_event_pkey;
ALTER TABLE audit_event_before ADD CONSTRAINT audit_event_before_pkey PRIMARY KEY USING INDEX audit_event_before_pkey;

CREATE TABLE audit_event (LIKE audit_event_before INCLUDING DEFAULTS) PARTITION BY RANGE (at);
ALTER TABLE audit_event ADD PRIMARY KEY (id, at);
CREATE INDEX event_hub_at ON audit_event (hub_id, at DESC);
CREATE INDEX event_reference_at ON audit_event (hub_id, reference, at DESC);
CREATE INDEX event_by_at ON audit_event (hub_id, by_id, at DESC);
CREATE INDEX event_code_at ON audit_event (hub_id, code, at DESC);
CREATE INDEX event_place ON audit_event (cluster, xid, id);  -- the order in which lines are sealed

-- Written once: by the app only with the place the database gives it, read by auditors and by what seals.
REVOKE ALL ON audit_event FROM mash_app;
GRANT SELECT ON audit_event TO mash_app;
GRANT INSERT (id, at, code, by_id, by_name, by_role, by_agency, hub_id, about_kind, about_id, reference, detail,
  purpose, address, agent, request_id) ON audit_event TO mash_app;
ALTER TABLE audit_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_event FORCE ROW LEVEL SECURITY;
CREATE POLICY add ON audit_event FOR INSERT TO mash_app WITH CHECK (true);
CREATE POLICY read ON audit_event FOR SELECT TO mash_app USING (
  hub_id = ANY ((SELECT mash_event_hubs())::bigint[]) OR (SELECT mash_is_system()));
CREATE POLICY upkeep ON audit_event TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE TRIGGER final BEFORE UPDATE OR DELETE ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_event_is_final();

-- Emptying a table at one blow passes by triggers on rows. Only who says it is upkeep may: tests, after each of them.
CREATE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('mash.upkeep', true) = 'on' THEN RETURN NULL; END IF;
  RAISE EXCEPTION 'The access log is never emptied' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER stays BEFORE TRUNCATE ON audit_event FOR EACH STATEMENT EXECUTE FUNCTION audit_stays();

-- A partition is reached through the whole table and its policies, by nobody in any other way.
CREATE FUNCTION audit_wall_in(part regclass) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  EXECUTE format('REVOKE ALL ON %s FROM mash_app', part);
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', part);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', part);
  EXECUTE format('CREATE TRIGGER stays BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION public.audit_stays()', part);
END $$;
REVOKE ALL ON FUNCTION audit_wall_in(regclass) FROM PUBLIC;

-- For the worker, which owns no table: makes room for the month a day is in. It reads no line. Attaching, unlike
-- creating in place, lets people go on writing meanwhile; only the partition for the rest is locked, and it is empty.
CREATE FUNCTION audit_open_month(day date) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
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
  WHEN invalid_object_definition THEN RETURN false;  -- the partition "before" covers it
END $$;
REVOKE ALL ON FUNCTION audit_open_month(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_open_month(date) TO mash_app;

SELECT audit_wall_in('audit_event_before');
CREATE TABLE audit_event_rest PARTITION OF audit_event DEFAULT;  -- holds a line only when nobody opened its month
SELECT audit_wall_in('audit_event_rest');
