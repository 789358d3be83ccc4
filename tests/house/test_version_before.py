"""The released version can still write after the next version's migrations: its inserts are run."""

# ruff: noqa: S608 (the names of our own tables)

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from tests.database import as_role, script
from tests.released import written_by_the_released

LEFT_OUT = """SELECT attname FROM pg_attribute
 WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attnotnull AND NOT atthasdef
   AND attidentity = '' AND attname <> ALL (%s)"""
WRITTEN = written_by_the_released()


@pytest.fixture
def filled(nobody_here, settings):
    """Fill the database with rows written by the real actions."""
    settings.DEMO = True
    call_command("demo", "--load", referrals=1, stdout=StringIO())


def test_all_that_it_leaves_out_fills_itself(db):
    with connection.cursor() as cursor:
        for table, columns in WRITTEN.items():
            cursor.execute(LEFT_OUT, [table, columns])
            assert not cursor.fetchall(), f"{table}: these columns need a default in the database"


def test_its_inserts_are_taken(filled):
    """Insert every row again by the columns that version knows; foreign keys stay as they are."""
    tried = {table for table, columns in WRITTEN.items() if _write_anew(table, columns)}
    assert len(tried) > 40, sorted(WRITTEN.keys() - tried)


def _write_anew(table: str, columns: list[str]) -> int:
    named = ", ".join(f'"{column}"' for column in columns)
    with transaction.atomic(), connection.cursor() as cursor:
        _ask_triggers("replica")
        with as_role("mash_owner"):
            cursor.execute(f'SELECT json_agg(it) FROM "{table}" AS it')
            (rows,) = cursor.fetchone()
            cursor.execute(f'DELETE FROM "{table}"')
        _ask_triggers("origin")
        with as_role("mash_owner"):
            cursor.execute(
                f'INSERT INTO "{table}" ({named}) SELECT {named} FROM json_populate_recordset(NULL::"{table}", %s)',
                [json.dumps(rows or [])],
            )
            written = cursor.rowcount
        transaction.set_rollback(True)
    return written


def _ask_triggers(which: str) -> None:
    script(f"RESET ROLE; SET LOCAL session_replication_role = {which}")
