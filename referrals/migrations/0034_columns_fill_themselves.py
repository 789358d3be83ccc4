"""Columns that tables were given later fill themselves when the version before, which does not know them, inserts.

In SQL and not as `db_default`, for Django asks for those back (RETURNING), and who sends a referral may not read it.
"""

from django.db import migrations

EMPTY = {
    "referrals_bar": {"ended_why": "''"},
    "referrals_decision": {"contradiction_reason": "''"},
    "referrals_involvedprofessional": {"may_contact": "''"},
    "referrals_person": {"more": "'{}'"},
    "referrals_productitem": {"about_whom": "''", "kind": "''"},
    "referrals_referral": {
        "children_at_risk": "''",
        "earlier_worries": "''",
        "how_often": "''",
        "known_to": "'{}'",
        "regulator_told": "''",
        "risk_to_visitors": "''",
    },
}


def altered(how: str) -> list[str]:
    return [
        f"ALTER TABLE {table} "
        + ", ".join(f"ALTER COLUMN {column} {how.format(empty=empty)}" for column, empty in columns.items())
        for table, columns in EMPTY.items()
    ]


class Migration(migrations.Migration):
    dependencies = [("referrals", "0033_asked_once_who_acts")]

    operations = [migrations.RunSQL(altered("SET DEFAULT {empty}"), altered("DROP DEFAULT"))]
