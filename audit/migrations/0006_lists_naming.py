"""Which lists showed a reference, for those who read the access log."""

from django.db import migrations

# A list's references stand in its detail, where no index can be used from behind a policy.
SQL = """
GRANT SELECT ON audit_event TO mash_guard;
CREATE POLICY guard ON audit_event FOR SELECT TO mash_guard USING (true);
GRANT CREATE ON SCHEMA public TO mash_guard;
SET LOCAL ROLE mash_guard;
CREATE FUNCTION audit_lists_naming(wanted text[], at_most int) RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public AS $$
  SELECT e.id FROM public.audit_event e
   WHERE e.detail ? 'references' AND e.detail -> 'references' ?| wanted AND e.hub_id = ANY (public.mash_event_hubs())
   ORDER BY e.at DESC LIMIT at_most $$;
REVOKE ALL ON FUNCTION audit_lists_naming(text[], int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_lists_naming(text[], int) TO mash_app;
SET LOCAL ROLE mash_owner;
REVOKE CREATE ON SCHEMA public FROM mash_guard;
"""
UNDO = """
SET LOCAL ROLE mash_guard; DROP FUNCTION audit_lists_naming(text[], int); SET LOCAL ROLE mash_owner;
DROP POLICY guard ON audit_event; REVOKE SELECT ON audit_event FROM mash_guard;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0005_exports"), ("agencies", "0002_who_is_acting")]
    operations = [migrations.RunSQL(SQL, UNDO)]
