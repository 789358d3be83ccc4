"""What any statement of the web server reads in a social worker's session, table by table."""

import psycopg
import pytest
from django.apps import apps
from django.db import connection

from mash.identity import acting_as
from tests.agencies.signing_in.steps import add_app
from tests.attack.test_who_acts import Login, number_of
from tests.builders import browser, build_referral
from tests.database import as_role
from tests.house.test_tables import NO_CASE_CONTENT
from tests.surroundings import app_address

# No statement may read these tables at all, or only the named columns.
SHUT = {"agencies_password", "agencies_proofkey", "django_session"}
ONLY = {"auditlog_logentry": "id, timestamp"}
# Staff, settings and names are the same for every signed-in user; NO_CASE_CONTENT has the reasons.
FOR_ALL = set(NO_CASE_CONTENT) - SHUT - set(ONLY) | {"audit_seal", "audit_tombstone"}
# The column that names the person a row belongs to.
PERSONS = ("user_id", "by_id", "person_id", "created_by_id", "asked_by_id")
OF_OTHERS = {"audit_event", "audit_export", "audit_exportpiece", "audit_savedsearch", "audit_unusualaccess"}
OF_OTHERS |= {"audit_sealedlines", "audit_rootssent", "referrals_outboxmessage"}
OWN = {"agencies_signin", "mfa_authenticator", "agencies_staffparticulars", "referrals_draft", "referrals_casedraft"}
OWN |= {"referrals_referralusergrant"}


@pytest.fixture
def busy(transactional_db, northvale, southmere):
    """Build rows for every kind of user: cases of two hubs, sign-ins, log lines and mail."""
    from agencies.people.particulars import set_particulars

    build_referral(northvale)
    build_referral(southmere)
    for world in (northvale, southmere):
        for part in ("manager", "social_worker", "administrator"):
            person = getattr(world, part)
            add_app(person)
            browser(person)
            with acting_as(person):
                set_particulars(user=person, by=person, **PARTICULARS)
    return northvale


PARTICULARS = {"address": "1 Example Road", "postcode": "NV1 1AA"}


@pytest.fixture
def web(busy):
    with Login.connect(app_address("WEB_DATABASE_URL"), autocommit=True) as login:
        yield login.claim(session=number_of(browser(busy.social_worker)))


def tables() -> set[str]:
    with as_role("mash_owner"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        )
        return {name for (name,) in cursor.fetchall()}


def person_of(row: dict):
    return next(row[name] for name in PERSONS if name in row)


def test_every_table_shows_what_this_person_may_see_and_no_more(web, busy):
    own_key, verdicts = busy.social_worker.pk, {}
    for table in tables():
        try:
            shown = web.execute(f'SELECT {ONLY.get(table, "*")} FROM "{table}"')  # noqa: S608
        except psycopg.errors.InsufficientPrivilege:
            verdicts[table] = "shut"
            continue
        rows = [dict(zip([column.name for column in shown.description], row, strict=True)) for row in shown]
        if table in OWN:
            verdicts[table] = "own" if {person_of(row) for row in rows} <= {own_key} else "of others"
        elif rows and "hub_id" in rows[0] and table not in FOR_ALL:
            verdicts[table] = "own hub" if {row["hub_id"] for row in rows} <= {busy.hub.pk} else "of others"
        else:
            verdicts[table] = "open" if rows else "nothing"
    assert {table for table, verdict in verdicts.items() if verdict == "of others"} == set()
    assert {table for table, verdict in verdicts.items() if verdict == "shut"} >= SHUT
    assert {table for table in OF_OTHERS if verdicts[table] not in ("nothing", "own hub", "shut")} == set()
    opened = {table for table, verdict in verdicts.items() if verdict == "open"} - FOR_ALL - set(ONLY)
    hanging = {model._meta.db_table for model in apps.get_app_config("referrals").get_models()}
    assert opened <= hanging, "a new table: whose rows are these?"


def test_log_lines_mail_and_exports_are_none_of_theirs(web):
    for table in sorted(OF_OTHERS):
        assert web.value(f"SELECT count(*) FROM {table}") == 0, table  # noqa: S608


def test_users_see_only_their_own_second_factors_and_sign_ins(web, busy):
    for table in ("mfa_authenticator", "agencies_signin"):
        [(person,)] = web.execute(f"SELECT DISTINCT user_id FROM {table}").fetchall()  # noqa: S608
        assert person == busy.social_worker.pk


LINE = """INSERT INTO audit_event (id, at, code, by_id, by_name, by_role, by_agency, hub_id, about_kind, about_id,
    reference, detail, purpose, address, agent, request_id) SELECT gen_random_uuid(), now(), 'case.opened', {other},
    'Morgan Manager', '', '', NULL, '', '', '', 'null', '', '', '', ''"""
FORBIDDEN = [
    "INSERT INTO agencies_user_groups (user_id, group_id) VALUES ({me}, {their_team})",
    "INSERT INTO agencies_user_groups (user_id, group_id) SELECT {me}, deciders_group_id FROM agencies_hub",
    "INSERT INTO agencies_membership (user_id, role, started_at) VALUES ({me}, 'auditor', now())",
    "UPDATE agencies_membership SET role = 'auditor' WHERE user_id = {me}",
    "DELETE FROM agencies_membership WHERE user_id = {other}",
    "UPDATE agencies_user SET hub_id = (SELECT max(id) FROM agencies_hub) WHERE id = {me}",
    "UPDATE agencies_user SET email = 'mine@evil.example' WHERE id = {other}",
    "UPDATE agencies_user SET is_superuser = true WHERE id = {me}",
    "UPDATE agencies_user SET is_active = false WHERE id = {other}",
    "UPDATE agencies_hub SET team_group_id = deciders_group_id, deciders_group_id = team_group_id",
    "UPDATE agencies_agency SET group_id = (SELECT team_group_id FROM agencies_hub LIMIT 1)",
    LINE,
    "SELECT mash_set_password({other}, 'x', 'md5$x', 'y', true, repeat('0', 64))",
    "INSERT INTO mfa_authenticator (user_id, type, data, created_at) VALUES ({other}, 'totp', 'null', now())",
    "DELETE FROM auditlog_logentry",
]
OF_ANOTHER_HUB = [
    "UPDATE agencies_user SET hub_id = {hub} WHERE id = {theirs}",
    "UPDATE agencies_user SET hub_id = {their_hub} WHERE id = {other}",
    "INSERT INTO agencies_user_groups (user_id, group_id) VALUES ({other}, {their_team})",
    "INSERT INTO agencies_membership (user_id, role, started_at) VALUES ({theirs}, 'auditor', now())",
    """INSERT INTO agencies_agency (name, kind, link, notice_email, hub_id, group_id)
       SELECT 'Mine', 'police', 'core', 'x@y.example', {hub}, team_group_id FROM agencies_hub WHERE id <> {hub}""",
]


def named(busy, southmere) -> dict:
    people = {"me": busy.social_worker.pk, "other": busy.manager.pk, "theirs": southmere.manager.pk}
    return {**people, "hub": busy.hub.pk, "their_hub": southmere.hub.pk, "their_team": southmere.hub.team_group_id}


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_no_statement_of_theirs_changes_who_they_are_or_speaks_for_another(web, busy, southmere, statement):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        web.execute(statement.format(**named(busy, southmere)))


@pytest.mark.parametrize("statement", OF_ANOTHER_HUB)
def test_an_administrators_session_reaches_no_other_hub(web, busy, southmere, statement):
    web.claim(session=number_of(browser(busy.administrator)))
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        web.execute(statement.format(**named(busy, southmere)))


# A manager reviews roles without being an administrator: they may confirm or end others' roles, and no more.
BEYOND_A_REVIEW = [
    "UPDATE agencies_membership SET certified_at = now(), certified_by_id = {me} WHERE user_id = {me}",
    "UPDATE agencies_membership SET certified_at = now(), certified_by_id = {me} WHERE user_id = {theirs}",
    "UPDATE agencies_membership SET certified_at = now(), certified_by_id = {theirs} WHERE user_id = {other}",
    "UPDATE agencies_membership SET ended_at = now() WHERE user_id = {theirs}",
    "UPDATE agencies_membership SET role = 'auditor' WHERE user_id = {other}",
    "UPDATE agencies_membership SET ends_at = now() + interval '9 years' WHERE user_id = {other}",
    "INSERT INTO agencies_membership (user_id, role, started_at) VALUES ({other}, 'auditor', now())",
    "DELETE FROM agencies_user_groups WHERE user_id = {other}",  # to which a role of theirs leads
    "DELETE FROM agencies_user_groups WHERE user_id = {theirs}",
    "INSERT INTO agencies_user_groups (user_id, group_id) SELECT {other}, deciders_group_id FROM agencies_hub",
]


@pytest.mark.parametrize("statement", BEYOND_A_REVIEW)
def test_a_managers_session_reviews_roles_and_no_more(web, busy, southmere, statement):
    people = {**named(busy, southmere), "me": busy.manager.pk, "other": busy.social_worker.pk}
    web.claim(session=number_of(browser(busy.manager)))
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        web.execute(statement.format(**people))
    confirm = "UPDATE agencies_membership SET certified_at = now(), certified_by_id = {me} WHERE user_id = {other}"
    assert web.execute(confirm.format(**people)).rowcount == 1
    end = "UPDATE agencies_membership SET ended_at = now() WHERE user_id = {other}"
    assert web.execute(end.format(**people)).rowcount == 1
    assert web.execute("DELETE FROM agencies_user_groups WHERE user_id = {other}".format(**people)).rowcount == 1
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        web.execute("UPDATE agencies_membership SET ended_at = NULL WHERE user_id = {other}".format(**people))
