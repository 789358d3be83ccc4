"""Monthly partitions of the log: the worker creates them in advance and retention.py drops them."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

# Enough that a worker which stops for weeks leaves no line without a month.
AHEAD = 3
BOUND = re.compile(r"FROM \((?:'([^']+)'|MINVALUE)\) TO \('([^']+)'\)")
PARTITIONS = """SELECT c.relname, pg_get_expr(c.relpartbound, c.oid)
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'audit_event'::regclass ORDER BY c.relname"""
OPEN = """SELECT count(*) FILTER (WHERE audit_open_month((date_trunc('month', now() AT TIME ZONE 'UTC')
    + make_interval(months => ahead))::date)) FROM generate_series(0, %s) AS ahead"""


@dataclass(frozen=True)
class Month:
    table: str  # the table's name
    start: datetime | None  # None: no line is too old for it
    until: datetime

    @property
    def name(self) -> str:
        return self.table.removeprefix("audit_event_")


def open_ahead() -> int:
    """Create missing partitions for this month and the next few; return how many were created."""
    return _single_value(OPEN, AHEAD)


def lines_without_a_month() -> int:
    """Return how many lines are in the default partition: none as long as months are opened in time."""
    known = months()
    starts = [month.start for month in known if month.start is not None]
    start = min(starts) if len(starts) == len(known) else None
    end = max(month.until for month in known)
    return _single_value("SELECT count(*) FROM audit_event WHERE at >= %s OR at < %s", end, start)


def months() -> list[Month]:
    with connection.cursor() as cursor:
        cursor.execute(PARTITIONS)
        parts = cursor.fetchall()
    bounds = [(name, BOUND.search(bound)) for name, bound in parts]
    return [
        Month(name, datetime.fromisoformat(bound[1]) if bound[1] else None, datetime.fromisoformat(bound[2]))
        for name, bound in bounds
        if bound  # the partition for the rest has none
    ]


def _single_value(sql: str, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchone()[0]
