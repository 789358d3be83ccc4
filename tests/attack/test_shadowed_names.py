"""Temporary objects cannot shadow names that a function with its owner's rights uses.

PostgreSQL searches the session's temporary schema first unless a search path says otherwise, so an
attacker may define whatever such a function names without its schema.
"""

import os

import psycopg
import pytest
from psycopg import sql

SAMPLES = {
    "uuid": "gen_random_uuid()",
    "uuid[]": "ARRAY[gen_random_uuid()]",
    "bigint": "1",
    "integer": "1",
    "bigint[]": "ARRAY[1]",
    "double precision[]": "ARRAY[1.5::float8]",
    "integer[]": "ARRAY[1]",
    "boolean": "true",
    "boolean[]": "ARRAY[true]",
    "jsonb": "'[]'",
    "text": "'allocation'",
    "text[]": "ARRAY['allocation']",
    "date": "current_date + 700",
    "timestamp with time zone": "now()",
    "interval": "interval '1 day'",
}
DEFINERS = """SELECT p.oid::regprocedure::text, p.proname,
    ARRAY(SELECT format_type(t, NULL) FROM unnest(p.proargtypes) AS t)
  FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef ORDER BY 1"""
TYPES = """SELECT typname FROM pg_type WHERE typnamespace = 'pg_catalog'::regnamespace AND typtype IN ('b', 'r')
    AND typelem = 0 AND typname NOT LIKE E'\\\\_%' AND has_type_privilege(oid, 'USAGE') ORDER BY 1"""
TABLES = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') ORDER BY 1"
TRAP = """CREATE FUNCTION pg_temp.spring() RETURNS boolean LANGUAGE sql VOLATILE AS $$
    SELECT pg_catalog.set_config('attack.ran_as',
      pg_catalog.concat(pg_catalog.current_setting('attack.ran_as', true), ' ', current_user), false) IS NOT NULL $$"""


@pytest.fixture
def temporary_again(app_login):
    """Grant temporary objects again, to test the next defence without the first."""
    with psycopg.connect(app_login, user="mash_test", password=os.environ["TEST_DATABASE_PASSWORD"]) as owner:
        owner.autocommit = True
        owner.execute("SET ROLE mash_owner")
        name = sql.Identifier(owner.info.dbname)
        owner.execute(sql.SQL("GRANT TEMPORARY ON DATABASE {} TO PUBLIC").format(name))
        yield
        owner.execute(sql.SQL("REVOKE TEMPORARY ON DATABASE {} FROM PUBLIC").format(name))


def set_traps(attacker) -> None:
    attacker.execute(TRAP)
    for (name,) in attacker.execute(TYPES).fetchall():
        trap = sql.SQL("CREATE DOMAIN pg_temp.{0} AS pg_catalog.{0} CHECK (pg_temp.spring())")
        attacker.execute(trap.format(sql.Identifier(name)))
    for (name,) in attacker.execute(TABLES).fetchall():
        trap = sql.SQL("CREATE TEMPORARY VIEW {0} AS SELECT * FROM public.{0} WHERE pg_temp.spring()")
        attacker.execute(trap.format(sql.Identifier(name)))


def spring(attacker, name: str, arguments: list[str]) -> str:
    """Return the roles the traps ran as while the function was called, whatever it returned."""
    values = ", ".join(f"({SAMPLES[kind]})::pg_catalog.{kind_name(kind)}" for kind in arguments)
    attacker.execute("SELECT pg_catalog.set_config('attack.ran_as', '', false)")
    with attacker.transaction(force_rollback=True):
        try:
            with attacker.transaction():
                attacker.execute(f"SELECT * FROM public.{name}({values})")
        except psycopg.Error:
            pass
        return attacker.execute("SELECT pg_catalog.current_setting('attack.ran_as', true)").fetchone()[0].strip()


def kind_name(kind: str) -> str:
    names = {"bigint": "int8", "integer": "int4", "boolean": "bool", "timestamp with time zone": "timestamptz"}
    base, array, _ = kind.partition("[]")
    return names.get(base, base) + array


def test_nothing_temporary_can_be_made(attacker):
    for statement in [
        "CREATE TEMPORARY TABLE mine (id int)",
        "CREATE TEMPORARY VIEW mine AS SELECT 1",
        "CREATE TEMPORARY SEQUENCE mine",
        "CREATE DOMAIN pg_temp.text AS pg_catalog.text",
        "CREATE TYPE pg_temp.mine AS (one int)",
        "CREATE FUNCTION pg_temp.mine() RETURNS int LANGUAGE sql RETURN 1",
        "CREATE OPERATOR pg_temp.=== (FUNCTION = texteq, LEFTARG = text, RIGHTARG = text)",
        "SELECT 1 AS one INTO TEMPORARY mine",
    ]:
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="temporary|pg_temp"):
            attacker.execute(statement)


def test_no_definer_function_runs_what_an_attacker_named(attacker, temporary_again):
    """Tried on every function in the catalogue, so that a new one is tried too."""
    definers = attacker.execute(DEFINERS).fetchall()
    assert len(definers) > 50
    set_traps(attacker)
    sprung = {full: ran for full, name, kinds in definers if (ran := spring(attacker, name, kinds))}
    assert sprung == {}


def test_the_traps_do_spring(attacker, temporary_again):
    """The test above must not pass because its traps are broken."""
    set_traps(attacker)
    attacker.execute("SELECT pg_catalog.set_config('attack.ran_as', '', false)")
    attacker.execute("SELECT 'anything'::text")
    assert attacker.execute("SELECT pg_catalog.current_setting('attack.ran_as')").fetchone()[0] == " mash_web"
