"""One function decides who acts, and no page acts as the system."""

import ast

import pytest
from django.db import connection

from tests.house.source import modules, tree

# Anybody can set a setting: these functions read one, each with why that is no way in.
ASKED = {
    "mash.session": {
        "mash_signed_in": "the number of a session is a secret of its browser",
        "mash_half_signed_in": "the same",
        "mash_session_person": "the same",
        "mash_set_password": "only whose sign-in is left, when a proved password ends the others",
    },
    "mash.user_id": {"mash_uid": "counts for the worker's login and the owner's"},
    "mash.system": {"mash_is_system": "counts for the worker's login and the owner's"},
    "mash.draft": {"mash_draft": "the hash of a secret, which opens the drafts and what was just sent with it"},
    "mash.upkeep": {"audit_stays": "stands before TRUNCATE, which no login but the owner has"},
}
BACKGROUND = ("audit.exports.making", "mash.demo", "mash.identity")


@pytest.mark.parametrize("setting", ASKED)
def test_each_setting_is_asked_by_these_functions_alone(db, setting):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prokind = 'f' "
            "AND strpos(pg_get_functiondef(oid), %s) > 0",
            [f"'{setting}'"],
        )
        assert {name for (name,) in cursor.fetchall()} == set(ASKED[setting])


def test_no_policy_asks_a_setting_but_the_owners_of_upkeep(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename, policyname, roles::text[] FROM pg_policies "
            "WHERE concat(qual, with_check) ~ 'current_setting'"
        )
        policies = cursor.fetchall()
    assert policies
    assert {(policy, tuple(roles)) for _, policy, roles in policies} == {("upkeep", ("mash_owner",))}


def test_only_background_work_acts_as_the_system():
    acting = {
        name
        for name, path in modules().items()
        if any(getattr(node, "id", getattr(node, "attr", "")) == "acting_as_system" for node in ast.walk(tree(path)))
    }
    assert acting
    pages = {
        name
        for name in acting
        if not name.endswith(".tasks") and ".management." not in name and not name.startswith(BACKGROUND)
    }
    assert pages == set(), "a page asks a function of the database instead (see audit_list_of_seal)"
