"""Positions of lines in the log, and reading the lines between two of them.

A position is (transaction id, line id) within one database cluster. Transaction ids only grow within a cluster but
start again when a dump is restored into another, so each line also stores the cluster that wrote it.
"""

import uuid
from collections.abc import Generator, Sequence
from typing import Any, NamedTuple

from django.db import connection

from audit.written_form import ID, SELECTED, XID

NIL = uuid.UUID(int=0)
BETWEEN = f"""SELECT {SELECTED} FROM audit_event
    WHERE cluster = %s AND (xid, id) >= (%s, %s) AND (xid, id) < (%s, %s) ORDER BY xid, id"""  # noqa: S608 (our names)
HERE = "SELECT audit_cluster(), pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
FETCH_SIZE = 1000


class Position(NamedTuple):
    xid: int
    id: uuid.UUID = NIL

    def __str__(self):
        return f"{self.xid}/{self.id}"


START, END = Position(0), Position(2**63 - 1)


def of_row(row: Sequence[Any]) -> Position:
    return Position(row[XID], uuid.UUID(row[ID]))


def current() -> tuple[int, Position]:
    """Return this cluster and the position before which no line can appear any more (see sealing.py)."""
    with connection.cursor() as cursor:
        cursor.execute(HERE)
        cluster, xid = cursor.fetchone()
    return cluster, Position(xid)


def read_line(id_: uuid.UUID) -> tuple:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {SELECTED} FROM audit_event WHERE id = %s", [id_])  # noqa: S608 (our names)
        return cursor.fetchone()


def read_lines(cluster: int, start: Position, end: Position) -> Generator[tuple]:
    """Yield the lines from `start` up to but not including `end`, in order.

    Needs a transaction, as a server-side cursor keeps memory use constant.
    """
    with connection.chunked_cursor() as cursor:
        cursor.execute(BETWEEN, [cluster, *start, *end])
        while rows := cursor.fetchmany(FETCH_SIZE):
            yield from rows


def read_first_lines(cluster: int, start: Position, end: Position, most: int) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(f"{BETWEEN} LIMIT %s", [cluster, *start, *end, most])
        return cursor.fetchall()


def clusters() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT cluster FROM audit_event ORDER BY cluster")
        return [cluster for (cluster,) in cursor.fetchall()]
