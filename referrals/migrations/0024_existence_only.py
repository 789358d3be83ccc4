"""Of information an agency only says it holds, nothing else is stored; and when an owner last changed an item's marks.

A case is found by the reference of a request about it too.
"""

from django.db import migrations, models
from django.db.models import Q

ONLY_HELD = """
SET LOCAL mash.upkeep = 'on';
UPDATE referrals_item SET kind = '', basis = '', occurred_on = NULL, ended_on = NULL, question_id = NULL, about = NULL,
    release = '{}' WHERE handling = 'existence_only';
SET CONSTRAINTS ALL IMMEDIATE;
SET LOCAL mash.upkeep = 'off';
"""
FIND = """
GRANT CREATE ON SCHEMA public TO mash_guard;
SET LOCAL ROLE mash_guard;
DO $$
DECLARE said text := pg_get_functiondef('mash_search(bigint,text,text,int)'::regprocedure);
BEGIN
  IF position({was} IN said) = 0 THEN RAISE EXCEPTION 'mash_search no longer says what is changed here'; END IF;
  EXECUTE replace(said, {was}, {becomes});
END $$;
SET LOCAL ROLE mash_owner;
REVOKE CREATE ON SCHEMA public FROM mash_guard;
"""
CASES = "'WHERE q.reference LIKE part)'"
REQUESTS = """'WHERE q.reference LIKE part
    UNION
    SELECT i.referral_id FROM public.referrals_informationrequest i WHERE i.reference = part_of_reference)'"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0023_product_items_tell_whom")]
    operations = [
        migrations.AddField("item", "marked_at", models.DateTimeField(null=True)),
        migrations.AlterField(
            "item",
            "kind",
            models.CharField(
                max_length=10,
                blank=True,
                choices=[
                    ("event", "Event"),
                    ("marker", "Marker or flag"),
                    ("order", "Order or condition"),
                    ("summary", "Summary of involvement"),
                    ("view", "Professional view"),
                ],
            ),
        ),
        migrations.AlterField(
            "item",
            "basis",
            models.CharField(
                max_length=12,
                blank=True,
                choices=[
                    ("fact", "Fact"),
                    ("opinion", "Professional opinion"),
                    ("third_hand", "Reported by someone else"),
                ],
            ),
        ),
        migrations.RunSQL(ONLY_HELD, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "item",
            models.CheckConstraint(
                name="of_what_is_only_held_nothing_is_stored",
                condition=Q(
                    handling="existence_only",
                    kind="",
                    basis="",
                    occurred_on=None,
                    ended_on=None,
                    question=None,
                    about=None,
                )
                | (~Q(handling="existence_only") & ~Q(kind="") & ~Q(basis="")),
            ),
        ),
        migrations.RunSQL(FIND.format(was=CASES, becomes=REQUESTS), FIND.format(was=REQUESTS, becomes=CASES)),
    ]
