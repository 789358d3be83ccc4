"""A draft ends: its author discards it, or a task removes what nobody has touched for the days of DRAFT_DAYS.

The task never reads a draft: it calls a function that removes old rows and answers with a count for each hub.
"""

from django.db import migrations, models

SQL = """
GRANT DELETE ON referrals_draft TO mash_app;
CREATE POLICY discard ON referrals_draft FOR DELETE TO mash_app USING (sent_as = '' AND (
  created_by_id = (SELECT mash_active_uid()) OR (secret_hash <> '' AND secret_hash = (SELECT mash_draft()))));

CREATE POLICY guard ON referrals_draft TO mash_guard USING (true);
GRANT SELECT, DELETE ON referrals_draft TO mash_guard;
CREATE FUNCTION mash_remove_old_drafts(untouched_since timestamptz, at_most int)
  RETURNS TABLE (hub bigint, removed bigint)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF NOT public.mash_is_system() THEN PERFORM public.mash_refuse('only background work removes old drafts'); END IF;
  RETURN QUERY
  WITH old AS (SELECT d.id FROM public.referrals_draft d WHERE d.changed_at < untouched_since
               ORDER BY d.changed_at LIMIT at_most),
       gone AS (DELETE FROM public.referrals_draft d USING old WHERE d.id = old.id RETURNING d.hub_id)
  SELECT g.hub_id, count(*) FROM gone g GROUP BY g.hub_id;
END $$;
REVOKE ALL ON FUNCTION mash_remove_old_drafts(timestamptz, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mash_remove_old_drafts(timestamptz, int) TO mash_app;
GRANT CREATE ON SCHEMA public TO mash_guard;
ALTER FUNCTION mash_remove_old_drafts(timestamptz, int) OWNER TO mash_guard;
REVOKE CREATE ON SCHEMA public FROM mash_guard;
"""
UNDO = """
DROP FUNCTION mash_remove_old_drafts(timestamptz, int);
REVOKE SELECT, DELETE ON referrals_draft FROM mash_guard;
DROP POLICY guard ON referrals_draft;
DROP POLICY discard ON referrals_draft;
REVOKE DELETE ON referrals_draft FROM mash_app;
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0003_released_requests")]
    operations = [
        migrations.AddIndex("draft", models.Index(fields=["changed_at"], name="draft_changed")),
        migrations.RunSQL(SQL, UNDO),
    ]
