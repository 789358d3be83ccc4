"""Models that are written once are declared so, digested in full, and not updatable by the app."""

import re

import pytest
from django.apps import apps
from django.db import connection

from referrals.evidence.frozen_records import KINDS
from referrals.models import Decision, Dissent

MODELS = list(apps.get_app_config("referrals").get_models(include_auto_created=True))
DECLARED = {model for kind in KINDS.values() for model in (kind.model, *kind.parts)}
SAYS_SO = re.compile(r"written once|never changed|none is ever changed|for ever|frozen", re.IGNORECASE)
NO_RECORD = {
    "referrals_referralusergrant": "changed by the functions that give and withdraw access, which the log tells of",
    "referrals_referralgroupgrant": "the same",
    "referrals_requestgroupgrant": "the same",
    "referrals_productgroupgrant": "the same",
    "referrals_figurespan": "numbers that the database counts from the records",
    "referrals_figurecount": "the same",
    "referrals_figurechange": "the same",
    "referrals_persontomatch": "who waits to be compared",
    "referrals_personcompared": "who was compared, by which version",
    "referrals_personkey": "what the matcher makes of a person, and makes again",
    "referrals_personhome": "hashes of what a record tells, made again from it",
    "referrals_personelsewhere": "who may be whom, and made again",
    "referrals_protectedidentity": "its lines of the log have all of it but the reasons",
    "referrals_hubask": "the same, but for the words of the two hubs",
    "referrals_caselink": "its line of the log has all of it but the reason",
    "referrals_searchterms": "what a case is searched for by, and made again",
    "referrals_pairverdict": "its line of the log has all of it but the reason",
}
# Columns that may still change, so that no digest covers them. List a new column here if it may change, and also
# in referrals/access/frozen_records.sql. A new column that may not change leaves existing digests valid as long as
# it is empty in existing rows.
MAY_CHANGE = {
    "referrals_referral": {
        *("status", "draft_hash", "version", "changed_at", "changed_by", "changed_what", "restricted"),
        *("restricted_reason", "allocated_to_id", "allocated_at", "rating", "next_due_at", "due_measure"),
        *("recommended_exit", "look_again_on", "look_again_by_id", "forwarded_to", "forwarded_hub_id", "tell_by"),
        *("authorise_by", "hub_concerns", "notify_by", "reported_risk", "unauthorised_since"),
        *("about_children", "about_adults"),
    },
    "referrals_informationrequest": {
        *("acknowledged_at", "acknowledged_by_id", "more_time_until", "more_time_reason", "first_answered_at"),
        *("taken_at", "taken_by_id"),
        *("closed_at", "released_at", "outcome", "chased_before_at", "chased_after_at"),
        *("chased_by_hand_at", "withdrawn_at", "hub_read_at", "agency_read_at"),
        *("due_at", "pauses", "pause_review_on"),  # `first_due_at` is when it was due as it was sent
    },
    "referrals_item": {"handling", "release", "ask_whom", "withdrawn_at", "marked_at"},
    "referrals_clockpause": {"ended_at", "ended_by_id"},
    "referrals_decision": {"state"},
    "referrals_breakglass": {
        *("until", "reviewed_at", "reviewed_by_id", "finding", "review_note", "ended_at", "ended_by_id"),
    },
}
NEVER_CHANGE = {  # how many columns there are besides
    "referrals_breakglass": 7,
    "referrals_clockpause": 10,
    "referrals_decision": 38,
    "referrals_decisionitem": 3,
    "referrals_dissent": 6,
    "referrals_feedback": 7,
    "referrals_informationrequest": 20,
    "referrals_involvedprofessional": 8,
    "referrals_item": 11,
    "referrals_itembody": 2,
    "referrals_lawfulbasis": 26,
    "referrals_move": 8,
    "referrals_note": 5,
    "referrals_notificationmade": 10,
    "referrals_person": 37,
    "referrals_personfact": 18,
    "referrals_product": 10,
    "referrals_product_agencies": 3,
    "referrals_productitem": 11,
    "referrals_ratinggiven": 9,
    "referrals_referral": 39,
    "referrals_referrer": 14,
    "referrals_requestchange": 7,
    "referrals_requestmessage": 6,
    "referrals_requestquestion": 5,
    "referrals_requestupdate": 5,
    "referrals_response": 14,
    "referrals_restrictionreview": 10,
    "referrals_strategydiscussion": 14,
}
BY_ITS_STATE = {Decision, Dissent}  # a draft changes; what is signed is refused by a trigger or a policy


def rows(sql: str, *parameters) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def may_update(table: str) -> bool:
    return rows("SELECT has_any_column_privilege('mash_app', %s, 'UPDATE')", table)[0][0]


def has_trigger(table: str) -> bool:
    return rows(
        """SELECT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal
           AND tgname IN ('as_written', 'frozen'))""",
        table,
    )[0][0]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_what_the_app_may_not_change_or_says_it_never_does_is_declared(model, db):
    table = model._meta.db_table
    if table in NO_RECORD:
        return
    says = SAYS_SO.search(model.__dict__.get("__doc__") or "")
    assert model in DECLARED or (may_update(table) and not says), (
        f"{table}: declare it in referrals/evidence/frozen_records.py"
    )


@pytest.mark.parametrize("model", sorted(DECLARED, key=lambda model: model.__name__), ids=lambda model: model.__name__)
def test_what_is_declared_is_refused_to_the_app(model, db):
    table = model._meta.db_table
    assert not may_update(table) or has_trigger(table) or model in BY_ITS_STATE, f"{table} can be changed by the app"


def test_every_column_of_what_is_declared_may_change_or_never_does(db):
    query = """SELECT c.relname, array_agg(a.attname::text) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.relname = ANY (%s) AND a.attnum > 0 AND NOT a.attisdropped GROUP BY 1"""
    columns_by_table = dict(rows(query, [model._meta.db_table for model in DECLARED]))
    never = {table: len(set(columns) - MAY_CHANGE.get(table, set())) for table, columns in columns_by_table.items()}
    assert never == NEVER_CHANGE, "list a new column in MAY_CHANGE if it may change"
    assert all(changing <= set(columns_by_table[table]) for table, changing in MAY_CHANGE.items())


def test_every_kind_is_digested_by_the_database_and_altered_by_a_test(db):
    from tests.referrals.evidence.test_frozen_records import CHANGES

    (body,) = rows("SELECT prosrc FROM pg_proc WHERE proname = 'mash_frozen_rows'")[0]
    assert all(f"'{code}'" in body for code in KINDS)
    assert set(CHANGES) == set(KINDS)
