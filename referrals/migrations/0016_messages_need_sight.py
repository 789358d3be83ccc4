"""Every message to somebody with an account needs that they see its record as it is sent, but for what goes back to a
referrer, and word of an answer that names no record. A kind of message made later needs it too."""

from django.db import migrations

NAMED = "''red_rating'', ''overdue_at_hub''{}, ''marks_changed'', ''restriction_to_lift'', ''asked_to_see''{}"
NAMED += ", ''glass_broken''{}, ''opened_by_others''"
STAFF = NAMED.format(", ''more_time''", ", ''ask_answered''", ", ''glass_to_review'', ''ask_to_route''")
SIGHT = NAMED.format("", "", "")
BACK = "''acknowledgement'', ''returned'', ''feedback''"
NAMELESS = " OR (m.template = ''ask_answered'' AND wanted IS NULL)"

CHANGE = """
GRANT CREATE ON SCHEMA public TO mash_guard;
SET LOCAL ROLE mash_guard;
DO $$
DECLARE
  pair record; said text := pg_get_functiondef('mash_still_concerns(uuid)'::regprocedure);
BEGIN
  FOR pair IN SELECT was, becomes FROM (VALUES {pairs}) AS pairs(was, becomes) LOOP
    IF said !~ pair.was THEN RAISE EXCEPTION 'mash_still_concerns no longer says %', pair.was; END IF;
    said := regexp_replace(said, pair.was, pair.becomes);
  END LOOP;
  EXECUTE said;
END $$;
SET LOCAL ROLE mash_owner;
REVOKE CREATE ON SCHEMA public FROM mash_guard;
"""
DO = f"""
  (E'RETURN m\\.template NOT IN \\([^)]*\\)', 'RETURN m.template IN ({BACK})'),
  (E'IF m\\.template NOT IN \\([^)]*\\) THEN RETURN true', 'IF m.template IN ({BACK}){NAMELESS} THEN RETURN true')
""".replace("\\", "\\\\")
UNDO = f"""
  (E'RETURN m\\.template IN \\({BACK}\\)', 'RETURN m.template NOT IN ({STAFF})'),
  (E'IF m\\.template IN \\({BACK}\\)[^;]* THEN RETURN true', 'IF m.template NOT IN ({SIGHT}) THEN RETURN true')
""".replace("\\", "\\\\")


class Migration(migrations.Migration):
    dependencies = [("referrals", "0015_readers_only_read")]
    operations = [migrations.RunSQL(CHANGE.format(pairs=DO), CHANGE.format(pairs=UNDO))]
