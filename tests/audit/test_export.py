"""Taking the access log away: complete, streamed, harmless in a spreadsheet, and noted."""

import csv
import json
import zipfile
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.utils import timezone
from psycopg.pq import TransactionStatus

from agencies import events as agency_events
from audit.exports import shapes
from audit.exports.columns import WORDS
from audit.exports.shapes import whole_file
from audit.exports.streaming import stream_as
from audit.models import Event
from audit.offline import verify_export
from audit.recording import Actor, Subject, record
from mash.identity import acting_as
from referrals import events as case_events
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
    rows_found = rows(answer)
    assert [row["reference"] for row in rows_found] == ["MASH-XPRT-2222"] * 3
    assert rows_found[0]["sentence"] == "Looked at people, agencies or settings"
    assert rows_found[0]["by_name"] == northvale.administrator.name
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="access-log-20')
    assert answer["Cache-Control"] == "no-store"


def test_the_same_lines_come_as_json_one_a_line(auditor, northvale):
    add_lines(northvale, 3)
    text = read(auditor.post("/access-log/export/?reference=MASH-XPRT-2222", {**ASK, "shape": "jsonl"}))
    rows_found = [json.loads(line) for line in text.splitlines()]
    assert [line["code"] for line in rows_found] == ["settings.opened"] * 3
    assert set(rows_found[0]) >= {"id", "at", "by_name", "detail", "purpose", "address"}


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
    rows_found = rows(auditor.post("/access-log/export/?reference=MASH-XPRT-2222", ASK))
    assert {row["hub_id"] for row in rows_found} == {str(northvale.hub.pk)}
    assert len(rows_found) == 1


def test_the_page_stays_good_for_another_export_and_each_is_a_line(auditor, northvale):
    page = auditor.get("/access-log/export/?reference=MASH-XPRT-2222").text
    number = page.split('name="submission" value="')[1].split('"')[0]
    for shape in ("csv", "jsonl"):
        sent = {**ASK, "shape": shape, "submission": number}
        assert auditor.post("/access-log/export/?reference=MASH-XPRT-2222", sent).streaming
    assert len(exports()) == 2


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
        rows_found = [(row["by_name"], row["by_agency"]) for row in rows(answer)]
    else:
        [[heads, *lines]] = sheets(answer)
        rows_found = [(line[heads.index("by_name")], line[heads.index("by_agency")]) for line in lines]
    assert rows_found == [(f"'{start}HYPERLINK(1)", f"'{start}") for start in STARTS]


def test_only_the_columns_chosen_leave(auditor, northvale):
    add_lines(northvale, 2)
    few = {**ASK, "columns": ["reference", "at"]}
    rows_found = read(auditor.post("/access-log/export/?reference=MASH-XPRT-2222", few)).splitlines()
    assert rows_found[0] == "at,reference"
    assert rows_found[1].endswith("+00:00,MASH-XPRT-2222")
    lines = read(auditor.post("/access-log/export/?reference=MASH-XPRT-2222", {**few, "shape": "jsonl"})).splitlines()
    assert list(json.loads(lines[0])) == ["at", "reference"]
    [sheet] = sheets(auditor.post("/access-log/export/?reference=MASH-XPRT-2222", {**few, "shape": "xlsx"}))
    assert sheet == [line.split(",") for line in rows_found]
    assert exports()[0].detail["columns"] == ["at", "reference"]


def test_a_workbook_goes_on_in_another_sheet_where_one_is_full(auditor, northvale, monkeypatch):
    monkeypatch.setattr(shapes, "MOST_ROWS", 4)
    add_lines(northvale, 7)
    rows_found = sheets(auditor.post("/access-log/export/?reference=MASH-XPRT-2222", {**ASK, "shape": "xlsx"}))
    assert [len(sheet) for sheet in rows_found] == [4, 4, 2]
    assert {tuple(sheet[0]) for sheet in rows_found} == {tuple(EVERY)}


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
        rows_found = Event.objects.filter(reference="MASH-XPRT-2222", at__lte=timezone.now())
    pieces = stream_as(northvale.auditor, lambda: whole_file(rows_found, "jsonl", EVERY))
    assert next(pieces) == b""  # no headings
    first = next(pieces)
    assert first.count(b"\n") == 500
    assert connection.connection.info.transaction_status == TransactionStatus.ACTIVE  # the rest is still to come
    assert first.count(b"\n") + sum(piece.count(b"\n") for piece in pieces) == 1200


def test_the_stream_is_read_as_the_person_who_asked(northvale):
    add_lines(northvale, 2)
    rows_found = Event.objects.filter(reference="MASH-XPRT-2222")
    assert len(list(stream_as(northvale.auditor, lambda: whole_file(rows_found, "csv", EVERY)))) == 2
    assert (
        len(list(stream_as(northvale.manager, lambda: whole_file(rows_found, "csv", EVERY)))) == 1
    )  # the headings alone


def test_everything_leaves_after_a_true_commit(transactional_db, client):
    """On real connections, where the page's transaction is over before the first line is read."""
    world = build_hub("eastcliff")
    client.force_login(world.auditor, backend="agencies.backends.EmailBackend")
    rows_found = rows(client.post("/access-log/export/", ASK))
    assert len(rows_found) > 10
    assert {row["hub_id"] for row in rows_found} == {str(world.hub.pk)}


FILTERS = {
    "everything": {},
    "a reference": {"reference": "MASH-XPRT-2222"},
    "a person": {"by": "police"},
    "a kind": {"code": "settings.opened"},
    "a role": {"role": "representative"},
    "an agency": {"agency": "police"},
    "a day": {"from_on": 1, "to_on": 1},
    "refused": {"refused": "on"},
    "emergencies": {"emergency": "on"},
    "out of hours": {"out_of_hours": "on"},
    "purpose": {"purpose": "review"},
    "nobody": {"nobody": "on"},
}


def everywhere(world, other):
    """A line for each filter to find, and others beside it."""
    add_lines(world, 30, by=world.police)
    add_lines(world, 2, reference="MASH-2222-2222")
    add_lines(other, 3)
    now = timezone.now()
    for back in (0, 24, 36, 48):
        for kind in (case_events.DENIED, case_events.BREAK_GLASS_HELD, agency_events.SETTINGS_OPENED):
            record(kind, about=world.hub, by=world.manager, now=now - timedelta(hours=back), purpose="A review")
    record(agency_events.SIGN_IN_FAILED, by=Actor("Nobody"), email="0f", locked=False)


def typed(world, terms) -> str:
    shape_data = {name: value for name, value in terms.items() if name not in ("by", "from_on", "to_on")}
    if "by" in terms:
        shape_data["by"] = world.police.pk
    if "agency" in terms:
        shape_data["agency"] = world.police.agency.name
    for name in {"from_on", "to_on"} & set(terms):
        day = timezone.localdate() - timedelta(days=terms[name])
        shape_data |= {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}
    return urlencode(shape_data)


def on_the_desk(client, query: str, until) -> list[str]:
    """Every line, as an auditor pages through them, but those of the look itself."""
    rows_found, after = [], ""
    while True:
        page = client.get(f"/access-log/?{query}&after={after}")
        rows_found += [str(line["event"].pk) for line in page.context["lines"] if line["event"].at <= until]
        after = page.context["page_of"].after
        if not after:
            return rows_found


def exported(client, query: str, shape: str, until) -> list[str]:
    """The same of an export, whatever its shape."""
    answer = client.post(f"/access-log/export/?{query}", {**ASK, "shape": shape})
    if shape == "csv":
        exported_lines = [(row[WORDS["id"]] if WORDS["id"] in row else row["id"], row["at"]) for row in rows(answer)]
    elif shape == "jsonl":
        exported_lines = [(row["id"], row["at"]) for row in map(json.loads, read(answer).splitlines())]
    else:
        exported_lines = [(row[EVERY.index("id")], row[EVERY.index("at")]) for row in sheets(answer)[0][1:]]
    return [id_ for id_, at in exported_lines if datetime.fromisoformat(at) <= until]


@pytest.mark.parametrize("shape", ["csv", "jsonl", "xlsx"])
@pytest.mark.parametrize("name", FILTERS)
def test_the_rows_of_an_export_are_those_of_the_desk(as_person, northvale, southmere, name, shape):
    everywhere(northvale, southmere)
    until, client, query = timezone.now(), as_person(northvale.auditor), typed(northvale, FILTERS[name])
    if "purpose" in FILTERS[name]:  # an address has its number only
        query = client.post("/access-log/", FILTERS[name]).url.partition("?")[2]
    desk = on_the_desk(client, query, until)
    assert desk, "the filter finds nothing, so nothing is compared"
    assert sorted(exported(client, query, shape, until)) == sorted(desk)


@pytest.mark.parametrize("shape", ["csv", "jsonl"])
def test_words_for_people_stand_beside_the_codes_for_machines(auditor, northvale, shape):
    about = Subject("referral", "", "MASH-XPRT-2222", northvale.hub.pk)
    with acting_as(northvale.manager):
        detail = {"to": northvale.screener.pk, "kind": "named", "until": "9999-01-01T00:00:00+00:00"}
        summer = datetime(2026, 6, 1, 12, tzinfo=UTC)
        record(case_events.GRANTED, about=about, by=northvale.manager, now=summer, **detail)
    answer = auditor.post("/access-log/export/?reference=MASH-XPRT-2222", {**ASK, "shape": shape})
    text = read(answer)
    (row,) = csv.DictReader(StringIO(text)) if shape == "csv" else map(json.loads, text.splitlines())
    assert list(row) == EVERY
    assert row["local_time"] == "1 June 2026 at 13:00:00 BST"
    assert row["at"].startswith("2026-06-01T12:00:00")
    assert (row["roles"], row["by_role"]) == ("MASH manager", "manager")
    who = northvale.screener.name
    assert row["noted"] == f"Person: {who}; Ground: Named reader; Until: Until it is withdrawn"
    noted = json.loads(row["detail"]) if shape == "csv" else row["detail"]
    assert noted == detail


def test_only_columns_for_people_can_leave(auditor, northvale):
    add_lines(northvale, 1)
    for shape in ("csv", "jsonl", "xlsx"):
        sent = {**ASK, "shape": shape, "columns": ["local_time", "who"]}
        assert auditor.post("/access-log/export/?reference=MASH-XPRT-2222", sent).streaming


def test_words_too_long_for_a_cell_say_where_the_rest_is(auditor, northvale):
    about = Subject("test", "", "MASH-XPRT-2222", northvale.hub.pk)
    with acting_as(northvale.manager):
        record(case_events.QUEUE_LISTED, about=about, by=northvale.manager, references=["MASH-AAAA-2222"] * 3000)
    (row,) = rows(auditor.post("/access-log/export/?reference=MASH-XPRT-2222", ASK))
    assert len(row["noted"]) < 32_767
    assert row["noted"].endswith("column detail)")
    assert len(json.loads(row["detail"])["references"]) == 3000
