"""The app's login gains no rights: roles, files, the schema, large objects, other sessions."""

import psycopg
import pytest

ROLES = [
    "mash_owner",
    "mash_guard",
    "mash_dump",
    "postgres",
    "pg_monitor",
    "pg_read_all_data",
    "pg_execute_server_program",
]
LARGE_OBJECTS = """SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace
    AND (proname ~ '^lo_' OR proname IN ('loread', 'lowrite')) ORDER BY 1"""


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    "how",
    [
        "SET ROLE {}",
        "SELECT set_config('role', '{}', false)",
        "SET SESSION AUTHORIZATION {}",
        "GRANT {} TO mash_app",
        "REASSIGN OWNED BY {} TO mash_app",
    ],
)
def test_no_other_role(refused, role, how):
    refused(how.format(role))


@pytest.mark.parametrize(
    "statement",
    [
        *(f"ALTER ROLE {role} PASSWORD 'mine'" for role in ROLES if role.startswith("mash_")),
        "ALTER ROLE mash_app SUPERUSER",
        "ALTER ROLE mash_app BYPASSRLS",
        "ALTER ROLE mash_app CREATEROLE",
        "CREATE ROLE mine",
        "CREATE DATABASE mine",
        "ALTER SYSTEM SET log_min_messages = 'debug5'",
        "SET session_replication_role = 'replica'",
        "SET lo_compat_privileges = on",
        "SET allow_system_table_mods = on",
        "SELECT pg_reload_conf()",
    ],
)
def test_no_power_over_the_server(refused, statement):
    refused(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "COPY (SELECT 1) TO PROGRAM 'id'",
        "COPY agencies_team FROM PROGRAM 'id'",
        "COPY (SELECT 1) TO '/tmp/mine'",
        "COPY agencies_team FROM '/etc/passwd'",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT pg_read_binary_file('/etc/passwd')",
        "SELECT pg_ls_dir('/')",
        "SELECT pg_stat_file('/etc/passwd')",
        "SELECT pg_ls_logdir()",
        "SELECT lo_import('/etc/passwd')",
        "LOAD '/tmp/mine.so'",
        "CREATE EXTENSION dblink",
        "CREATE EXTENSION tablefunc",
        "CREATE FOREIGN DATA WRAPPER mine",
        "DO $$ BEGIN PERFORM 1; END $$",
    ],
)
def test_no_file_no_program_no_code(refused, statement):
    refused(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE SCHEMA mine",
        "CREATE TABLE public.mine (id int)",
        "CREATE VIEW public.mine AS SELECT 1",
        "CREATE FUNCTION public.mine(text) RETURNS boolean LANGUAGE sql COST 0.0001 RETURN true",
        "CREATE FUNCTION pg_catalog.mine() RETURNS int LANGUAGE sql RETURN 1",
        "CREATE OPERATOR public.=== (FUNCTION = texteq, LEFTARG = text, RIGHTARG = text)",
        "CREATE TYPE public.mine AS (one int)",
        "CREATE DOMAIN public.mine AS text",
        "CREATE CAST (text AS int) WITH INOUT",
        "CREATE EVENT TRIGGER mine ON ddl_command_end EXECUTE FUNCTION audit_stays()",
        "CREATE TRIGGER mine BEFORE INSERT ON referrals_person FOR EACH ROW EXECUTE FUNCTION audit_stays()",
        "CREATE RULE mine AS ON SELECT TO referrals_person DO INSTEAD SELECT 1",
        "CREATE POLICY mine ON referrals_person USING (true)",
        "CREATE PUBLICATION mine FOR ALL TABLES",
        "CREATE INDEX mine ON referrals_person (first_name)",
        "CREATE STATISTICS mine ON first_name, last_name FROM referrals_person",
        "ALTER TABLE referrals_person DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE referrals_person NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE referrals_person OWNER TO mash_app",
        "ALTER TABLE audit_event DISABLE TRIGGER ALL",
        "ALTER TABLE audit_event DETACH PARTITION audit_event_rest",
        "ALTER TABLE referrals_person ADD COLUMN mine text",
        "ALTER POLICY see ON referrals_person USING (true)",
        "ALTER FUNCTION mash_uid() RESET ALL",
        "DROP POLICY see ON referrals_person",
        "DROP TRIGGER final ON audit_event",
        "DROP TABLE audit_event",
        "CREATE OR REPLACE FUNCTION public.mash_uid() RETURNS bigint LANGUAGE sql STABLE RETURN 1",
        "COMMENT ON TABLE referrals_person IS 'mine'",
        "ANALYZE referrals_person; TRUNCATE referrals_person",
    ],
)
def test_no_change_of_the_schema(attacker, statement):
    """Each is refused, warned about without effect (GRANT), or not found where one may not look."""
    before = shape(attacker)
    with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.WrongObjectType)), attacker.transaction():
        attacker.execute(statement)
    assert shape(attacker) == before


def test_no_right_is_passed_on(attacker):
    """PostgreSQL only warns and does nothing."""
    attacker.execute("GRANT ALL ON referrals_person TO PUBLIC; REVOKE ALL ON referrals_person FROM mash_guard")
    right = "SELECT has_table_privilege(%s, 'referrals_person', 'SELECT')"
    assert attacker.execute(right, ["public"]).fetchone() == (False,)
    assert attacker.execute(right, ["mash_guard"]).fetchone() == (True,)


def shape(attacker) -> tuple:
    return attacker.execute("""SELECT (SELECT count(*) FROM pg_class), (SELECT count(*) FROM pg_policy),
        (SELECT count(*) FROM pg_trigger WHERE tgenabled = 'O'), (SELECT count(*) FROM pg_proc),
        (SELECT count(*) FROM pg_class WHERE relrowsecurity AND relforcerowsecurity)""").fetchone()


def test_every_function_of_large_objects_is_refused(attacker):
    functions = [name for (name,) in attacker.execute(LARGE_OBJECTS).fetchall()]
    assert len(functions) > 15
    for name in functions:
        right = attacker.execute("SELECT has_function_privilege(%s, 'EXECUTE')", [name]).fetchone()
        assert right == (False,), name
    assert attacker.execute("SELECT count(*) FROM pg_largeobject_metadata").fetchone() == (0,)


def test_every_table_refuses_to_be_emptied(attacker):
    tables = attacker.execute(
        "SELECT oid::regclass::text FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
    )
    names = [name for (name,) in tables.fetchall()]
    assert len(names) > 50
    for name in names:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            attacker.execute(f"TRUNCATE {name}")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            attacker.execute(f"ALTER TABLE {name} DISABLE ROW LEVEL SECURITY")


@pytest.mark.django_db(transaction=True)
def test_without_row_security_nothing_is_answered(attacker, referral):
    """The setting by which pg_dump asks for all rows or an error gives the app the error."""
    attacker.execute("SET row_security = off")
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
        attacker.execute("SELECT * FROM referrals_referral")


def test_other_sessions_are_neither_read_nor_ended(attacker, app_login):
    with psycopg.connect(app_login, autocommit=True) as other:
        other.execute("SELECT 'what somebody typed'")
        pid = other.info.backend_pid
        for statement in [
            "SELECT query FROM pg_stat_activity",
            f"SELECT pg_stat_get_backend_activity({pid})",
            f"SELECT pg_terminate_backend({pid})",
            f"SELECT pg_cancel_backend({pid})",
        ]:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                attacker.execute(statement)
        assert other.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.parametrize("who", ["mash.system", "mash.user_id", "mash.upkeep"])
def test_who_acts_is_not_set_for_sessions_to_come(refused, who):
    refused(f"ALTER ROLE mash_app SET {who} = 'on'")


def test_months_are_opened_by_background_work_alone(refused):
    refused("SELECT audit_open_month((current_date + 700)::date)")
