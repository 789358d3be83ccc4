"""The shapes of an export: what stands in a text file, an object and a sheet, byte for byte where it matters."""

import json
import zipfile
from io import BytesIO

import pytest

from audit.exports.columns import Names
from audit.exports.shapes import MOST_CHARACTERS, Spreadsheet, TextFile, _before_object, _split_last_cell


@pytest.mark.parametrize(("shape", "head"), [("csv", "\ufeffat,code\n"), ("jsonl", "")])
def test_a_text_file_begins_with_its_heading(shape, head):
    written = BytesIO()
    TextFile(written, shape, ["at", "code"]).close()
    assert written.getvalue() == head.encode()


def test_a_cell_is_split_only_if_it_is_too_long_for_a_sheet():
    whole = "x" * MOST_CHARACTERS
    assert _split_last_cell(["a", whole]) == ["a", whole]
    assert _split_last_cell(["a", whole + "yz"]) == ["a", whole, "'yz"]
    assert _split_last_cell([whole * 2 + "y"]) == [whole, f"'{whole}", "'y"]


def test_a_sheet_has_bold_heads_of_some_width_that_stay_in_sight():
    written = BytesIO()
    book = Spreadsheet(written, ["at", "code"])
    book.add(b'"2026","sign_in.done"\n')
    book.close()
    with zipfile.ZipFile(written) as file:
        sheet, styles = (file.read(f"xl/{part}.xml").decode() for part in ("worksheets/sheet1", "styles"))
    assert '<col min="1" max="2" width="24.7109375" customWidth="1"/>' in sheet
    assert 'topLeftCell="A2"' in sheet
    assert "<b/>" in styles
    assert sheet.count('s="1"') == 2
    assert [text in sheet for text in ("at", "code", "2026", "sign_in.done")] == [True] * 4


@pytest.mark.parametrize(("stored", "expected"), [('{"id": "1"}', ["who", "id"]), ("{}", ["who"])])
def test_words_for_people_come_first_in_an_object(monkeypatch, stored, expected):
    monkeypatch.setattr("audit.exports.columns.say", lambda spoken, made_of, names: ["Zoë"])
    row = _before_object(b"material\x02" + stored.encode() + b"\n", ["who"], Names())
    assert list(json.loads(row)) == expected
    assert "Zoë".encode() in row
    assert row.endswith(b"}\n")
