"""A cast made once and put back row by row: making a hub through its actions takes longer than most tests do.

What a making wrote is kept, with every row as the database has it. Where the same is wanted again, the rows are written
as they were, as if just made.
"""

import json
from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db import connection, transaction
from django.utils import timezone

from tests.database import as_role

LEFT_OUT = ("xid8",)  # which transaction wrote a row: the one that writes it again


class Kept(NamedTuple):
    ended: datetime
    rows: dict[str, list[dict]]
    dated: list[tuple[str, int, str]]  # table, place of the row, column: when it was made


_kept: dict[Hashable, Kept] = {}


def once(name: str, make: Callable[[], None]) -> None:
    """Make it, or put back what the last making wrote to a database that looked as this one does."""
    with transaction.atomic():
        _once(name, make)


def _once(name: str, make: Callable[[], None]) -> None:
    surroundings = (name, *Group.objects.order_by("name").values_list("name", flat=True))
    key = (*surroundings, Permission.objects.order_by("pk").values_list("pk", flat=True).last())
    with as_role("mash_owner"):
        if key in _kept:
            _put_back(_kept[key])
            return
        before = _everything()
    began = timezone.now()
    make()
    with as_role("mash_owner"):
        _kept[key] = _difference(before, _everything(), began)


def _everything() -> dict[str, set[str]]:
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed}
    with connection.cursor() as cursor:
        return {table: _rows(cursor, table) for table in sorted(tables)}


def _rows(cursor, table: str) -> set[str]:
    cursor.execute(f'SELECT to_jsonb(one)::text FROM "{table}" one')  # noqa: S608 (our own names)
    return {row for (row,) in cursor.fetchall()}


def _difference(before: dict, after: dict, began: datetime) -> Kept:
    changed = [table for table in before if before[table] - after[table]]
    assert not changed, f"making it changed rows that stood before in {changed}, which cannot be put back"
    rows = {table: [json.loads(row) for row in after[table] - before[table]] for table in after}
    rows = {table: found for table, found in rows.items() if found}
    ended = timezone.now()
    dated = [
        (table, place, column)
        for table, found in rows.items()
        for place, row in enumerate(found)
        for column, value in row.items()
        if (when := _moment(value)) and began - timedelta(seconds=1) <= when <= ended + timedelta(seconds=1)
    ]
    return Kept(ended, rows, dated)


def _moment(value) -> datetime | None:
    if not isinstance(value, str) or value[10:11] != "T":
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def _put_back(kept: Kept) -> None:
    later = timezone.now() - kept.ended
    rows = {table: [dict(row) for row in found] for table, found in kept.rows.items()}
    for table, place, column in kept.dated:
        rows[table][place][column] = (datetime.fromisoformat(rows[table][place][column]) + later).isoformat()
    with connection.cursor() as cursor:
        for table, found in rows.items():
            columns = ", ".join(f'"{column}"' for column in _written(cursor, table))
            cursor.execute(
                f'INSERT INTO "{table}" ({columns}) OVERRIDING SYSTEM VALUE '  # noqa: S608 (our own names)
                f'SELECT {columns} FROM jsonb_populate_recordset(NULL::"{table}", %s)',
                [json.dumps(found)],
            )


_columns: dict[str, list[str]] = {}


def _written(cursor, table: str) -> list[str]:
    if table not in _columns:
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped "
            "AND attgenerated = '' AND format_type(atttypid, NULL) <> ALL(%s)",
            [table, list(LEFT_OUT)],
        )
        _columns[table] = [column for (column,) in cursor.fetchall()]
    return _columns[table]
