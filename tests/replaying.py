"""What tests begin with, made once and put back row by row: making a hub or a case through its actions takes longer
than most tests do.

What a making wrote is kept, with every row as the database has it. Where the same is wanted again, the rows are written
as they were.
"""

import json
from collections.abc import Callable, Hashable
from datetime import timedelta
from typing import NamedTuple

from django.apps import apps
from django.db import connection, models, transaction
from django.utils import timezone

from agencies.models import Hub
from tests.database import as_role, script

LEFT_OUT = ("xid8",)  # which transaction wrote a row: the one that writes it again
AT_WHAT_TIME = timedelta(seconds=5)  # a test whose clock is set elsewhere gets what is made at that time
CLOCKED = {"referrals_referral": "created_at"}  # what the database sets at every INSERT, put back after it
# Counts stand on a connection of their own, so are not of the test's making; letters are nobody's story but their own.
COUNTED_APART = {"mash_counter", "agencies_letter"}
WRITTEN = "SELECT pg_current_xact_id_if_assigned(), pg_current_wal_insert_lsn(), statement_timestamp()"


class Kept(NamedTuple):
    rows: dict[str, str]  # of each table, as JSON
    made: list[models.Model]


_kept: dict[Hashable, Kept | None] = {}
_harmless: tuple | None = None  # how far this test's database had been written when only harmless things were


def again(
    key: Hashable, make: Callable[[], list[models.Model]], *, related: tuple[str, ...] = ()
) -> list[models.Model]:
    """What `make` gives, with those `related` to it; put back where nothing has been written since the casts stood.

    Kept only what is wanted a second time.
    """
    if not _untouched():
        return make()
    key = (key, *Hub.objects.order_by("pk").values_list("pk", flat=True))
    if kept := _kept.get(key):
        with transaction.atomic(), as_role("mash_owner"):
            _put_back(kept.rows)
            return [type(one)._default_manager.select_related(*related or (None,)).get(pk=one.pk) for one in kept.made]
    if key not in _kept:
        _kept[key] = None
        return make()
    with transaction.atomic():
        rows, made = _noting_rows(make)
        _kept[key] = Kept(rows, made)
    return made


def once(key: Hashable, make: Callable[[], None]) -> None:
    """Make it, or put it back, in whichever database."""
    with transaction.atomic():
        if kept := _kept.get(key):
            with as_role("mash_owner"):
                _put_back(kept.rows)
        else:
            rows, _ = _noting_rows(make)
            _kept[key] = Kept(rows, [])


def harmless[T](do: Callable[[], T]) -> T:
    """Something on which no story depends, as signing in."""
    global _harmless
    untouched = _untouched()
    done = do()
    if untouched:
        _harmless = _how_far()[:2]
    return done


def _untouched() -> bool:
    if not connection.in_atomic_block:
        return False
    *written, at = _how_far()
    return (written[0] is None or tuple(written) == _harmless) and abs(at - timezone.now()) < AT_WHAT_TIME


def _how_far() -> tuple:
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN)
        return cursor.fetchone()


def _noting_rows[T](make: Callable[[], T]) -> tuple[dict[str, str], T]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
        (begun,) = cursor.fetchone()
    before = _written_since(begun)
    made = make()
    rows: dict[str, list] = {}
    for table, row in _written_since(begun) - before:
        rows.setdefault(table, []).append(json.loads(row))
    return {table: json.dumps(found) for table, found in sorted(rows.items())}, made


def _written_since(begun: int) -> set[tuple[str, str]]:
    """(table, row as JSON) of what transactions wrote that had not ended by then."""
    models_here = apps.get_models(include_auto_created=True)
    tables = sorted({model._meta.db_table for model in models_here if model._meta.managed} - COUNTED_APART)
    written = "SELECT '{0}', to_jsonb(one)::text FROM \"{0}\" one WHERE xmin::text::bigint >= {1}"
    with as_role("mash_owner"), connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(written.format(table, begun) for table in tables))
        return set(cursor.fetchall())


def _put_back(rows: dict[str, str]) -> None:
    with connection.cursor() as cursor:
        put = "; ".join(
            f'INSERT INTO "{table}" ({_columns(cursor, table)}) OVERRIDING SYSTEM VALUE '  # noqa: S608 (our own names)
            f'SELECT {_columns(cursor, table)} FROM jsonb_populate_recordset(NULL::"{table}", %s)'
            for table in rows
        )
        clocks = "; ".join(
            f'UPDATE "{table}" one SET {CLOCKED[table]} = kept.{CLOCKED[table]} '  # noqa: S608 (our own names)
            f'FROM jsonb_populate_recordset(NULL::"{table}", %s) kept WHERE kept.id = one.id'
            for table in rows.keys() & CLOCKED
        )
    script(put, *rows.values())
    if clocks:
        script(clocks, *(rows[table] for table in rows.keys() & CLOCKED))


_columns_of: dict[str, str] = {}


def _columns(cursor, table: str) -> str:
    if table not in _columns_of:
        cursor.execute(
            "SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute WHERE attrelid = %s::regclass "
            "AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND format_type(atttypid, NULL) <> ALL(%s)",
            [table, list(LEFT_OUT)],
        )
        (_columns_of[table],) = cursor.fetchone()
    return _columns_of[table]
