-- Background work lists unusual access; whoever reads the log of the hub judges it. What is about oneself is not
-- shown.

ALTER TABLE audit_unusualaccess ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, DELETE, UPDATE (state, note, judged_by_id, judged_by_name, judged_at, version) ON
  audit_unusualaccess TO mash_app;
CREATE POLICY upkeep ON audit_unusualaccess TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
-- Whoever reads the log of the hub judges it; what is about oneself is not there.
CREATE POLICY read ON audit_unusualaccess FOR SELECT TO mash_app USING ((SELECT mash_is_system()) OR (
  by_id <> (SELECT mash_active_uid()) AND hub_id = ANY ((SELECT mash_event_hubs())::bigint[])));
CREATE POLICY add ON audit_unusualaccess FOR INSERT TO mash_app WITH CHECK ((SELECT mash_is_system()));
CREATE POLICY judge ON audit_unusualaccess FOR UPDATE TO mash_app USING (
  by_id <> (SELECT mash_active_uid()) AND hub_id = ANY ((SELECT mash_event_hubs())::bigint[]));
CREATE POLICY remove ON audit_unusualaccess FOR DELETE TO mash_app USING ((SELECT mash_is_system()));
