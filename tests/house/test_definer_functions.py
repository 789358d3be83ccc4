"""Database functions resolve names only in trusted schemas, and only those who need them call them.

A function that runs with its owner's rights is the way from the app's login to the owner's. The
rules are checked on the catalogue, so that a new function is checked too.
"""

import re
from dataclasses import dataclass
from functools import cache

import pytest
from django.db import DatabaseError, connection, transaction

from tests.database import as_role, script
from tests.house.source import ROOT, modules

# These run as the owner of the tables, whose rights are wider than the guard's if they are subverted.
OWNED_BY_THE_OWNER = {"audit_open_month": "makes a table, which only the owner can; it reads no row"}
# The app may call these although none of its code does.
ASKED_BY_NOBODY: dict[str, str] = {}
# PostgreSQL inlines these into the query, so they have no settings of their own: only the guard's
# functions call them, with their own search path.
WITHOUT_A_PATH = {
    *("mash_about_whom", "mash_before_digests", "mash_changes_of", "mash_digest", "mash_frozen_rows"),
}
OURS = """SELECT p.oid, p.oid::regprocedure::text, p.proname, pg_get_userbyid(p.proowner), p.prosecdef,
    coalesce(p.proconfig, '{}'), p.prosqlbody IS NOT NULL, l.lanname, p.prosrc,
    has_function_privilege('public', p.oid, 'EXECUTE'), has_function_privilege('mash_app', p.oid, 'EXECUTE'),
    p.prorettype = 'trigger'::regtype
  FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
 WHERE p.pronamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
   AND NOT EXISTS (SELECT FROM pg_depend d
     WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')"""
NAMES = """SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
    UNION SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"""
ASKED = """SELECT coalesce(pg_get_expr(polqual, polrelid), '') || coalesce(pg_get_expr(polwithcheck, polrelid), '')
      FROM pg_policy
    UNION ALL SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef
    UNION ALL SELECT pg_get_indexdef(indexrelid) FROM pg_index
    UNION ALL SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'c'
    -- what runs with the rights of whoever writes a row, or asks
    UNION ALL SELECT prosrc || coalesce(pg_get_function_sqlbody(oid), '') FROM pg_proc
      WHERE pronamespace = 'public'::regnamespace AND NOT prosecdef
        AND (prorettype = 'trigger'::regtype OR has_function_privilege('mash_app', oid, 'EXECUTE'))"""
NOT_NAMES = re.compile(r"--[^\n]*|'(?:[^']|'')*'")


@dataclass(frozen=True)
class Function:
    oid: int
    full: str
    name: str
    owner: str
    definer: bool
    settings: tuple[str, ...]
    bound: bool  # its names were looked up when it was made
    language: str
    body: str
    for_all: bool
    for_app: bool
    trigger: bool

    @property
    def path(self) -> list[str]:
        paths = [setting.partition("=")[2] for setting in self.settings if setting.startswith("search_path=")]
        return [part.strip() for part in paths[0].split(",")] if paths else []


def rows(statement: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def ours() -> list[Function]:
    return [Function(*row[:5], tuple(row[5]), *row[6:]) for row in rows(OURS)]


def faults(name: str = "") -> set[tuple[str, str]]:
    """Return (function, fault) pairs for all functions, or for the function with this name."""
    names, callers = {name for (name,) in rows(NAMES)}, " ".join(text for (text,) in rows(ASKED)) + source()
    looked_at = [function for function in ours() if name in ("", function.name)]
    return {(function.name, fault) for function in looked_at for fault in faults_of(function, names, callers)}


def faults_of(function: Function, names: set[str], callers: str):
    if function.name in WITHOUT_A_PATH and (
        function.definer or function.for_app or function.for_all or function.owner != "mash_guard"
    ):
        yield "it has no search path of its own, and others than the guard may call it"
    if (
        not function.bound
        and function.name not in WITHOUT_A_PATH
        and (function.path[:1] != ["pg_catalog"] or function.path[-1:] != ["pg_temp"])
    ):
        yield "its search path does not begin with pg_catalog and end with pg_temp"
    if bare := unqualified(function, names):
        yield f"names without their schema: {bare}"
    if function.for_all:
        yield "everybody may call it"
    if function.definer and function.owner != "mash_guard" and function.name not in OWNED_BY_THE_OWNER:
        yield "it runs with the rights of somebody other than the guard"
    if function.trigger and function.for_app:
        yield "the app may call a trigger"
    if function.for_app and function.name not in ASKED_BY_NOBODY and not re.search(rf"\b{function.name}\b", callers):
        yield "the app may call it and never does"


def unqualified(function: Function, names: set[str]) -> list[str]:
    if function.bound:
        return []
    body = NOT_NAMES.sub("''", function.body)
    bare_names = {name for name in re.findall(r"(?<![\w.])[a-z_][a-z0-9_]*", body) if name in names}
    if not bare_names and function.language == "sql":
        bare_names = refused_without_public(function)
    return sorted(bare_names)


def refused_without_public(function: Function) -> set[str]:
    """Return what PostgreSQL cannot resolve when the function is created without `public`."""
    (definition,) = rows(f"SELECT pg_get_functiondef({function.oid})")[0]  # noqa: S608 (a number of the catalogue)
    without = re.sub(r"SET search_path TO [^\n]*", "SET search_path TO 'pg_catalog', 'pg_temp'", definition)
    try:
        with transaction.atomic(), as_role("mash_owner"):
            run("GRANT CREATE ON SCHEMA public TO mash_guard")
            with as_role(function.owner):
                run(without)
            transaction.set_rollback(True)
    except DatabaseError as error:
        return {str(error).partition("\n")[0]}
    return set()


def run(statements: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL client_min_messages = error")
    with connection.wrap_database_errors:
        script(statements)


@cache
def source() -> str:
    asked_in_sql = [path for path in ROOT.glob("referrals/**/*.sql") if path.parent.name != "access"]
    return " ".join(path.read_text() for path in (*modules().values(), *asked_in_sql))


def test_every_function_is_held_to_the_rules(db):
    assert len(ours()) > 60
    assert faults() == set()


def test_exceptions_are_still_needed(db):
    assert set(OWNED_BY_THE_OWNER) == {
        function.name for function in ours() if function.definer and function.owner != "mash_guard"
    }
    assert {function.name for function in ours() if not function.bound and not function.path} == WITHOUT_A_PATH


DEFINER = "CREATE FUNCTION public.brand_new_one() RETURNS bigint LANGUAGE sql SECURITY DEFINER"
IN_STEPS = DEFINER.replace("LANGUAGE sql", "LANGUAGE plpgsql")
TRIGGER = "CREATE FUNCTION public.brand_new_one() RETURNS trigger"
SAFE = "SET search_path = pg_catalog, public, pg_temp"
BODY = "AS 'SELECT 1::bigint'"
HUBS = "SELECT count(*) FROM %s"
GIVE = "GRANT EXECUTE ON FUNCTION public.brand_new_one()"


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        (f"{DEFINER} {BODY}", "search path"),
        (f"{DEFINER} SET search_path = pg_catalog, public {BODY}", "search path"),
        (f"{DEFINER} SET search_path = pg_temp, pg_catalog {BODY}", "search path"),
        (f"{DEFINER} {SAFE} AS $$ {HUBS % 'agencies_hub'} $$", "names without their schema"),
        (f"{DEFINER} {SAFE} AS 'SELECT mash_uid()'", "names without their schema"),
        (f"{DEFINER} {SAFE} AS $$ {HUBS % 'public.agencies_hub'} WHERE name % 'x' $$", "names without their schema"),
        (f"{DEFINER} {SAFE} AS $$ {HUBS % 'public.agencies_hub'} WHERE name OPERATOR(public.%) 'x' $$", None),
        (f"{IN_STEPS} {SAFE} AS $$ BEGIN RETURN ({HUBS % 'agencies_hub'}); END $$", "names without their schema"),
        (f"{DEFINER} {SAFE} {BODY}; {GIVE} TO PUBLIC", "everybody"),
        (f"{DEFINER} {SAFE} {BODY}", "other than the guard"),
        (f"{DEFINER} {SAFE} {BODY}; {GIVE} TO mash_app", "never does"),
        (f"{TRIGGER} LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'", "search path"),
        (f"{TRIGGER} LANGUAGE plpgsql {SAFE} AS 'BEGIN RETURN NEW; END'; {GIVE} TO mash_app", "a trigger"),
        ("CREATE FUNCTION public.brand_new_one() RETURNS bigint LANGUAGE sql RETURN 1", None),
    ],
)
def test_a_new_function_that_breaks_a_rule_is_found(db, statement, fault):
    with as_role("mash_owner"):
        run(statement)
    matching = [what for _, what in faults("brand_new_one") if (fault or "names") in what]
    assert bool(matching) == bool(fault)


def test_a_new_function_is_not_for_everybody(db):
    with as_role("mash_owner"):
        run(f"{DEFINER} {SAFE} {BODY}")
    assert [function.for_all or function.for_app for function in ours() if function.name == "brand_new_one"] == [False]


def test_nothing_of_ours_stands_outside_the_schema_the_rules_are_about(db):
    assert rows("SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'") == [
        ("public",)
    ]
    assert (ROOT / "mash" / "roles.sql").exists()
