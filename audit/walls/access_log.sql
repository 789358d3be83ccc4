-- The access log, divided by months. It is written once: the app adds lines, each with the place that the database
-- gives it, and nobody changes or removes one.

-- Which database cluster this is: the numbers of transactions start anew in another.
CREATE OR REPLACE FUNCTION audit_cluster() RETURNS bigint
  LANGUAGE sql
  RETURN (pg_control_system()).system_identifier;
GRANT EXECUTE ON FUNCTION audit_cluster() TO mash_app;

-- Lines of the log, its seals and its tombstones are never changed.
CREATE OR REPLACE FUNCTION audit_event_is_final() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'A line of the access log is never changed or removed' USING ERRCODE = 'insufficient_privilege';
END $$;

-- TRUNCATE does not fire row triggers, so it has a trigger of its own. Only upkeep may do it: tests
-- do after each test.
CREATE OR REPLACE FUNCTION audit_stays() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF pg_catalog.current_setting('mash.upkeep', true) = 'on' THEN RETURN NULL; END IF;
  RAISE EXCEPTION 'The access log is never emptied' USING ERRCODE = 'insufficient_privilege';
END $$;

-- What gives a line its place: the database cluster and the transaction that wrote it. Lines are sealed in that order.
CREATE TABLE IF NOT EXISTS audit_event (
  id uuid NOT NULL,
  at timestamptz NOT NULL,
  code varchar(60) NOT NULL,
  by_id bigint,
  by_name varchar(200) NOT NULL,
  by_role varchar(60) NOT NULL,
  by_agency varchar(200) NOT NULL,
  hub_id bigint,
  about_kind varchar(40) NOT NULL,
  about_id varchar(40) NOT NULL,
  reference varchar(40) NOT NULL,
  detail jsonb NOT NULL,
  purpose varchar(300) NOT NULL,
  address varchar(45) NOT NULL,
  agent varchar(60) NOT NULL,
  request_id varchar(64) NOT NULL,
  cluster bigint NOT NULL,
  xid bigint NOT NULL,
  PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
ALTER TABLE audit_event ALTER COLUMN cluster SET DEFAULT audit_cluster(),
  ALTER COLUMN xid SET DEFAULT pg_current_xact_id()::text::bigint;

-- What the auditor's desk looks up by. A month opened later has these from the start.
CREATE INDEX IF NOT EXISTS event_hub_at ON audit_event (hub_id, at DESC);
CREATE INDEX IF NOT EXISTS event_reference_at ON audit_event (hub_id, reference, at DESC);
CREATE INDEX IF NOT EXISTS event_by_at ON audit_event (hub_id, by_id, at DESC);
CREATE INDEX IF NOT EXISTS event_code_at ON audit_event (hub_id, code, at DESC);
CREATE INDEX IF NOT EXISTS event_agency_at ON audit_event (hub_id, by_agency, at DESC);
CREATE INDEX IF NOT EXISTS event_role_at ON audit_event (hub_id, by_role, at DESC);
CREATE INDEX IF NOT EXISTS event_purpose_at ON audit_event (hub_id, at DESC) WHERE NOT (purpose = '');
CREATE INDEX IF NOT EXISTS event_listed ON audit_event USING gin ((detail -> 'references')) WHERE detail ? 'references';
CREATE INDEX IF NOT EXISTS event_place ON audit_event (cluster, xid, id);  -- the order in which lines are sealed

-- Who adds and who reads ----------------------------------------------------------------------------------------------
ALTER TABLE audit_event ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT (id, at, code, by_id, by_name, by_role, by_agency, hub_id, about_kind, about_id, reference,
  detail, purpose, address, agent, request_id) ON audit_event TO mash_app;
GRANT SELECT ON audit_event TO mash_guard;
CREATE POLICY upkeep ON audit_event TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON audit_event FOR SELECT TO mash_guard USING (true);
-- Whether a line says that somebody else looked in the log into what this person did: at what is unusual of theirs, at
-- a line of theirs, or by a filter with their name (audit/own_inquiries.py).
CREATE OR REPLACE FUNCTION audit_inquires_into(code varchar, by_id bigint, detail jsonb, person bigint) RETURNS boolean
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN code LIKE 'log.%' AND by_id IS DISTINCT FROM person
    AND (coalesce(detail -> 'accounts' @> to_jsonb(person), false)
         OR coalesce(detail -> 'filter' ->> 'by' = person::text, false));
GRANT EXECUTE ON FUNCTION audit_inquires_into(varchar, bigint, jsonb, bigint) TO mash_app;

-- Auditors and governance officers read their hub's lines, and background work reads all of them. Nobody learns from
-- the log that a colleague looks into what they did. A failed sign-in with an address that nobody here has is no hub's;
-- it holds that address as a keyed hash, and everybody who keeps watch needs to see an attack.
CREATE POLICY read ON audit_event FOR SELECT TO mash_app USING (
  (SELECT mash_is_system())
  OR (hub_id = ANY ((SELECT mash_event_hubs())::bigint[])
      AND NOT audit_inquires_into(code, by_id, detail, (SELECT mash_active_uid())))
  OR (hub_id IS NULL AND code = 'sign_in.failed' AND cardinality((SELECT mash_event_hubs())::bigint[]) > 0));
-- Nobody can write a line in another person's name. A line without a user is of a member of the
-- public or of somebody unknown.
CREATE POLICY add ON audit_event FOR INSERT TO mash_app WITH CHECK (
  by_id IS NULL OR (SELECT mash_is_trusted()) OR by_id = (SELECT mash_session_person()));

CREATE OR REPLACE TRIGGER final BEFORE UPDATE OR DELETE ON audit_event
  FOR EACH ROW EXECUTE FUNCTION audit_event_is_final();
CREATE OR REPLACE TRIGGER stays BEFORE TRUNCATE ON audit_event
  FOR EACH STATEMENT EXECUTE FUNCTION audit_stays();

-- A partition is reached through the whole table and its policies, by nobody in any other way.
CREATE OR REPLACE FUNCTION audit_wall_in(part regclass) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  EXECUTE pg_catalog.format('REVOKE ALL ON %s FROM mash_app', part);
  EXECUTE pg_catalog.format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', part);
  EXECUTE pg_catalog.format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', part);
  EXECUTE pg_catalog.format('CREATE TRIGGER stays BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION public.audit_stays()', part);
END $$;

-- What opens a month runs as the owner of the tables, so it believes no name that somebody else could have made: the
-- session's temporary schema comes last, and each name says where it lives. Only background work, and whoever may be
-- the owner anyway, has a use for it.
CREATE OR REPLACE FUNCTION audit_open_month(day date) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '3s'
      SET client_min_messages = 'error' AS $$
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
                 start::pg_catalog.text || ' 00:00:00+00',
                     (start + interval '1 month')::pg_catalog.date::pg_catalog.text || ' 00:00:00+00');
  RETURN true;
EXCEPTION
  WHEN invalid_object_definition THEN RETURN false;  -- the partition "before" covers it
END $$;
GRANT EXECUTE ON FUNCTION audit_open_month(date) TO mash_app;

-- The first partitions: "before" holds every line up to the first month that begins a week or more from now, a
-- partition each month after it, and "rest" a line only when nobody opened its month.
DO $$
DECLARE first date := date_trunc('month', (now() AT TIME ZONE 'UTC') + interval '7 days' + interval '1 month');
BEGIN
  IF to_regclass('public.audit_event_rest') IS NOT NULL THEN RETURN; END IF;
  CREATE TABLE audit_event_rest PARTITION OF audit_event DEFAULT;
  PERFORM audit_wall_in('audit_event_rest');
  EXECUTE format('CREATE TABLE audit_event_before PARTITION OF audit_event FOR VALUES FROM (MINVALUE) TO (%L)',
                 first::text || ' 00:00:00+00');
  PERFORM audit_wall_in('audit_event_before');
  PERFORM audit_open_month((first + make_interval(months => ahead))::date) FROM generate_series(0, 3) AS ahead;
END $$;

SET LOCAL ROLE mash_guard;

-- Which lists showed a reference. References of a list stand in its detail, where no index can be used from behind
-- a policy.
CREATE OR REPLACE FUNCTION audit_lists_naming(wanted text[], at_most int) RETURNS SETOF uuid
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT e.id FROM public.audit_event e
   WHERE e.detail ? 'references' AND e.detail -> 'references' ?| wanted AND e.hub_id = ANY (public.mash_event_hubs())
   ORDER BY e.at DESC LIMIT at_most $$;
GRANT EXECUTE ON FUNCTION audit_lists_naming(text[], int) TO mash_app;

SET LOCAL ROLE mash_owner;
