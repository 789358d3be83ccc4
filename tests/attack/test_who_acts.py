"""Who a person with any statement on the web server's login can act as, and what they can reach.

The logins are real ones with passwords, not SET ROLE, as after a hole in the web server.
"""

import time

import psycopg
import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from psycopg import sql

from agencies.models import SignIn
from mash.identity import acting_as, session_number
from referrals.models import Referral
from tests.builders import browser, build_referral
from tests.database import as_role
from tests.surroundings import app_address

REFUSED = psycopg.errors.InsufficientPrivilege


class Login(psycopg.Connection):
    """A connection that runs any statement and claims any setting."""

    def claim(self, **settings) -> "Login":
        for name, setting in settings.items():
            self.execute("SELECT set_config(%s, %s, false)", [f"mash.{name}", str(setting)])
        return self

    def value(self, statement: str, *about):
        return self.execute(statement, about).fetchone()[0]


@pytest.fixture
def web(transactional_db):
    with Login.connect(app_address("WEB_DATABASE_URL"), autocommit=True) as login:
        yield login


@pytest.fixture
def worker(transactional_db):
    with Login.connect(app_address("DATABASE_URL"), autocommit=True) as login:
        yield login


@pytest.fixture
def case(transactional_db, northvale):
    return build_referral(northvale)


@pytest.fixture
def signed_in(northvale):
    return number_of(browser(northvale.social_worker))


def number_of(client) -> str:
    return session_number(client.cookies["sessionid"].value)


def cases(login) -> int:
    return login.value("SELECT count(*) FROM referrals_referral")


def test_a_session_is_whose_it_is(web, case, northvale, signed_in):
    assert cases(web) == 0
    web.claim(session=signed_in)
    assert web.value("SELECT mash_uid()") == northvale.social_worker.pk
    assert cases(web) == 1


@pytest.mark.parametrize("setting", ["user_id", "user", "uid"])
def test_a_number_makes_nobody_of_the_web_server(web, case, northvale, setting):
    web.claim(**{setting: northvale.manager.pk})
    assert web.value("SELECT mash_uid()") is None
    assert cases(web) == 0


def test_a_number_beside_a_session_changes_nothing(web, case, northvale, signed_in):
    web.claim(session=signed_in, user_id=northvale.manager.pk)
    assert web.value("SELECT mash_uid()") == northvale.social_worker.pk


@pytest.mark.parametrize("setting", ["system", "upkeep"])
def test_the_web_server_is_never_the_system_nor_upkeep(web, case, setting):
    web.claim(**{setting: "on"})
    assert web.value("SELECT mash_is_system()") is False
    for table in ("referrals_outboxmessage", "audit_event", "referrals_referral", "agencies_signin"):
        assert web.value(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))) == 0


@pytest.mark.parametrize(
    "becoming",
    [
        "SET ROLE {}",
        "SET SESSION AUTHORIZATION {}",
        "SELECT set_config('role', '{}', false)",
        "SELECT set_config('session_authorization', '{}', false)",
    ],
)
@pytest.mark.parametrize("role", ["mash_worker", "mash_owner", "mash_guard", "mash_app", "mash_dump", "none_such"])
def test_the_web_server_becomes_no_other_login(web, becoming, role):
    with pytest.raises(psycopg.Error):
        web.execute(becoming.format(role))
    web.claim(system="on")
    assert web.value("SELECT mash_is_system()") is False


def test_the_worker_can_act_for_any_user_and_as_the_system(worker, case, northvale):
    assert cases(worker.claim(user_id=northvale.manager.pk)) == 1
    assert worker.claim(user_id="", system="on").value("SELECT mash_is_system()") is True


def forgeries(person) -> list[str]:
    number, now = "f" * 64, int(time.time())
    row = f"SELECT {person.pk}, repeat('f', 40), 'other', now(), now(), now() + interval '1 day', false"
    columns = "(user_id, session_key, agent, started_at, last_seen_at, ends_at, halfway)"
    return [
        f"INSERT INTO agencies_signin {columns} {row}",  # noqa: S608 (our own attack)
        f"UPDATE agencies_signin SET user_id = {person.pk}",  # noqa: S608
        "UPDATE agencies_signin SET ends_at = now() + interval '1 day'",
        "UPDATE agencies_signin SET halfway = false",
        "DELETE FROM agencies_signin",
        f"SELECT mash_open_sign_in('{number}', {person.pk}, false, {now}, {now + 9000}, 'other', '{'0' * 64}')",
        f"SELECT mash_open_sign_in('{number}', {person.pk}, false, {now}, {now + 9000}, 'other', 'no hexadecimal')",
        f"SELECT mash_open_sign_in('{number}', {person.pk}, false, {now}, {now + 9000}, 'other', NULL)",
        "SELECT * FROM agencies_proofkey",
        "INSERT INTO agencies_proofkey VALUES ('', '')",
        "SELECT mash_proved('', '')",
        "ALTER TABLE agencies_signin DISABLE ROW LEVEL SECURITY",
        "CREATE OR REPLACE FUNCTION mash_uid() RETURNS bigint LANGUAGE sql RETURN 1",
    ]


@pytest.mark.parametrize("which", range(13))
def test_no_statement_opens_or_takes_over_a_sign_in(web, northvale, signed_in, which):
    web.claim(session=signed_in)
    with pytest.raises(psycopg.Error):
        web.execute(forgeries(northvale.manager)[which])
    web.claim(session="f" * 64)
    assert web.value("SELECT mash_uid()") is None


def test_a_sign_in_half_way_is_nobody(web, case, northvale, settings):
    from django.test import RequestFactory

    from agencies.signing_in import sessions
    from mash.browser_sessions import SessionStore

    request = RequestFactory().get("/")
    request.session = SessionStore()
    sessions.open_sign_in(request, northvale.manager, lasting=600, halfway=True)
    web.claim(session=session_number(request.session.session_key))
    assert web.value("SELECT mash_uid()") is None
    assert web.value("SELECT mash_half_signed_in()") == northvale.manager.pk
    assert cases(web) == 0


@pytest.mark.parametrize("ending", ["signed out", "ended", "suspended", "too old"])
def test_an_ended_session_opens_nothing(web, case, northvale, ending):
    client = browser(northvale.social_worker)
    web.claim(session=number_of(client))
    assert cases(web) == 1
    person = northvale.social_worker
    if ending == "signed out":
        client.post("/sign-out/")
    elif ending == "suspended":
        from agencies.people import actions

        actions.suspend(user=person, by=northvale.administrator)
    else:
        with as_role("mash_owner"), connection.cursor() as cursor:
            change = (
                "DELETE FROM agencies_signin" if ending == "ended" else "UPDATE agencies_signin SET ends_at = now()"
            )
            cursor.execute(change)
    assert cases(web) == 0


def test_nobody_elses_session_is_read_listed_or_changed(web, northvale, signed_in):
    browser(northvale.manager)
    web.claim(session=signed_in)
    for statement in (
        "SELECT * FROM django_session",
        "SELECT session_key FROM django_session",
        "SELECT count(*) FROM django_session",
        "UPDATE django_session SET session_data = ''",
        "DELETE FROM django_session",
    ):
        with pytest.raises(REFUSED):
            web.execute(statement)
    with as_role("mash_owner"):
        stored_keys = Session.objects.values_list("pk", flat=True)
        results = [web.execute("SELECT * FROM mash_session(%s)", [key]).fetchall() for key in stored_keys]
    assert results == [[], []], "a stored key is not the number of a session"
    assert web.execute("SELECT user_id FROM agencies_signin").fetchall() == [(northvale.social_worker.pk,)]


def test_no_key_in_the_database_works_as_a_cookie(transactional_db, northvale):
    client = browser(northvale.manager)
    cookie = client.cookies["sessionid"].value
    with as_role("mash_owner"):
        stored_keys = {
            *Session.objects.values_list("pk", flat=True),
            *SignIn.objects.values_list("session_key", flat=True),
        }
    for key in (*stored_keys, number_of(client)):
        assert key != cookie
        client.cookies["sessionid"] = key
        assert client.get("/account/").url.startswith("/sign-in/")


def test_nobody_elses_sign_in_is_ended(web, northvale, southmere):
    theirs = browser(southmere.manager)
    web.claim(session=number_of(browser(northvale.administrator)))
    with as_role("mash_owner"):
        key = SignIn.objects.get(user=southmere.manager).pk
    assert web.value("SELECT mash_end_sign_ins(ARRAY[%s]::bigint[])", key) == 0
    assert web.value("SELECT mash_end_sign_ins_of(%s)", southmere.manager.pk) == 0
    assert theirs.get("/account/").status_code == 200


def test_another_hubs_case_stays_hidden_whatever_is_claimed(web, southmere, northvale, signed_in):
    with acting_as(southmere.manager), transaction.atomic():
        build_referral(southmere)
    web.claim(session=signed_in, user_id=southmere.manager.pk, system="on", upkeep="on", draft="x")
    with as_role("mash_owner"):
        assert Referral.objects.count() == 1
    assert cases(web) == 0
