"""An item may say whom it is about, of those its agency was asked about, and which earlier item it corrects.

An answer left unsent when somebody else answered is kept as long as any other, for its writer to look at.
"""

import django.db.models.deletion
from django.db import migrations, models

KEPT = """
GRANT CREATE ON SCHEMA public TO mash_guard;
SET LOCAL ROLE mash_guard;
CREATE OR REPLACE FUNCTION mash_remove_answer_drafts(untouched_since timestamptz, at_most int)
  RETURNS TABLE (hub bigint, removed bigint)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF NOT public.mash_is_system() THEN PERFORM public.mash_refuse('only background work removes old drafts'); END IF;
  RETURN QUERY
  WITH old AS (SELECT d.id, q.hub_id FROM public.referrals_answerdraft d
                 JOIN public.referrals_informationrequest q ON q.id = d.request_id
                WHERE d.changed_at < untouched_since%s
                ORDER BY d.changed_at LIMIT at_most),
       gone AS (DELETE FROM public.referrals_answerdraft d USING old WHERE d.id = old.id RETURNING old.hub_id)
  SELECT g.hub_id, count(*) FROM gone g GROUP BY g.hub_id;
END $$;
SET LOCAL ROLE mash_owner;
REVOKE CREATE ON SCHEMA public FROM mash_guard;
"""
UNTIL_ANSWERED = " OR d.changed_at < coalesce(q.released_at, q.closed_at)"


class Migration(migrations.Migration):
    dependencies = [("referrals", "0011_contradictions_explained")]
    operations = [
        migrations.AddField("item", "about", models.PositiveSmallIntegerField(null=True)),
        migrations.AddField(
            "item",
            "replaces",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="referrals.item",
            ),
        ),
        migrations.RunSQL(KEPT % "", KEPT % UNTIL_ANSWERED),
    ]
