"""A small table as a CSV or XLSX file that says by itself what it is: title, filter, time and author above the rows."""

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO

import xlsxwriter
from django.http import HttpResponse

from audit.exports.columns import escaped
from audit.exports.shapes import CONTENT_TYPES

KINDS = ("csv", "xlsx")
type Cells = Sequence[str | int]


def table_file(name: str, kind: str, *, about: Iterable[tuple[str, str]], rows: Iterable[Cells]) -> HttpResponse:
    """Return a file of this kind to download: `about` line by line, an empty line, then the rows."""
    lines = [[escaped(cell) if isinstance(cell, str) else cell for cell in line] for line in [*about, ("",), *rows]]
    content = _csv(lines) if kind == "csv" else _workbook(lines)
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=CONTENT_TYPES[kind], headers=headers)


def _csv(lines: list[list[str | int]]) -> bytes:
    text = StringIO()
    csv.writer(text).writerows(lines)
    # With the byte order mark by which spreadsheets recognise UTF-8
    return text.getvalue().encode("utf-8-sig")


def _workbook(lines: list[list[str | int]]) -> bytes:
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.set_column(0, 0, 40)
        for place, line in enumerate(lines):
            for column, cell in enumerate(line):
                # A text is never written as a formula or a link, nor becomes one where the sheet is saved as CSV.
                write = sheet.write_number if isinstance(cell, int) else sheet.write_string
                write(place, column, cell)
    return file.getvalue()
