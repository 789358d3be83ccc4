"""Copy the users of each hub, and standard cases, as rows, after the real actions have made them once per session."""

import json
import pickle
from collections.abc import Callable

from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

from tests.database import as_role, script, without_triggers

NEVER_STANDING = {"mash_counter"}  # counters use a separate connection, which no test rolls back

_rows_by_name: dict[str, dict[str, str]] = {}  # name → table → its rows, as a JSON list
_results: dict[str, bytes] = {}


def standing_case[T](name: str, make: Callable[[], T]) -> T:
    """Return what `make` returns, a case or its requests. Call it first in a test: nothing else may have changed yet.

    Made anew each hour, so that a case that has just arrived is no older than the tests of an hour.
    """
    name = f"{name} {timezone.now():%d %H}"
    stand(name, lambda: _results.setdefault(name, pickle.dumps(make())))
    return pickle.loads(_results[name])  # noqa: S301 (our own)


def stand(name: str, make: Callable[[], None]) -> None:
    """Call `make` the first time in a session; afterwards insert the rows that call created."""
    with transaction.atomic():
        if name in _rows_by_name:
            # As they are: a trigger would write another moment of arrival into them.
            with as_role("mash_owner"), without_triggers():
                _insert(_rows_by_name[name])
        else:
            before = _all_rows()
            make()
            _rows_by_name[name] = _by_table(_all_rows() - before)


def _all_rows() -> set[tuple[str, str]]:
    """Return (table, row as JSON) for every row of every table, without what changes when a user signs in."""
    managed = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    tables = sorted({model._meta.db_table for model in managed} - NEVER_STANDING)
    select = "SELECT '{0}', (to_jsonb(t) - 'last_login')::text FROM \"{0}\" t"
    with as_role("mash_owner"), connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(select.format(table) for table in tables))
        return set(cursor.fetchall())


def _by_table(rows: set[tuple[str, str]]) -> dict[str, str]:
    tables: dict[str, list] = {}
    for table, row in rows:
        tables.setdefault(table, []).append(json.loads(row))
    return {table: json.dumps(tables[table]) for table in sorted(tables)}


def _insert(rows: dict[str, str]) -> None:
    columns = {table: _columns(table) for table in rows}
    statements = [
        f'INSERT INTO "{table}" ({columns[table]}) OVERRIDING SYSTEM VALUE '  # noqa: S608 (our own names)
        f'SELECT {columns[table]} FROM jsonb_populate_recordset(NULL::"{table}", %s)'
        for table in rows
    ]
    script("; ".join(statements), *rows.values())


def _columns(table: str) -> str:
    """Return the columns to copy. An xid8 column names the writing transaction: the current one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute WHERE attrelid = %s::regclass "
            "AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND atttypid <> 'xid8'::regtype",
            [table],
        )
        (columns,) = cursor.fetchone()
    return columns
