-- Seals are about nobody; which lines they are over is for what seals and proves. Only background work adds to them.

ALTER TABLE audit_seal ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON audit_seal TO mash_app;
CREATE POLICY upkeep ON audit_seal TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
-- Seals are about nobody; which lines they are over is for what seals and proves. Only background work adds to them.
CREATE POLICY read ON audit_seal FOR SELECT TO mash_app USING (true);
CREATE POLICY add ON audit_seal FOR INSERT TO mash_app WITH CHECK ((SELECT mash_is_system()));

CREATE OR REPLACE TRIGGER final BEFORE UPDATE OR DELETE ON audit_seal
  FOR EACH ROW EXECUTE FUNCTION audit_event_is_final();
CREATE OR REPLACE TRIGGER stays BEFORE TRUNCATE ON audit_seal
  FOR EACH STATEMENT EXECUTE FUNCTION audit_stays();

ALTER TABLE audit_sealedlines ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON audit_sealedlines TO mash_app;
GRANT SELECT ON audit_sealedlines TO mash_guard;
CREATE POLICY upkeep ON audit_sealedlines TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON audit_sealedlines FOR SELECT TO mash_guard USING (true);
CREATE POLICY read ON audit_sealedlines FOR SELECT TO mash_app USING ((SELECT mash_is_system()));
CREATE POLICY add ON audit_sealedlines FOR INSERT TO mash_app WITH CHECK ((SELECT mash_is_system()));

SET LOCAL ROLE mash_guard;

-- The list one seal is over, by which a line's own hash is proved to stand in it: ids and hashes, no line.
CREATE OR REPLACE FUNCTION audit_list_of_seal(wanted bigint) RETURNS SETOF audit_sealedlines
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT s.* FROM public.audit_sealedlines s
   WHERE s.seal_id = wanted AND (cardinality(public.mash_event_hubs()) > 0 OR public.mash_is_system()) $$;
GRANT EXECUTE ON FUNCTION audit_list_of_seal(bigint) TO mash_app;

SET LOCAL ROLE mash_owner;

ALTER TABLE audit_tombstone ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT ON audit_tombstone TO mash_app;
CREATE POLICY upkeep ON audit_tombstone TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY read ON audit_tombstone FOR SELECT TO mash_app USING (true);

CREATE OR REPLACE TRIGGER final BEFORE UPDATE OR DELETE ON audit_tombstone
  FOR EACH ROW EXECUTE FUNCTION audit_event_is_final();
CREATE OR REPLACE TRIGGER stays BEFORE TRUNCATE ON audit_tombstone
  FOR EACH STATEMENT EXECUTE FUNCTION audit_stays();

ALTER TABLE audit_rootssent ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON audit_rootssent TO mash_app;
CREATE POLICY upkeep ON audit_rootssent TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY read ON audit_rootssent FOR SELECT TO mash_app USING ((SELECT mash_is_system()));
CREATE POLICY add ON audit_rootssent FOR INSERT TO mash_app WITH CHECK ((SELECT mash_is_system()));
