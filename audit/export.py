"""Taking lines of the access log away: streamed as they are read, so that any number fits in a little memory."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from io import StringIO
from itertools import batched

from django.db import transaction
from django.db.models import QuerySet

from audit.models import Event
from audit.wording import sentence
from mash.identity import acting_as

COLUMNS = [
    *("id", "at", "code", "by_id", "by_name", "by_role", "by_agency", "hub_id", "about_kind", "about_id"),
    *("reference", "detail", "purpose", "address", "agent", "request_id"),
]
ROWS_AT_A_TIME = 500
# A spreadsheet takes a cell that begins so for a formula and runs it; the full-width forms as well.
# So is one that begins with the apostrophe that tames it, so that whoever reads the file back can take off just one.
FORMULA = tuple("=+-@\t\r\n＝＋－＠'")


def stream_as(user, pieces: Callable[[], Iterable[str]]) -> Iterator[str]:
    """The page's own transaction is over when its body is read, so the body has its own, as the same person."""
    with acting_as(user), transaction.atomic(durable=True):
        yield from pieces()


def as_csv(found: QuerySet[Event]) -> Iterator[str]:
    yield "\ufeff" + _csv([["sentence", *COLUMNS]])  # the mark by which spreadsheets know UTF-8
    for rows in batched(_rows(found), ROWS_AT_A_TIME):
        yield _csv([[_tame(value) for value in (sentence(row["code"]), *row.values())] for row in rows])


def as_json_lines(found: QuerySet[Event]) -> Iterator[str]:
    for rows in batched(_rows(found), ROWS_AT_A_TIME):
        yield "".join(json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n" for row in rows)


SHAPES = {"csv": (as_csv, "text/csv; charset=utf-8"), "jsonl": (as_json_lines, "application/x-ndjson; charset=utf-8")}


def _rows(found: QuerySet[Event]) -> Iterator[dict]:
    """Oldest first, through a cursor that stays on the server."""
    for row in found.order_by("at", "id").values(*COLUMNS).iterator(chunk_size=ROWS_AT_A_TIME):
        yield {**row, "id": str(row["id"]), "at": row["at"].isoformat()}


def _csv(rows: Iterable[Iterable]) -> str:
    page = StringIO()
    csv.writer(page).writerows(rows)
    return page.getvalue()


def _tame(value) -> str:
    if value is None:
        return ""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True) if isinstance(value, dict) else str(value)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text
