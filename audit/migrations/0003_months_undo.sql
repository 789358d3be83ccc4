SET LOCAL mash.upkeep = 'on';
SET LOCAL lock_timeout = '5s';
LOCK TABLE audit_event IN ACCESS EXCLUSIVE MODE;

CREATE TABLE audit_event_whole (LIKE audit_event INCLUDING DEFAULTS);
INSERT INTO audit_event_whole SELECT * FROM audit_event;
DROP TABLE audit_event;
DROP FUNCTION audit_open_month(date);
DROP FUNCTION audit_wall_in(regclass);
DROP FUNCTION audit_stays();
ALTER TABLE audit_event_whole RENAME TO audit_event;
ALTER TABLE audit_event DROP COLUMN xid, DROP COLUMN cluster;
DROP FUNCTION audit_cluster();

ALTER TABLE audit_event ADD CONSTRAINT audit_event_pkey PRIMARY KEY (id);
CREATE INDEX event_hub_at ON audit_event (hub_id, at DESC);
CREATE INDEX event_reference_at ON audit_event (hub_id, reference, at DESC);
CREATE INDEX event_by_at ON audit_event (hub_id, by_id, at DESC);
CREATE INDEX event_code_at ON audit_event (hub_id, code, at DESC);
ALTER TABLE audit_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_event FORCE ROW LEVEL SECURITY;
CREATE POLICY add ON audit_event FOR INSERT TO mash_app WITH CHECK (true);
CREATE POLICY read ON audit_event FOR SELECT TO mash_app USING (hub_id = ANY ((SELECT mash_event_hubs())::bigint[]));
CREATE POLICY upkeep ON audit_event TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE TRIGGER final BEFORE UPDATE OR DELETE ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_event_is_final();
REVOKE ALL ON audit_event FROM mash_app;
GRANT SELECT, INSERT ON audit_event TO mash_app;
