-- A saved search belongs to its owner alone, for as long as they may read the log of that hub.

ALTER TABLE audit_savedsearch ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON audit_savedsearch TO mash_app;
CREATE POLICY upkeep ON audit_savedsearch TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
-- Its owner's alone, for as long as they may read the log of that hub.
CREATE POLICY own ON audit_savedsearch TO mash_app USING (
  by_id = (SELECT mash_active_uid()) AND hub_id = ANY ((SELECT mash_event_hubs())::bigint[]));
