"""Wall two for need to know: bars reach requests and products, grants are added to and never overwritten, and the
tables a governance officer watches are behind policies of their own (see referrals/access.py)."""

import re
from pathlib import Path

from django.db import migrations

HERE = Path(__file__).parent
BEFORE = (HERE / "0002_walls.sql").read_text()


def function(name: str) -> str:
    """The function as 0002 made it."""
    return re.search(rf"CREATE FUNCTION {name}\(.*?\$\$.*?\$\$;", BEFORE, re.DOTALL)[0].replace(
        "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1
    )


def policy(name: str, table: str) -> str:
    """The policy as 0002 made it."""
    made = re.search(rf"CREATE POLICY {name} ON {table} .*?;\n", BEFORE, re.DOTALL)[0]
    return f"DROP POLICY {name} ON {table};\n{made}"


NEW = """mash_sight_of(bigint), mash_past_sight(uuid), mash_who_can_see(uuid), mash_ask(uuid, text, uuid, text),
mash_break_glass(text, uuid, uuid, text), mash_existence_cards(uuid), mash_hidden_records(uuid),
mash_bar(uuid, bigint, text, text), mash_hand_over(uuid, bigint, timestamptz, text), mash_reads_copy(uuid, uuid),
mash_give_sight(uuid, bigint, text, timestamptz, text), mash_withdraw_sight(uuid, bigint, text[]),
mash_end_grants(uuid, bigint, text[]), mash_governed_hubs()"""
AGAIN = ["mash_answers", "mash_share_referral", "mash_unshare_referral", "mash_open_request", "mash_open_product"]
UNDO = "\n".join(
    [
        policy("see", "referrals_informationrequest"),
        policy("work", "referrals_informationrequest"),
        policy("see", "referrals_product"),
        policy("see", "referrals_productitem"),
        (HERE / "0006_need_to_know_walls_undo.sql").read_text(),
        "GRANT CREATE ON SCHEMA public TO mash_guard; SET LOCAL ROLE mash_guard;",
        f"DROP FUNCTION {NEW};",
        *(function(name) for name in [*AGAIN, "mash_who_can_see"]),
        "REVOKE ALL ON FUNCTION mash_who_can_see(uuid) FROM PUBLIC;",
        "GRANT EXECUTE ON FUNCTION mash_who_can_see(uuid) TO mash_app;",
        "SET LOCAL ROLE mash_owner; REVOKE CREATE ON SCHEMA public FROM mash_guard;",
    ]
)


class Migration(migrations.Migration):
    dependencies = [("referrals", "0005_need_to_know")]
    operations = [migrations.RunSQL((HERE / "0006_need_to_know_walls.sql").read_text(), UNDO)]
