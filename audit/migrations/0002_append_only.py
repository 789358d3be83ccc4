"""The access log is written once: a policy for who reads, a trigger for nobody changes."""

from django.db import migrations

SQL = """
ALTER TABLE audit_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_event FORCE ROW LEVEL SECURITY;
CREATE POLICY add ON audit_event FOR INSERT TO mash_app WITH CHECK (true);
CREATE POLICY read ON audit_event FOR SELECT TO mash_app USING (hub_id = ANY ((SELECT mash_event_hubs())::bigint[]));
CREATE POLICY upkeep ON audit_event TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');

CREATE FUNCTION audit_event_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'A line of the access log is never changed or removed' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER final BEFORE UPDATE OR DELETE ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_event_is_final();
"""

UNDO = """
DROP TRIGGER final ON audit_event; DROP FUNCTION audit_event_is_final();
DROP POLICY upkeep ON audit_event; DROP POLICY read ON audit_event; DROP POLICY add ON audit_event;
ALTER TABLE audit_event NO FORCE ROW LEVEL SECURITY; ALTER TABLE audit_event DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("agencies", "0002_who_is_acting")]
    operations = [migrations.RunSQL(SQL, UNDO)]
