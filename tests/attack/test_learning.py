"""Hidden rows do not leak through errors, estimates, statistics, collisions or functions."""

import itertools
from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from agencies.models import SignIn
from mash.identity import session_number
from referrals.models import Item, Referral
from tests.agencies.signing_in.steps import add_app
from tests.builders import browser, session_of
from tests.builders_requests import build_asked, give_answer
from tests.database import as_role, script

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
    "mash_administered_hub": "one's own",
    "mash_account_hubs": "one's own",
    "mash_signed_in": "one's own",
    "mash_session_person": "one's own",
    "mash_may_confirm": "whether oneself may, in one's own hub",
    # Triggers call these with the rights of the user who writes. Their answers are about staff, and every page
    # can read them: agencies_user, agencies_hub, agencies_agency, agencies_membership (tests/house/test_tables.py).
    "mash_hub_of_person": "the hub of one of the staff",
    "mash_hub_of_group": "the hub of a team or an agency",
    "mash_may_belong": "whether a role of one of the staff leads to a group",
    "mash_needs_two": "whether one of the staff holds a role that two people give",
    # Called before anybody has signed in.
    "mash_password_recipe": "how a password is to be derived: algorithm, rounds and salt, and nothing of what it gives",
    "mash_has_second_factor": "whether signing in goes on to a second step; not what opens it",
    "mash_begin_session": "that a session of one's own making has begun",
    "mash_keep_session": "that a session is there, to whoever knows its number",
    "mash_session": "what a session holds, to whoever knows its number",
    "mash_count": "how often something was counted, to whoever can make its key (HMAC with the web servers' secret)",
    "mash_counted": "the same",
}
WORDS = {  # arguments with which these functions get further than with the default words
    "mash_frozen_in": ["referral", "request", "product"],
    "mash_may_be_gone": ["item", "words", "first signature"],
    "mash_open_sign_in": ["00"],
    "mash_set_password": ["00"],
}
COUNTED = """SELECT (SELECT count(*) FROM referrals_referralusergrant),
    (SELECT count(*) FROM referrals_referralgroupgrant),
    (SELECT count(*) FROM referrals_requestgroupgrant), (SELECT count(*) FROM referrals_bar),
    (SELECT count(*) FROM referrals_ask), (SELECT count(*) FROM referrals_breakglass),
    (SELECT count(*) FROM referrals_outboxmessage), (SELECT max(expires_at) FROM referrals_referralusergrant),
    (SELECT count(*) FROM agencies_signin), (SELECT count(*) FROM agencies_password WHERE stored <> ''),
    (SELECT count(*) FROM mfa_authenticator), (SELECT count(*) FROM agencies_accountchange),
    (SELECT count(*) FROM audit_attestation), (SELECT count(*) FROM audit_mismatch)"""
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def case(transactional_db, northvale):
    """A case of another hub with people, a request and an answer."""
    request = build_asked(northvale, "police", what_happened=WORD)[0]
    give_answer(northvale.police, request)
    add_app(northvale.manager)
    browser(northvale.police)
    return request


def arguments(case, northvale) -> dict[str, list]:
    """Return what belongs to others, by argument type; add a new type here."""
    later = timezone.now() + timedelta(days=1)
    with as_role("mash_owner"):
        uuids = [case.referral_id, case.pk, Item.objects.get().pk]
        sign_ins = list(SignIn.objects.filter(user__hub=northvale.hub).values_list("pk", flat=True))
    assert sign_ins
    return {
        "uuid": uuids,
        "uuid[]": [uuids],
        "bigint[]": [sign_ins],
        "double precision[]": [[1.5]],
        "bigint": [northvale.hub.pk, northvale.manager.pk, northvale.agencies["police"].pk],
        "integer": [100, northvale.hub.team_group_id],
        "integer[]": [[100]],
        "boolean": [True],
        "boolean[]": [[True]],
        "jsonb": ["[]"],
        "text": [case.referral.reference, "view_referral", "named"],
        "text[]": [[case.referral.reference], ["named"]],
        "timestamp with time zone": [later],
        "interval": [timedelta(0)],
        "date": [timezone.localdate()],
    }


def tried(execute, definers, values):
    """Yield (function, result row) for every way to call it with what belongs to others."""
    for full, name, kinds in definers:
        types = full.partition("(")[2].rstrip(")").split(",") if kinds else []
        places = ", ".join(f"%s::{kind}" for kind in types)
        of_this = {**values, **({"text": WORDS[name]} if name in WORDS else {})}
        for parameters in itertools.product(*(of_this[kind] for kind in kinds)):
            for row in execute(f"SELECT * FROM public.{name}({places})", list(parameters)):
                if any(value not in (None, False, 0, "", []) for value in row):
                    yield name, row


def asking(attacker):
    """Return a function that runs a statement, and nothing where a right is missing."""

    def execute(statement, parameters):
        try:
            with attacker.transaction():
                return attacker.execute(statement, parameters).fetchall()
        except psycopg.errors.InsufficientPrivilege:
            return []

    return execute


def state() -> tuple:
    with as_role("mash_owner"), connection.cursor() as cursor:
        cursor.execute(COUNTED)
        return cursor.fetchone()


def test_no_function_tells_or_does_anything_for_nobody(attacker, case, northvale):
    definers, before = attacker.execute(DEFINERS).fetchall(), state()
    assert len(definers) > 40
    telling = {name for name, _ in tried(asking(attacker), definers, arguments(case, northvale))}
    assert telling - set(TELLS_ANYBODY) == set()
    assert state() == before


@pytest.mark.parametrize("part", ["manager", "governance", "auditor", "police", "referrer"])
def test_no_function_tells_or_does_anything_for_another_hub(attacker, case, northvale, southmere, part):
    person = getattr(southmere, part)
    attacker.execute("SELECT set_config('mash.session', %s, false)", [session_number(session_of(person))])
    assert attacker.execute("SELECT mash_uid()").fetchone() == (person.pk,)
    definers, before = attacker.execute(DEFINERS).fetchall(), state()
    assert len(definers) > 40
    telling = {name for name, _ in tried(asking(attacker), definers, arguments(case, northvale))}
    assert telling - set(TELLS_ANYBODY) == set()
    assert state() == before


def test_a_mismatch_is_noted_only_where_there_is_one(attacker, case, northvale):
    """Otherwise an attacker could note a record as gone first, and then remove it unnoticed."""
    attacker.execute("SELECT set_config('mash.session', %s, false)", [session_number(session_of(northvale.manager))])
    note = "SELECT * FROM audit_note_mismatches(ARRAY['referral'], ARRAY[%s], ARRAY[%s])"
    seen = "SELECT now FROM mash_frozen_in('referral', %s) WHERE kind = 'referral'"
    (now,) = attacker.execute(seen, [case.referral_id]).fetchone()
    for digest in ["", now, "0" * 32]:
        assert attacker.execute(note, [str(case.referral_id), digest]).fetchall() == []
    assert attacker.execute(note, ["no key", ""]).fetchall() == []
    with as_role("mash_owner"):
        Referral.objects.filter(pk=case.referral_id).update(what_happened="Nothing")
    (now,) = attacker.execute(seen, [case.referral_id]).fetchone()
    assert attacker.execute(note, [str(case.referral_id), now]).fetchall() == [("referral", str(case.referral_id))]
    assert attacker.execute(note, [str(case.referral_id), now]).fetchall() == [], "once"


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
    """An attacker's condition runs only on rows that passed the policy, so on none here."""
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
    """A collision reveals that a key exists, so keys are random; it does not reveal its row."""
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


@pytest.mark.parametrize(
    ("secret", "named_by"),
    [
        (
            "agencies_password",
            {"mash_password_recipe": "text", "mash_password_is": "boolean", "mash_set_password": "void"},
        ),
        ("stored", {"mash_password_is": "boolean", "mash_set_password": "void"}),
        ("agencies_proofkey", {"mash_proved": "boolean"}),
        ("referrals_digestsecret", {"mash_digest": "text"}),  # its hash, to the guard's functions alone
        ("session_data", {"mash_session": "record", "mash_begin_session": "integer", "mash_keep_session": "integer"}),
        ("mfa_authenticator", {"mash_has_second_factor": "boolean", "mash_reset_second_factor": "integer"}),
        ("data", {}),  # of a second factor
    ],
)
def test_what_signs_somebody_in_leaves_no_function(attacker, secret, named_by):
    """Review each of the guard's functions that names a credential before listing it here."""
    naming = r"""SELECT proname, prorettype::regtype::text FROM pg_proc
        WHERE pg_get_userbyid(proowner) = 'mash_guard' AND prosrc ~ ('\m' || %s || '\M')"""
    assert dict(attacker.execute(naming, [secret]).fetchall()) == named_by


@pytest.mark.parametrize(
    "table", ["agencies_password", "agencies_proofkey", "django_session", "referrals_digestsecret"]
)
def test_the_tables_of_credentials_cannot_be_read(refused, table):
    refused(f"SELECT * FROM {table}")
