"""Rows that may not be seen, learnt in another way: errors, estimates, statistics, collisions, functions of ours."""

import itertools
from datetime import timedelta

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from agencies.models import User
from mash.identity import acting_as
from referrals.models import Item, Referral
from tests.database import as_role, script
from tests.rounds import build_asked, give_answer

WORD = "Wensleydalexyz"
DEFINERS = """SELECT p.oid::regprocedure::text, p.proname,
    ARRAY(SELECT format_type(t, NULL) FROM unnest(p.proargtypes) AS t)
  FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef
   AND has_function_privilege(p.oid, 'EXECUTE')
  ORDER BY 1"""
TELLS_ANYBODY = {
    "mash_perm": "the number of a permission, the same in every case",
    "mash_reads_copy": "yes or no about two random keys, which only who reads both rows has",
    "mash_own_referrals": "one's own",
    "mash_own_feedback": "one's own",
    "mash_own_workplace": "one's own",
    "mash_active_uid": "one's own",
    "mash_groups": "one's own",
    "mash_team_hubs": "one's own",
    "mash_decider_hubs": "one's own",
    "mash_governed_hubs": "one's own",
    "mash_event_hubs": "one's own",
    "mash_administered_hubs": "one's own",
}
COUNTED = """SELECT (SELECT count(*) FROM referrals_referralusergrant),
    (SELECT count(*) FROM referrals_referralgroupgrant),
    (SELECT count(*) FROM referrals_requestgroupgrant), (SELECT count(*) FROM referrals_bar),
    (SELECT count(*) FROM referrals_ask), (SELECT count(*) FROM referrals_breakglass),
    (SELECT count(*) FROM referrals_outboxmessage), (SELECT max(expires_at) FROM referrals_referralusergrant)"""
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def case(transactional_db, northvale):
    """A case of another hub with people, a request and an answer."""
    request = build_asked(northvale, "police", what_happened=WORD)[0]
    give_answer(northvale.police, request)
    return request


def arguments(case, northvale) -> dict[str, list]:
    later = timezone.now() + timedelta(days=1)
    with as_role("mash_owner"):
        uuids = [case.referral_id, case.pk, Item.objects.get().pk]
    return {
        "uuid": uuids,
        "uuid[]": [uuids],
        "bigint": [northvale.hub.pk, northvale.manager.pk, northvale.agencies["police"].pk],
        "integer": [100],
        "text": [case.referral.reference, "view_referral", "named"],
        "text[]": [[case.referral.reference], ["named"]],
        "timestamp with time zone": [later],
        "interval": [timedelta(0)],
        "date": [timezone.localdate()],
    }


def tried(execute, definers, values):
    """(function, what it said) for every way to call it with what belongs to others."""
    for full, name, kinds in definers:
        types = full.partition("(")[2].rstrip(")").split(",") if kinds else []
        places = ", ".join(f"%s::{kind}" for kind in types)
        for given in itertools.product(*(values[kind] for kind in kinds)):
            for row in execute(f"SELECT * FROM public.{name}({places})", list(given)):
                if any(one not in (None, False, 0, "", []) for one in row):
                    yield name, row


def state() -> tuple:
    with as_role("mash_owner"), connection.cursor() as cursor:
        cursor.execute(COUNTED)
        return cursor.fetchone()


def test_no_function_tells_or_does_anything_for_nobody(attacker, case, northvale):
    def execute(statement, parameters):
        try:
            with attacker.transaction():
                return attacker.execute(statement, parameters).fetchall()
        except psycopg.errors.InsufficientPrivilege:
            return []

    definers, before = attacker.execute(DEFINERS).fetchall(), state()
    assert len(definers) > 40
    said = {name for name, _ in tried(execute, definers, arguments(case, northvale))}
    assert said - set(TELLS_ANYBODY) == set()
    assert state() == before


@pytest.mark.parametrize("part", ["manager", "governance", "auditor", "police", "referrer"])
def test_nor_for_people_of_another_hub(case, northvale, southmere, part):
    refused: set[str] = set()

    def execute(statement, parameters):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement, parameters)
                return cursor.fetchall()
        except DatabaseError as error:
            refused.add(error.__cause__.sqlstate)
            return []

    with acting_as(getattr(southmere, part)):
        definers, before = execute(DEFINERS, []), state()
        assert len(definers) > 40
        said = [one for one in tried(execute, definers, arguments(case, northvale)) if one[0] not in TELLS_ANYBODY]
    assert said == []
    assert refused <= {"42501"}, "refused for want of a right, and for no other reason"
    assert state() == before


def test_no_row_is_seen_by_nobody(attacker, case):
    for table in [
        "referrals_referral",
        "referrals_person",
        "referrals_informationrequest",
        "referrals_item",
        "referrals_itembody",
    ]:
        assert attacker.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT count(*) FROM referrals_referral WHERE what_happened::int = 1",
        f"SELECT count(*) FROM referrals_referral WHERE 1 / (length(what_happened) - {len(WORD)}) = 1",
        "SELECT count(*) FROM referrals_referral ORDER BY max(what_happened::date)",
        "SELECT count(*) FROM referrals_person p, referrals_referral r WHERE (p.last_name || r.what_happened)::int > 0",
        "SELECT xmlparse(document what_happened) FROM referrals_referral",
        "SELECT what_happened::json FROM referrals_referral",
        "SELECT ts_debug(what_happened::regconfig, 'x') FROM referrals_referral",
    ],
)
def test_an_error_does_not_tell_what_a_hidden_row_says(attacker, case, statement):
    """A condition of the attacker's is asked of rows that passed the policy, so here of none."""
    assert WORD not in str(attacker.execute(statement).fetchall())


def test_a_cheap_function_of_ones_own_that_would_be_asked_first_cannot_be_made(refused):
    refused("CREATE FUNCTION public.leak(text) RETURNS boolean LANGUAGE sql COST 0.0000001 LEAKPROOF RETURN true")


def test_nothing_but_the_catalogues_own_is_trusted_to_be_asked_before_a_policy(attacker):
    leakproof = "SELECT count(*) FROM pg_proc WHERE proleakproof AND pronamespace <> 'pg_catalog'::regnamespace"
    assert attacker.execute(leakproof).fetchone() == (0,)


def test_statistics_hold_no_value_of_a_walled_table(attacker, case):
    with as_role("mash_owner"):
        script("SET mash.upkeep = on; ANALYZE referrals_referral; ANALYZE referrals_person; RESET mash.upkeep")
    shown = attacker.execute(
        "SELECT tablename, attname, most_common_vals::text, histogram_bounds::text FROM pg_stats"
    ).fetchall()
    walled = attacker.execute("SELECT relname FROM pg_class WHERE relrowsecurity").fetchall()
    assert {table for table, *_ in shown} & {name for (name,) in walled} == set()
    assert WORD not in str(shown)
    for table in ["pg_statistic", "pg_statistic_ext_data", "pg_authid", "pg_largeobject", "pg_user_mapping"]:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            attacker.execute(f"SELECT * FROM {table}")


def test_a_collision_does_not_show_the_row_it_met(attacker, case):
    """That there is such a key can be learnt, which is why references and keys are random; not whose, nor what."""
    columns = "id, reference, hub_id, status, channel"
    with pytest.raises(psycopg.Error) as refused:
        attacker.execute(
            f"INSERT INTO referrals_referral ({columns}) VALUES (%s, %s, 1, 'received', 'phone')",
            [case.referral_id, case.referral.reference],
        )
    assert WORD not in str(refused.value)
    assert case.referral.hub.name not in str(refused.value)


def test_references_and_keys_are_not_guessed():
    assert Referral._meta.get_field("reference").unique
    assert Referral._meta.pk.get_internal_type() == "UUIDField"


def test_a_password_is_no_use_of_a_definer(attacker):
    """No function that looks past the walls gives a column of the people's table that signs somebody in."""
    bodies = attacker.execute("SELECT string_agg(prosrc, ' ') FROM pg_proc WHERE prosecdef").fetchone()[0]
    assert "password" not in bodies
    assert User._meta.get_field("password")
