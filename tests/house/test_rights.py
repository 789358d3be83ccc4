"""The app's database logins have exactly the rights that their code uses, as listed here.

Web servers and workers have the rights of mash_app; OF_THE_WORKER lists what workers have besides.
"""

# ruff: noqa: S608 (the names of our own roles and tables)

import pytest
from django.db import DatabaseError, connection, transaction

from tests.database import as_role

# SELECT (r), INSERT (a), UPDATE (w), DELETE (d). A new table is closed until its migration gives a right, which then
# stands here.
RIGHTS = {
    "account_emailaddress": "r",
    "account_emailconfirmation": "r",
    "agencies_agency": "raw",
    "agencies_codeswitch": "raw",
    "agencies_edition": "raw",
    "agencies_hub": "raw",
    "agencies_membership": "raw",
    "agencies_openinghours": "rad",
    "agencies_password": "",  # only through functions, like the next tables of its kind
    "agencies_proofkey": "",
    "agencies_question": "rad",
    "agencies_questionset": "raw",
    "agencies_sharingagreement": "raw",
    "agencies_staffparticulars": "raw",
    "agencies_target": "raw",
    "agencies_team": "rawd",
    "agencies_user": "raw",
    "agencies_user_groups": "rad",
    "agencies_user_user_permissions": "r",
    "audit_export": "raw",
    "audit_mismatch": "",
    "audit_exportpiece": "rad",
    "audit_rootssent": "ra",
    "audit_savedsearch": "rawd",
    "audit_seal": "ra",
    "audit_sealedlines": "ra",
    "audit_tombstone": "r",
    "auth_group": "raw",
    "auth_group_permissions": "r",
    "auth_permission": "r",
    "django_content_type": "r",
    "django_migrations": "r",
    "django_session": "",
    "guardian_groupobjectpermission": "r",
    "guardian_userobjectpermission": "r",
    "mash_counter": "",
    "mash_submission": "rad",
    "mfa_authenticator": "rawd",
    "referrals_answerdraft": "rawd",
    "referrals_ask": "rw",
    "referrals_bar": "rw",
    "referrals_breakglass": "rw",
    "referrals_casedraft": "rawd",
    "referrals_clock": "raw",
    "referrals_decision": "raw",
    "referrals_decisionitem": "rad",
    "referrals_digestsecret": "",
    "referrals_dissent": "rad",
    "referrals_draft": "rawd",
    "referrals_feedback": "ra",
    "referrals_figurechange": "",
    "referrals_figurecount": "",
    "referrals_figurespan": "",
    "referrals_hubask": "",  # only through functions, like the next of other hubs
    "referrals_informationrequest": "raw",
    "referrals_involvedprofessional": "ra",
    "referrals_item": "raw",
    "referrals_itembody": "rad",
    "referrals_lawfulbasis": "ra",
    "referrals_move": "ra",
    "referrals_note": "ra",
    "referrals_notificationmade": "ra",
    "referrals_outboxmessage": "raw",
    "referrals_pairverdict": "ra",
    "referrals_personfact": "ra",
    "referrals_personelsewhere": "",
    "referrals_personhome": "r",
    "referrals_personkey": "",
    "referrals_personcompared": "",
    "referrals_persontomatch": "",
    "referrals_product": "ra",
    "referrals_product_agencies": "ra",
    "referrals_productgroupgrant": "r",
    "referrals_productitem": "ra",
    "referrals_protectedidentity": "r",
    "referrals_ratinggiven": "ra",
    "referrals_strategydiscussion": "ra",
    "referrals_referral": "raw",
    "referrals_referralgroupgrant": "r",
    "referrals_referralusergrant": "r",
    "referrals_referrer": "ra",
    "referrals_requestchange": "ra",
    "referrals_requestgroupgrant": "r",
    "referrals_requestmessage": "ra",
    "referrals_requestquestion": "ra",
    "referrals_requestupdate": "ra",
    "referrals_response": "ra",
    "referrals_restriction": "raw",
    "referrals_restrictionreview": "ra",
    "referrals_searchterms": "",
    "socialaccount_socialaccount": "r",
    "socialaccount_socialapp": "r",
    "socialaccount_socialtoken": "r",
}
OF_COLUMNS = {
    "agencies_accountchange": ("ra", "w"),  # what was decided, and by whom
    "referrals_caseaction": ("ra", "w"),  # its closing
    "referrals_caselink": ("ra", "w"),  # its undoing
    "referrals_clockpause": ("ra", "w"),  # its end
    "referrals_person": ("ra", "w"),  # by a fact
    "referrals_personpair": ("r", "w"),  # what was decided
    "referrals_flag": ("ra", "w"),  # what was done
    "agencies_letter": ("a", "r"),  # filled in by the database and read back by Django
    "agencies_signin": ("r", "w"),  # when it was last seen
    "audit_attestation": ("r", "w"),  # signed
    "audit_event": ("r", "a"),  # all but the position in the log, which the database assigns
    "audit_unusualaccess": ("rad", "w"),  # the finding, not the rest
    "auditlog_logentry": ("a", "r"),  # the key and the time, by which old ones are removed
}
OF_THE_WORKER = {
    "agencies_letter": ("rd", "w"),  # sends them: when to try again, and what was given up
    "auditlog_logentry": ("d", ""),
    "django_session": ("d", "r"),  # those that are over
}
LETTERS = "CASE x.privilege_type WHEN 'SELECT' THEN 'r' WHEN 'INSERT' THEN 'a' WHEN 'UPDATE' THEN 'w' \
WHEN 'DELETE' THEN 'd' ELSE x.privilege_type END"
GRANTS = f"""SELECT c.relname,
    coalesce((SELECT string_agg({LETTERS}, '') FROM aclexplode(c.relacl) x WHERE x.grantee = '{{role}}'::regrole), ''),
    coalesce((SELECT string_agg(DISTINCT {LETTERS}, '') FROM pg_attribute a, aclexplode(a.attacl) x
      WHERE a.attrelid = c.oid AND x.grantee = '{{role}}'::regrole), '')
  FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')"""


def rows(statement: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def rights_of(role: str = "mash_app") -> dict[str, tuple[str, str]]:
    months = r"^audit_event_(before|rest|\d{4}_\d\d)$"
    parts = {name for (name,) in rows(f"SELECT relname FROM pg_class WHERE relname ~ '{months}'")}
    ordered = {
        name: ("".join(sorted(table, key="rawd".find)), of_columns)
        for name, table, of_columns in rows(GRANTS.format(role=role))
    }
    assert {ordered.pop(name) for name in parts} == {("", "")}, "partitions are reachable only through the whole log"
    return ordered


def declared_rights() -> dict[str, tuple[str, str]]:
    return {**{name: (rights, "") for name, rights in RIGHTS.items()}, **OF_COLUMNS}


def test_each_table_has_the_rights_its_code_needs(db):
    actual, expected = rights_of(), declared_rights()
    assert {name: actual[name] for name in set(actual) - set(expected)} == {}, (
        "list the rights of the app on a new table"
    )
    assert {name: (actual.get(name), rights) for name, rights in expected.items() if actual.get(name) != rights} == {}


@pytest.mark.parametrize(("login", "more"), [("mash_web", {}), ("mash_worker", OF_THE_WORKER)])
def test_a_login_has_only_the_rights_that_it_alone_needs(db, login, more):
    assert {name: rights for name, rights in rights_of(login).items() if rights != ("", "")} == more


def test_no_right_goes_further_than_the_walls(db):
    """A right no policy allows does nothing now, but would take effect with too wide a policy."""
    beyond = """SELECT c.relname, x.privilege_type FROM pg_class c, aclexplode(c.relacl) x
        WHERE x.grantee = 'mash_app'::regrole AND c.relrowsecurity AND c.relnamespace = 'public'::regnamespace
        AND c.relkind IN ('r', 'p') AND NOT EXISTS (
          SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polpermissive
             AND 'mash_app'::regrole = ANY (p.polroles)
             AND p.polcmd IN ('*', CASE x.privilege_type WHEN 'SELECT' THEN 'r' WHEN 'INSERT' THEN 'a'
                                   WHEN 'UPDATE' THEN 'w' ELSE 'd' END::"char"))"""
    assert rows(beyond) == []


def test_a_new_table_and_its_numbers_are_closed(db):
    with as_role("mash_owner"), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE fresh (id bigint GENERATED BY DEFAULT AS IDENTITY, other serial)")
    assert rights_of()["fresh"] == ("", "")
    assert rows("SELECT has_sequence_privilege('mash_app', 'fresh_other_seq', 'USAGE, SELECT, UPDATE')") == [(False,)]


def test_the_app_reads_and_sets_no_counter(db):
    sequences = """SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
        AND CASE WHEN relkind = 'S' THEN has_sequence_privilege('mash_app', oid, 'USAGE, SELECT, UPDATE') END"""
    assert rows(sequences) == []


def test_everybody_has_no_right_on_any_table(db):
    of_all = """SELECT c.relname FROM pg_class c, aclexplode(c.relacl) x
        WHERE x.grantee = 0 AND c.relnamespace = 'public'::regnamespace"""
    assert rows(of_all) == []


@pytest.mark.parametrize("role", ["mash_app", "mash_web", "mash_worker", "mash_guard", "public"])
def test_who_serves_pages_and_who_looks_past_the_walls_makes_nothing(db, role):
    rights = f"""SELECT has_database_privilege('{role}', current_database(), 'TEMPORARY'),
        has_database_privilege('{role}', current_database(), 'CREATE'),
        has_schema_privilege('{role}', 'public', 'CREATE'), has_language_privilege('{role}', 'plpgsql', 'USAGE')"""
    assert rows(rights) == [(False, False, False, role == "mash_guard")]


@pytest.mark.parametrize("role", ["mash_app", "mash_web", "mash_worker", "mash_guard"])
def test_everybody_calls_no_function_that_harms(db, role):
    harmful = f"""SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace
        AND (proname ~ '^(lo_|pg_read_|pg_ls_|pg_stat_file|pg_reload|pg_rotate|pg_switch|pg_promote)'
          OR proname IN ('loread', 'lowrite', 'pg_cancel_backend', 'pg_terminate_backend', 'pg_stat_get_activity'))
        AND has_function_privilege('{role}', oid, 'EXECUTE')"""
    assert rows(harmful) == []


@pytest.mark.parametrize(
    ("role", "member_of"), [("mash_app", []), ("mash_web", [("mash_app",)]), ("mash_worker", [("mash_app",)])]
)
def test_the_app_owns_nothing_anywhere_and_is_a_member_of_nothing_else(db, role, member_of):
    assert rows(f"SELECT count(*) FROM pg_shdepend WHERE refobjid = '{role}'::regrole AND deptype = 'o'") == [(0,)]
    assert rows(f"SELECT roleid::regrole::text FROM pg_auth_members WHERE member = '{role}'::regrole") == member_of
    assert rows(
        f"SELECT count(*) FROM pg_parameter_acl, aclexplode(paracl) x WHERE x.grantee IN (0, '{role}'::regrole)"
    ) == [(0,)]


def test_the_app_has_no_way_to_code_outside_sql(db):
    assert rows("SELECT extname FROM pg_extension ORDER BY 1") == [
        ("btree_gin",),
        ("pg_trgm",),
        ("plpgsql",),
        ("unaccent",),
    ]
    assert rows("SELECT count(*) FROM pg_foreign_server") == [(0,)]
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        rows("CREATE EXTENSION tablefunc")
