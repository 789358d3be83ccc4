"""Formats lines of the log as CSV, JSON lines or a spreadsheet, streaming them with PostgreSQL's COPY."""

import csv
import json
import tempfile
from collections.abc import Iterator, Sequence
from io import StringIO
from itertools import batched
from typing import IO

import xlsxwriter
from django.db import connection
from django.db.models import QuerySet

from audit.details import Names
from audit.exports import columns as known
from audit.models import Event

ROWS_AT_A_TIME = 500
PIECE_SIZE = 1 << 16
MOST_ROWS = 1_048_576  # in one sheet
MOST_CHARACTERS = 16_000  # in one cell: a spreadsheet takes 32,767, counted in halves of the rarer characters
PLAIN = r"QUOTE E'\x01', DELIMITER E'\x02'"  # neither is ever in JSON, so that COPY leaves it as it is
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def lines(queryset: QuerySet[Event], shape: str, columns: Sequence[str]) -> Iterator[bytes]:
    """Yield the lines without headings, as CSV for a spreadsheet. Needs a transaction; memory use is constant."""
    spoken, stored = known.spoken(columns), known.stored(columns)
    first = [known.material()] if spoken else []
    if shape == "jsonl":
        values = queryset.values_list(*first, known.json_object(stored))
        options, say = f"FORMAT csv, {PLAIN}", _before_object
    else:
        values, options, say = queryset.values_list(*first, *known.cells(stored)), "FORMAT csv", _before_cells
    sql, parameters = values.query.sql_with_params()
    names = Names().looked_up() if spoken else Names()
    with connection.cursor() as cursor, cursor.copy(f"COPY ({sql}) TO STDOUT ({options})", parameters) as copied:
        for rows in batched(copied, ROWS_AT_A_TIME):
            yield b"".join(say(bytes(row), spoken, names) for row in rows) if spoken else b"".join(rows)


def _before_cells(row: bytes, spoken: Sequence[str], names: Names) -> bytes:
    """Put the columns for people before the cells of a line."""
    made_of, comma, rest = row.rstrip(b"\n").partition(b",")
    written = StringIO()
    cells = [known.escaped(text) for text in known.say(spoken, made_of, names)]
    csv.writer(written, lineterminator="", quoting=csv.QUOTE_ALL).writerow(cells)
    return written.getvalue().encode() + comma + rest + b"\n"


def _before_object(row: bytes, spoken: Sequence[str], names: Names) -> bytes:
    """Put the columns for people first in the JSON object of a line. The rest stays as the database wrote it."""
    made_of, _, rest = row.partition(b"\x02")
    texts = dict(zip(spoken, known.say(spoken, made_of, names), strict=True))
    opening = json.dumps(texts, ensure_ascii=False)[:-1]
    body = rest.lstrip()[1:].lstrip()
    return opening.encode() + (b"" if body.startswith(b"}") else b", ") + body


def whole_file(queryset: QuerySet[Event], shape: str, columns: Sequence[str]) -> Iterator[bytes]:
    """Yield a complete file in pieces, oldest line first."""
    queryset = queryset.order_by("at", "id")
    if shape == "xlsx":
        yield from _spreadsheet(queryset, columns)
        return
    yield heading(shape, columns)
    yield from lines(queryset, shape, columns)


def heading(shape: str, columns: Sequence[str]) -> bytes:
    """Return the first row of a CSV file, after the byte order mark by which spreadsheets recognise UTF-8."""
    return ("\ufeff" + ",".join(columns) + "\n").encode() if shape == "csv" else b""


def _spreadsheet(queryset: QuerySet[Event], columns: Sequence[str]) -> Iterator[bytes]:
    with tempfile.TemporaryFile() as file:
        book = Spreadsheet(file, columns)
        for piece in lines(queryset, "xlsx", columns):
            book.add(piece)
        book.close()
        file.seek(0)
        yield from iter(lambda: file.read(PIECE_SIZE), b"")


class TextFile:
    """Writes CSV or JSON lines to a file."""

    def __init__(self, file: IO[bytes], shape: str, columns: Sequence[str]):
        self.add = file.write
        self.add(heading(shape, columns))

    def close(self) -> None:
        pass


class Spreadsheet:
    """Writes a workbook of as many sheets as needed. Every cell is a text, so none can run as a formula."""

    def __init__(self, file: IO[bytes], columns: Sequence[str]):
        self.columns = columns
        # constant_memory writes each row to disk at once; a whole workbook would not fit in memory.
        self.book = xlsxwriter.Workbook(file, {"constant_memory": True})
        self.bold = self.book.add_format({"bold": True})
        self._next_sheet()

    def add(self, piece: bytes) -> None:
        for cells in csv.reader(StringIO(piece.decode(), newline="")):
            if self.row == MOST_ROWS:
                self._next_sheet()
            for place, text in enumerate(_split_last_cell(cells)):
                self.sheet.write_string(self.row, place, text)
            self.row += 1

    def close(self) -> None:
        self.book.close()

    def _next_sheet(self) -> None:
        self.sheet, self.row = self.book.add_worksheet(), 1
        self.sheet.freeze_panes(1, 0)
        self.sheet.set_column(0, len(self.columns) - 1, 24)
        for place, name in enumerate(self.columns):
            self.sheet.write_string(0, place, name, self.bold)


def _split_last_cell(cells: list[str]) -> list[str]:
    """Split a last cell that is too long over the cells to its right, each after an apostrophe."""
    if len(cells[-1]) <= MOST_CHARACTERS:
        return cells
    first, *more = ("".join(part) for part in batched(cells[-1], MOST_CHARACTERS))
    return [*cells[:-1], first, *(f"'{part}" for part in more)]
