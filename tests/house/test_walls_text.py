"""The SQL files and a migrated database agree both ways, so the files document what guards a case.

In a transaction, a migrated database is stripped of every policy, function, trigger and right, and
the files are run again. Whatever the database does not get back is in no file, or there in another
form; whatever it gains was written into a file and never run.
"""

# ruff: noqa: S608 (the names of our own tables and roles)

import re
from collections import Counter

import pytest
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from audit.recording import KINDS
from mash.postgres.sql_files import BODIES_LATER, ROOT, RunSQLFiles, runnable, undone
from tests.database import as_role, script
from tests.released import digest, released

FOLDERS = ("agencies/walls", "mash/postgres", "audit/walls", "referrals/access")
APPS = ("agencies", "mash", "audit", "referrals")  # in the order in which they are migrated
ROLES = "mash_app, mash_web, mash_worker, mash_guard"
OWN_FUNCTIONS = """p.pronamespace = 'public'::regnamespace AND NOT EXISTS (
    SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')"""
# Partitions are made and guarded by functions, month by month.
OWN_TABLES = "c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v') AND NOT c.relispartition"
CATALOGUE = {
    "function": f"""SELECT p.oid::regprocedure::text, pg_get_functiondef(p.oid), pg_get_userbyid(p.proowner),
        (SELECT array_agg(a::text ORDER BY a::text) FROM unnest(p.proacl) a) FROM pg_proc p WHERE {OWN_FUNCTIONS}""",
    "policy": """SELECT policyname || ' on ' || tablename, permissive, roles, cmd, qual, with_check
        FROM pg_policies WHERE schemaname = 'public'""",
    "trigger": f"""SELECT t.tgname || ' on ' || c.relname, pg_get_triggerdef(t.oid), t.tgenabled
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal AND {OWN_TABLES}""",
    "table": f"""SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity, c.relpersistence,
        (SELECT array_agg(a::text ORDER BY a::text) FROM unnest(c.relacl) a WHERE a::text !~ '^mash_owner=')
        FROM pg_class c WHERE {OWN_TABLES}""",
    "column": f"""SELECT c.relname || '.' || a.attname, pg_get_expr(d.adbin, d.adrelid), a.attstorage,
        (SELECT array_agg(x::text ORDER BY x::text) FROM unnest(a.attacl) x)
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE a.attnum > 0 AND NOT a.attisdropped AND {OWN_TABLES}""",
    "index": f"""SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
        FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE {OWN_TABLES}""",
    "constraint": f"""SELECT k.conname || ' on ' || c.relname, pg_get_constraintdef(k.oid)
        FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid WHERE {OWN_TABLES}""",
    "default right": """SELECT pg_get_userbyid(defaclrole) || ' ' || defaclobjtype::text, defaclacl::text
        FROM pg_default_acl""",
}
STRIPPED = f"""
DO $$
DECLARE one record;
BEGIN
  FOR one IN SELECT policyname, tablename FROM pg_policies WHERE schemaname = 'public' LOOP
    EXECUTE format('DROP POLICY %I ON public.%I', one.policyname, one.tablename);
  END LOOP;
  -- with the triggers, defaults and indexes that ask them
  EXECUTE (SELECT 'DROP FUNCTION ' || string_agg(p.oid::regprocedure::text, ', ') || ' CASCADE'
             FROM pg_proc p WHERE {OWN_FUNCTIONS});
  FOR one IN SELECT c.oid::regclass AS name FROM pg_class c WHERE {OWN_TABLES} LOOP
    EXECUTE format('REVOKE ALL ON %s FROM {ROLES}', one.name);
    EXECUTE format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY', one.name);
  END LOOP;
END $$;
ALTER DEFAULT PRIVILEGES REVOKE ALL ON TABLES FROM {ROLES};
ALTER DEFAULT PRIVILEGES REVOKE ALL ON SEQUENCES FROM {ROLES};
ALTER DEFAULT PRIVILEGES REVOKE ALL ON FUNCTIONS FROM {ROLES};
ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM {ROLES};
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON SEQUENCES FROM {ROLES};
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON FUNCTIONS FROM {ROLES};
SET LOCAL ROLE mash_guard;
ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO PUBLIC;
SET LOCAL ROLE mash_owner;
"""
NO_CODE = re.compile(r"'(?:mash|public)\.\w+'")  # a setting, a table
CODE = re.compile(r"'([a-z_]+\.[a-z_]+)'")
MADE = re.compile(
    r"""^CREATE\ (?:OR\ REPLACE\ )?(?:
        (FUNCTION)\ (\w+) | (TABLE)\ IF\ NOT\ EXISTS\ (\w+) | (INDEX)\ IF\ NOT\ EXISTS\ (\w+)
        | (POLICY|TRIGGER)\ (\w+)\s[^;]*?\bON\ (\w+))""",
    re.MULTILINE | re.VERBOSE,
)


def first_migrations_run() -> list[str]:
    """Return the texts of all files, in the order in which migrating runs them."""
    return [path.read_text() for app in APPS for path in run_by(app)]


def run_by(app: str, *, but: set[str] = frozenset()) -> list:
    """Return the files that an app's migrations run, without those of the migrations in `but`."""
    loader = MigrationLoader(None)
    steps = [loader.graph.nodes[key] for key in loader.graph.forwards_plan(*loader.graph.leaf_nodes(app)[:1])]
    steps = [step for step in steps if step.app_label == app and f"{app}.{step.name}" not in but]
    runs = [operation for step in steps for operation in step.operations if isinstance(operation, RunSQLFiles)]
    return list(dict.fromkeys(path for run in runs for path in run.paths))


def files() -> list:
    return [path for folder in FOLDERS for path in sorted((ROOT / folder).glob("*.sql"))]


def catalogue() -> set[tuple]:
    entries = set()
    with connection.cursor() as cursor:
        for kind, statement in CATALOGUE.items():
            cursor.execute(statement)
            entries |= {(kind, name, repr(rest)) for name, *rest in cursor.fetchall()}
    return entries


def secret() -> list[tuple]:
    """Return the secret prefix of all record digests, which never changes."""
    with as_role("mash_owner"), connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM referrals_digestsecret")
        return cursor.fetchall()


def differences() -> set[str]:
    """Return what differs between the database and what the files create."""
    before = catalogue()
    with transaction.atomic(), as_role("mash_owner"):
        script("SET LOCAL client_min_messages = error")
        script(STRIPPED)
        for text in first_migrations_run():
            script(runnable(text))
        after = catalogue()
        transaction.set_rollback(True)
    return {f"{kind} {name}" for kind, name, _ in before ^ after}


def test_files_and_database_say_the_same(db):
    assert differences() == set()


@pytest.mark.parametrize(
    ("statement", "difference"),
    [
        ("ALTER FUNCTION mash_refuse(text) SET search_path = public", "function mash_refuse(text)"),
        (
            "CREATE OR REPLACE FUNCTION mash_refuse(why text) RETURNS void LANGUAGE sql AS ''",
            "function mash_refuse(text)",
        ),
        ("CREATE FUNCTION mash_new() RETURNS int LANGUAGE sql RETURN 1", "function mash_new()"),
        ("GRANT EXECUTE ON FUNCTION mash_refuse(text) TO mash_app", "function mash_refuse(text)"),
        ("CREATE POLICY all_of_it ON referrals_note TO mash_app USING (true)", "policy all_of_it on referrals_note"),
        ("ALTER POLICY see ON referrals_note USING (true)", "policy see on referrals_note"),
        ("DROP POLICY see ON referrals_note", "policy see on referrals_note"),
        ("DROP TRIGGER frozen ON referrals_decision", "trigger frozen on referrals_decision"),
        ("GRANT DELETE ON referrals_note TO mash_app", "table referrals_note"),
        ("GRANT UPDATE (text) ON referrals_note TO mash_app", "column referrals_note.text"),
        ("ALTER TABLE referrals_note NO FORCE ROW LEVEL SECURITY", "table referrals_note"),
        ("ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO mash_app", "default right mash_owner r"),
    ],
)
def test_changes_that_are_in_no_file_are_detected(statement, difference, db):
    """Each statement is what a migration would do without changing the files."""
    with as_role("mash_owner"):
        script(statement)
    assert difference in differences()


def test_run_again_they_change_nothing_and_every_function_is_well_formed(db):
    before = catalogue(), secret()
    with transaction.atomic(), as_role("mash_owner"):
        for text in first_migrations_run():
            script(runnable(text).replace(BODIES_LATER, ""))  # so that PostgreSQL checks each body
        after = catalogue(), secret()
        transaction.set_rollback(True)
    assert after == before
    assert len(secret()) == 1


def test_every_file_is_run_by_a_migration():
    assert sorted(files()) == sorted(path for app in APPS for path in run_by(app))


def test_a_file_changed_since_the_release_is_run_again():
    """A database of the released version still has the earlier contents of the file."""
    before = released()
    again = {path for app in APPS for path in run_by(app, but=set(before["migrations"]))}
    changed = {path for path in files() if digest(path) != before["sql"].get(str(path.relative_to(ROOT)))}
    assert changed <= again, (
        "Add a migration with RunSQLFiles(…, again=True) for these; or, before the first release, run `make released`"
    )


def test_each_thing_is_made_once():
    counts = Counter(tuple(filter(None, match)) for text in first_migrations_run() for match in MADE.findall(text))
    assert len(counts) > 400
    assert [statement for statement, times in counts.items() if times > 1] == []


def test_undone_they_leave_nothing(db):
    with transaction.atomic(), as_role("mash_owner"):
        for text in reversed(first_migrations_run()):
            script(undone(text))
        left = catalogue()
        transaction.set_rollback(True)
    assert [name for kind, name, _ in left if kind in ("function", "policy", "trigger", "default right")] == []
    guarded = [(name, rest) for kind, name, rest in left if kind == "table" and ("True" in rest or "mash_" in rest)]
    assert guarded == []


def unknown_codes(text: str) -> set[str]:
    return set(CODE.findall(NO_CODE.sub("", text))) - KINDS.keys()


def test_sql_names_no_code_that_the_access_log_does_not_know():
    texts = "\n".join(path.read_text() for path in files())
    assert all(CODE.fullmatch(f"'{code}'") for code in KINDS), "the pattern does not match every code"
    assert {"case.opened", "sign_in.failed"} <= set(CODE.findall(texts))
    assert unknown_codes(texts) == set()
    assert unknown_codes("code = 'case.never' AND current_setting('mash.upkeep')") == {"case.never"}
