"""Pages act as nobody but whoever is signed in: what the system alone reads, an auditor's page asks a function for; no
line is written in anybody else's name; and old entries of the field log are removed by the worker alone."""

from django.db import migrations

SQL = """
-- No line in the name of anybody else. (What has no number is a member of the public's, or nobody's who is known.)
ALTER POLICY add ON audit_event WITH CHECK (
  by_id IS NULL OR (SELECT mash_is_trusted()) OR by_id = (SELECT mash_session_person()));
CREATE POLICY guard ON audit_sealedlines FOR SELECT TO mash_guard USING (true);
GRANT SELECT ON audit_sealedlines TO mash_guard;
REVOKE DELETE ON auditlog_logentry FROM mash_app;
GRANT DELETE ON auditlog_logentry TO mash_worker;

GRANT CREATE ON SCHEMA public TO mash_guard;
SET LOCAL ROLE mash_guard;
-- The list one seal is over, by which a line's own hash is proved to stand in it: ids and hashes, no line.
CREATE FUNCTION audit_list_of_seal(wanted bigint) RETURNS SETOF public.audit_sealedlines LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT s.* FROM public.audit_sealedlines s
   WHERE s.seal_id = wanted AND (cardinality(public.mash_event_hubs()) > 0 OR public.mash_is_system()) $$;
REVOKE ALL ON FUNCTION audit_list_of_seal(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_list_of_seal(bigint) TO mash_app;
SET LOCAL ROLE mash_owner;
REVOKE CREATE ON SCHEMA public FROM mash_guard;
"""
UNDO = """
SET LOCAL ROLE mash_guard; DROP FUNCTION audit_list_of_seal(bigint); SET LOCAL ROLE mash_owner;
ALTER POLICY add ON audit_event WITH CHECK (true);
REVOKE DELETE ON auditlog_logentry FROM mash_worker;
GRANT DELETE ON auditlog_logentry TO mash_app;
DROP POLICY guard ON audit_sealedlines; REVOKE SELECT ON audit_sealedlines FROM mash_guard;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0013_attestations"), ("agencies", "0008_who_acts_is_proved")]
    operations = [migrations.RunSQL(SQL, UNDO)]
