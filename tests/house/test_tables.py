"""Every table has row-level security and a guarded manager, or a reason here why not."""

from django.apps import apps
from django.db import connection

NO_CASE_CONTENT = {
    "agencies_user": "signing in reads it before anybody is known; staff, not families",
    "agencies_user_groups": "which team or agency somebody is in; the walls read it",
    "agencies_user_user_permissions": "always empty: permissions come from roles",
    "agencies_letter": "which of the staff is to be written to about their account; links are made when it is sent",
    "agencies_membership": "roles of staff",
    "agencies_hub": "a hub's settings",
    "agencies_openinghours": "a hub's settings",
    "agencies_team": "names of a hub's teams, which give access to nothing",
    "agencies_codeswitch": "a hub's settings",
    "agencies_target": "a hub's settings",
    "agencies_agency": "names of organisations",
    "agencies_sharingagreement": "titles and dates of agreements between organisations",
    "agencies_questionset": "questions asked by default, about nobody",
    "agencies_edition": "which of the hub's staff changed a setting last, and when",
    "agencies_question": "questions asked by default, about nobody",
    "account_emailaddress": "always empty: addresses are on the person (allauth's, as its authenticators ask)",
    "account_emailconfirmation": "always empty: nobody changes their own address (allauth's)",
    "auditlog_logentry": "which field changed; pages add to it and cannot read it (tests/audit/test_field_log.py)",
    "auth_group": "names of teams",
    "auth_group_permissions": "always empty",
    "auth_permission": "names of permissions",
    "django_content_type": "names of models",
    "django_migrations": "names of migrations",
    "django_session": "only functions read it, which want the number of the session (tests/attack/test_who_acts.py)",
    "guardian_userobjectpermission": "always empty: our grants stand on direct foreign keys",
    "guardian_groupobjectpermission": "always empty: our grants stand on direct foreign keys",
    "mash_submission": "random numbers of forms already sent",
    "socialaccount_socialaccount": "always empty: who comes by single sign-on is found by their address (allauth's)",
    "socialaccount_socialapp": "always empty: providers stand in the settings (allauth's)",
    "socialaccount_socialtoken": "always empty: no token is kept (allauth's)",
}


def rows(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def test_every_table_has_a_policy_or_a_reason(db):
    tables = rows("""SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')""")
    open_tables = {name for name, walled in tables if not walled}
    assert open_tables == set(NO_CASE_CONTENT), "a new table needs a policy, or a reason here"


# The app has no right to these: functions read them, and answer with numbers for whoever holds the dashboard.
NUMBERS = {"referrals_figurespan", "referrals_figurecount", "referrals_figurechange"}
# The app has no right to these either: functions that only the matcher may call read them.
KEYS = {"referrals_persontomatch", "referrals_personcompared", "referrals_personkey", "referrals_searchterms"}
# Nor to these: hubs share no records, so functions answer with a card, an ask or an answer.
OF_OTHER_HUBS = {"referrals_personelsewhere", "referrals_hubask"}


def test_every_walled_table_has_policies_for_the_app(db):
    walled = (
        {model._meta.db_table for model in apps.get_app_config("referrals").get_models()}
        - NUMBERS
        - KEYS
        - OF_OTHER_HUBS
    )
    policies = """SELECT tablename FROM pg_policies
        WHERE cmd IN ('SELECT', 'ALL') AND 'mash_app' = ANY (roles)"""
    readable = {name for (name,) in rows(policies)}
    assert walled <= readable


# Tables whose permissive policies have the rule of who may write in themselves.
OWN_RULE = {
    **dict.fromkeys(("answerdraft", "casedraft", "draft"), "the writer's own, unsent"),
    **dict.fromkeys(("item", "itembody", "response"), "mash_answers: people of the agency that was asked"),
    **dict.fromkeys(("bar", "breakglass"), "a governance officer of the hub; made by functions of the guard"),
    "clockpause": "mash_works_on: who works on the case",
    **dict.fromkeys(("personpair", "pairverdict", "caselink"), "who works on both cases"),
    "outboxmessage": "messages are written by whoever acts and sent by the worker alone",
    "referral": "whoever sends it; changes have a restrictive policy",
    "restrictionreview": "a governance officer of the hub",
}
UNGUARDED_WRITES = """SELECT DISTINCT c.relname FROM pg_class c
    CROSS JOIN LATERAL (VALUES ('INSERT'), ('UPDATE'), ('DELETE')) write(command)
    WHERE c.relnamespace = 'public'::regnamespace AND c.relname LIKE 'referrals_%'
      AND (has_table_privilege('mash_app', c.oid, command)
           OR command <> 'DELETE' AND has_any_column_privilege('mash_app', c.oid, command))
      AND NOT EXISTS (SELECT FROM pg_policies p WHERE p.tablename = c.relname AND p.permissive = 'RESTRICTIVE'
                        AND p.cmd IN (command, 'ALL') AND 'mash_app' = ANY (p.roles))"""


def test_whoever_may_only_read_a_case_adds_changes_and_removes_nothing_of_it(db):
    unguarded = {name.removeprefix("referrals_") for (name,) in rows(UNGUARDED_WRITES)}
    assert unguarded == set(OWN_RULE), (
        "Seeing a case is not working on it: a table that the app writes needs the restrictive policies "
        "only_its_hub_adds, _changes and _removes (referrals/access/rows_of_a_case.sql), or a rule of its own here."
    )


def test_the_app_owns_nothing_and_cannot_bypass_the_walls(db):
    owned = "SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) ~ '^mash_(app|web|worker)$'"
    assert rows(owned) == [(0,)]
    powers = "SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname ~ '^mash_(app|web|worker)$'"
    assert rows(powers) == [(False, False, False)] * 3


def test_functions_that_look_past_the_walls_belong_to_the_guard(db):
    owners = """SELECT DISTINCT pg_get_userbyid(proowner) FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND prosecdef
        AND proname <> 'audit_open_month'"""  # makes a table, which only the owner can; it reads no row
    assert rows(owners) == [("mash_guard",)]


def test_no_view_leaks_past_the_walls(db):
    views = """SELECT relname FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm')"""
    assert rows(views) == []
