-- An export belongs to whoever asked for it, for as long as they may read the log of that hub; only background work
-- makes one.

ALTER TABLE audit_export ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE ON audit_export TO mash_app;
CREATE POLICY upkeep ON audit_export TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY read ON audit_export FOR SELECT TO mash_app USING ((SELECT mash_is_system()) OR
  (by_id = (SELECT mash_active_uid()) AND hub_id = ANY ((SELECT mash_event_hubs())::bigint[])));
-- An export is its asker's alone, for as long as they may read the log of that hub; only background work makes one.
CREATE POLICY add ON audit_export FOR INSERT TO mash_app WITH CHECK (
  by_id = (SELECT mash_active_uid()) AND hub_id = ANY ((SELECT mash_event_hubs())::bigint[]) AND state = 'waiting');
CREATE POLICY change ON audit_export FOR UPDATE TO mash_app USING ((SELECT mash_is_system()));

ALTER TABLE audit_exportpiece ALTER COLUMN content SET STORAGE EXTERNAL;  -- it is zipped already

ALTER TABLE audit_exportpiece ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, DELETE ON audit_exportpiece TO mash_app;
CREATE POLICY upkeep ON audit_exportpiece TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY read ON audit_exportpiece FOR SELECT TO mash_app USING ((SELECT mash_is_system()) OR EXISTS (
  SELECT FROM audit_export e WHERE e.id = export_id AND e.state = 'ready' AND e.expires_at > now()));
CREATE POLICY add ON audit_exportpiece FOR INSERT TO mash_app WITH CHECK ((SELECT mash_is_system()));
CREATE POLICY remove ON audit_exportpiece FOR DELETE TO mash_app USING ((SELECT mash_is_system()));
