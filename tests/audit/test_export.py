"""Taking the access log away: complete, streamed, harmless in a spreadsheet, and noted."""

import csv
import json
import zipfile
from io import BytesIO, StringIO

import pytest
from django.db import connection
from django.utils import timezone
from psycopg.pq import TransactionStatus

from agencies import events as agency_events
from audit.exports import shapes
from audit.exports.columns import WORDS
from audit.exports.shapes import whole
from audit.exports.streaming import stream_as
from audit.models import Event
from audit.offline import verify_export
from audit.recording import Actor, Subject, record
from mash.identity import acting_as
from tests.builders import build_hub
from tests.database import as_role

EVERY = list(WORDS)
ASK = {"purpose": "Annual review of access", "shape": "csv", "columns": EVERY}


@pytest.fixture
def auditor(as_person, northvale):
    return as_person(northvale.auditor)


def add_lines(world, number, *, reference="MASH-XPRT-2222", by=None):
    for _ in range(number):
        record(
            agency_events.SETTINGS_OPENED,
            about=Subject("test", "", reference, world.hub.pk),
            by=by or world.administrator,
        )


def read(answer) -> str:
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def rows(answer):
    return list(csv.DictReader(StringIO(read(answer))))


def exports():
    with as_role("mash_owner"):
        return list(Event.objects.filter(code="log.exported"))


def test_the_lines_that_fit_the_filter_come_as_csv(auditor, northvale):
    add_lines(northvale, 3)
    add_lines(northvale, 2, reference="MASH-OTHER")
    answer = auditor.post("/access-log/export/?reference=MASH-XPRT-2222", ASK)
    found = rows(answer)
    assert [row["reference"] for row in found] == ["MASH-XPRT-2222"] * 3
    assert found[0]["sentence"] == "Looked at people, agencies or settings"
    assert found[0]["by_name"] == northvale.administrator.name
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="access-log-20')
    assert answer["Cache-Control"] == "no-store"


def test_the_same_lines_come_as_json_one_a_line(auditor, northvale):
    add_lines(northvale, 3)
    text = read(auditor.post("/access-log/export/?reference=MASH-XPRT-2222", {**ASK, "shape": "jsonl"}))
    found = [json.loads(line) for line in text.splitlines()]
    assert [line["code"] for line in found] == ["settings.opened"] * 3
    assert set(found[0]) >= {"id", "at", "by_name", "detail", "purpose", "address"}


def test_the_export_is_itself_a_line_written_before_the_first_byte_leaves(auditor, northvale):
    add_lines(northvale, 2)
    answer = auditor.post("/access-log/export/?reference=MASH-XPRT-2222", ASK)  # not read yet
    [line] = exports()
    assert (line.by_id, line.purpose) == (northvale.auditor.pk, ASK["purpose"])
    assert line.detail == {"filter": {"reference": "MASH-XPRT-2222"}, "shape": "csv", "columns": EVERY, "rows": 2}
    assert len(rows(answer)) == 2


@pytest.mark.parametrize("missing", ["purpose", "shape", "columns"])
def test_without_a_purpose_a_shape_or_a_column_nothing_leaves(auditor, northvale, missing):
    answer = auditor.post("/access-log/export/", {**ASK, missing: ""})
    assert answer.status_code == 200
    assert not answer.streaming
    assert "There is a problem" in answer.text
    assert exports() == []


def test_a_filter_that_cannot_be_read_exports_nothing(auditor, northvale):
    answer = auditor.post("/access-log/export/?code=no.such", ASK)
    assert not answer.streaming
    assert "The filter cannot be read" in answer.text
    assert exports() == []


def test_another_hubs_lines_do_not_leave(auditor, northvale, southmere):
    add_lines(southmere, 2)
    add_lines(northvale, 1)
    assert len(rows(auditor.post("/access-log/export/", ASK))) > 1
    found = rows(auditor.post("/access-log/export/?reference=MASH-XPRT-2222", ASK))
    assert {row["hub_id"] for row in found} == {str(northvale.hub.pk)}
    assert len(found) == 1


def test_the_same_page_sent_twice_exports_once(auditor, northvale):
    page = auditor.get("/access-log/export/?reference=MASH-XPRT-2222").text
    number = page.split('name="submission" value="')[1].split('"')[0]
    first = auditor.post("/access-log/export/?reference=MASH-XPRT-2222", {**ASK, "submission": number})
    second = auditor.post("/access-log/export/?reference=MASH-XPRT-2222", {**ASK, "submission": number})
    assert first.streaming
    assert second.status_code == 302
    assert second.url == "/access-log/export/?reference=MASH-XPRT-2222"
    assert len(exports()) == 1


STARTS = ["=", "+", "-", "@", "\t", "\r", "\n", "  =", "＝", "＋", "－", "＠", "'"]


def sheets(answer) -> list[list[dict]]:
    """What another program than the one that wrote it finds in a workbook; a formula would be an error in it."""
    with zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content))) as book:
        texts = [book.read(name).decode() for name in book.namelist() if "worksheets/sheet" in name]
    assert not any("<f>" in text for text in texts)
    return [[*verify_export.cells_of(BytesIO(text.encode()))] for text in texts]


@pytest.mark.parametrize("shape", ["csv", "xlsx"])
def test_a_spreadsheet_finds_no_formula(auditor, northvale, shape):
    for start in STARTS:
        add_lines(northvale, 1, by=Actor(f"{start}HYPERLINK(1)", 1, "", start, northvale.hub.pk))
    answer = auditor.post("/access-log/export/?reference=MASH-XPRT-2222", {**ASK, "shape": shape})
    if shape == "csv":
        found = [(row["by_name"], row["by_agency"]) for row in rows(answer)]
    else:
        [[heads, *lines]] = sheets(answer)
        found = [(line[heads.index("by_name")], line[heads.index("by_agency")]) for line in lines]
    assert found == [(f"'{start}HYPERLINK(1)", f"'{start}") for start in STARTS]


def test_only_the_columns_chosen_leave(auditor, northvale):
    add_lines(northvale, 2)
    few = {**ASK, "columns": ["reference", "at"]}
    found = read(auditor.post("/access-log/export/?reference=MASH-XPRT-2222", few)).splitlines()
    assert found[0] == "at,reference"
    assert found[1].endswith("+00:00,MASH-XPRT-2222")
    lines = read(auditor.post("/access-log/export/?reference=MASH-XPRT-2222", {**few, "shape": "jsonl"})).splitlines()
    assert list(json.loads(lines[0])) == ["at", "reference"]
    [sheet] = sheets(auditor.post("/access-log/export/?reference=MASH-XPRT-2222", {**few, "shape": "xlsx"}))
    assert sheet == [line.split(",") for line in found]
    assert exports()[0].detail["columns"] == ["at", "reference"]


def test_a_workbook_goes_on_in_another_sheet_where_one_is_full(auditor, northvale, monkeypatch):
    monkeypatch.setattr(shapes, "MOST_ROWS", 4)
    add_lines(northvale, 7)
    found = sheets(auditor.post("/access-log/export/?reference=MASH-XPRT-2222", {**ASK, "shape": "xlsx"}))
    assert [len(sheet) for sheet in found] == [4, 4, 2]
    assert {tuple(sheet[0]) for sheet in found} == {tuple(EVERY)}


def test_what_is_too_long_for_one_cell_goes_on_in_the_next(auditor, northvale):
    long = "'=Größe 😀\r\n" * 9000
    with_detail = Subject("test", "", "MASH-XPRT-2222", northvale.hub.pk)
    record(agency_events.SETTINGS_OPENED, about=with_detail, by=northvale.administrator, words=long)
    [[heads, line]] = sheets(auditor.post("/access-log/export/?reference=MASH-XPRT-2222", {**ASK, "shape": "xlsx"}))
    assert max(len(cell.encode("utf-16-le")) // 2 for cell in line) <= 32_767
    more = line[len(heads) :]
    assert all(cell.startswith("'") for cell in more)
    assert json.loads(line[len(heads) - 1] + "".join(cell[1:] for cell in more)) == {"words": long}


def test_every_line_break_and_comma_survives_the_journey(auditor, northvale):
    add_lines(northvale, 1, by=Actor('Comma, "Quote"\nand 😀', 1, "", "", northvale.hub.pk))
    [row] = rows(auditor.post("/access-log/export/?reference=MASH-XPRT-2222", ASK))
    assert row["by_name"] == 'Comma, "Quote"\nand 😀'


def test_rows_stay_in_the_database_until_they_are_asked_for(northvale):
    add_lines(northvale, 1200)
    with acting_as(northvale.auditor):
        found = Event.objects.filter(reference="MASH-XPRT-2222", at__lte=timezone.now())
    pieces = stream_as(northvale.auditor, lambda: whole(found, "jsonl", EVERY))
    assert next(pieces) == b""  # no headings
    first = next(pieces)
    assert first.count(b"\n") == 500
    assert connection.connection.info.transaction_status == TransactionStatus.ACTIVE  # the rest is still to come
    assert first.count(b"\n") + sum(piece.count(b"\n") for piece in pieces) == 1200


def test_the_stream_is_read_as_the_person_who_asked(northvale):
    add_lines(northvale, 2)
    found = Event.objects.filter(reference="MASH-XPRT-2222")
    assert len(list(stream_as(northvale.auditor, lambda: whole(found, "csv", EVERY)))) == 2
    assert len(list(stream_as(northvale.manager, lambda: whole(found, "csv", EVERY)))) == 1  # the headings alone


def test_everything_leaves_after_a_true_commit(transactional_db, client):
    """On real connections, where the page's transaction is over before the first line is read."""
    world = build_hub("eastcliff")
    client.force_login(world.auditor, backend="agencies.backends.EmailBackend")
    found = rows(client.post("/access-log/export/", ASK))
    assert len(found) > 10
    assert {row["hub_id"] for row in found} == {str(world.hub.pk)}
