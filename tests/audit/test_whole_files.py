"""Each file that leaves the hub, whole: every heading and every cell of a known line, typed here beside the code."""

import csv
import json
import zipfile
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO

import pytest
from django.utils import timezone

from audit.models import Event
from audit.offline import verify_export
from audit.recording import Subject, record
from mash.identity import Identity, acting, acting_as
from referrals import events
from referrals.casefile.actions import restrict
from referrals.reports.counting import Scope
from referrals.reports.figures import Figures
from referrals.reports.period import Period
from tests.builders import build_referral

SUMMER = datetime(2026, 6, 1, 12, 0, 0, 123456, tzinfo=UTC)  # 1pm in London
REFERENCE = "MASH-WHLE-2222"
PURPOSE = "Annual review"

# Heading in the file, and what the page on which it is chosen calls it.
HEADINGS = {
    "local_time": "When, by the hub’s clocks",
    "who": "Who",
    "roles": "Role, as it was",
    "stated_purpose": "Purpose",
    "noted": "What was noted",
    "sentence": "What happened",
    "at": "When, in UTC",
    "by_name": "Who, as stored",
    "by_role": "Role, as a code",
    "by_agency": "Agency, as it was",
    "reference": "Reference",
    "purpose": "Purpose, as stored",
    "address": "Address it came from",
    "agent": "Browser",
    "code": "Kind of line, as a code",
    "about_kind": "Kind of thing it was about",
    "about_id": "Number of that thing",
    "id": "Number of the line",
    "by_id": "Number of the person",
    "hub_id": "Number of the hub",
    "request_id": "Number of the request",
    "detail": "What was noted, as codes",
}


@pytest.fixture
def auditor(as_person, northvale):
    return as_person(northvale.auditor)


@pytest.fixture
def line(northvale) -> Event:
    """A line with something in every field."""
    who = Identity(str(northvale.police.pk), address="192.0.2.7", agent="Firefox", request_id="request-7")
    about = Subject("information request", "17", REFERENCE, northvale.hub.pk)
    with acting(who):
        return record(
            events.MORE_TIME_ASKED,
            about=about,
            by=northvale.police,
            now=SUMMER,
            purpose="=The file is on paper",
            until="2026-06-03T09:00:00+00:00",
        )


def expected(world, line) -> dict[str, str]:
    return {
        "local_time": "1 June 2026 at 13:00:00 BST",
        "who": "Parker Police",
        "roles": "Agency representative",
        "stated_purpose": "=The file is on paper",
        "noted": "Until: 3 June 2026 at 10:00:00 BST",
        "sentence": "Asked for more time to answer",
        "at": "2026-06-01T12:00:00.123456+00:00",
        "by_name": "Parker Police",
        "by_role": "representative",
        "by_agency": "Northvale police",
        "reference": REFERENCE,
        "purpose": "=The file is on paper",
        "address": "192.0.2.7",
        "agent": "Firefox",
        "code": "request.more_time",
        "about_kind": "information request",
        "about_id": "17",
        "id": str(line.pk),
        "by_id": str(world.police.pk),
        "hub_id": str(world.hub.pk),
        "request_id": "request-7",
        "detail": '{"until": "2026-06-03T09:00:00+00:00"}',
    }


def export(auditor, shape) -> bytes:
    asked = {"purpose": PURPOSE, "shape": shape, "columns": list(HEADINGS)}
    answer = auditor.post(f"/access-log/export/?reference={REFERENCE}", asked)
    return b"".join(answer.streaming_content)


def in_a_spreadsheet(row: dict[str, str]) -> list[str]:
    """A cell that a spreadsheet would run as a formula begins with an apostrophe."""
    return [f"'{cell}" if cell.startswith("=") else cell for cell in row.values()]


def test_the_page_offers_every_column_of_the_log_by_its_words(auditor, line):
    page = auditor.get(f"/access-log/export/?reference={REFERENCE}")
    assert dict(page.context["form"].fields["columns"].choices) == HEADINGS


def test_csv_is_this_line_whole(auditor, northvale, line):
    rows = list(csv.reader(StringIO(export(auditor, "csv").decode("utf-8-sig"), newline="")))
    assert rows == [list(HEADINGS), in_a_spreadsheet(expected(northvale, line))]


def test_xlsx_is_this_line_whole(auditor, northvale, line):
    with zipfile.ZipFile(BytesIO(export(auditor, "xlsx"))) as book:
        cells = list(verify_export.cells_of(BytesIO(book.read("xl/worksheets/sheet1.xml"))))
    assert cells == [list(HEADINGS), in_a_spreadsheet(expected(northvale, line))]


def test_json_is_this_line_whole(auditor, northvale, line):
    [row] = export(auditor, "jsonl").decode().splitlines()
    row, known = json.loads(row), expected(northvale, line)
    known |= {"by_id": northvale.police.pk, "hub_id": northvale.hub.pk, "detail": json.loads(known["detail"])}
    assert row == known
    assert list(row) == list(HEADINGS)


def test_every_column_of_the_log_is_in_the_file_or_says_how_it_was_written():
    written_by_the_database = {"cluster", "xid"}
    stored = {field.attname for field in Event._meta.concrete_fields}
    assert stored - written_by_the_database <= set(HEADINGS)


# Who looked -----------------------------------------------------------------------------------------------------------


def test_who_looked_is_these_lines_whole(auditor, northvale):
    referral = build_referral(northvale, now=SUMMER - timedelta(days=1))
    with acting_as(northvale.screener):
        for minutes, page in enumerate(["case", "note", "case"]):
            at = SUMMER.replace(microsecond=0) + timedelta(minutes=minutes)
            record(events.CASE_OPENED, about=referral, by=northvale.screener, now=at, page=page)
    path = f"/access-log/who-looked/export/?reference={referral.reference}"
    about, [head, *rows] = table_of(auditor.post(path, {"purpose": PURPOSE}))
    assert [word for word, _ in about] == ["Who looked at", "Purpose", "Made", "By"]
    assert about[:2] == [["Who looked at", referral.reference], ["Purpose", PURPOSE]]
    [row] = [row for row in rows if row[1] == northvale.screener.name]
    assert dict(zip(head, row, strict=True)) == {
        "list": "Opened pages of it",
        "person": "Skyler Screener",
        "role": "Screening officer",
        "agency": "",
        "first": "1 June 2026 at 13:00:00 BST",
        "last": "1 June 2026 at 13:02:00 BST",
        "how_often": "3",
        "what_they_saw": "Case: 2; Add a note: 1",
        "why_they_could": "In the hub’s team, by their role: Screening officer",
        "person_number": str(northvale.screener.pk),
        "role_codes": "screener",
        "first_utc": "2026-06-01T12:00:00+00:00",
        "last_utc": "2026-06-01T12:02:00+00:00",
    }


# The dashboard --------------------------------------------------------------------------------------------------------

RATINGS = ["Red", "Amber", "Green", "Blue"]
TIMES = ["Share within target", "Done", "Overdue now", "Paused now", "Half took up to", "9 in 10 took up to"]
TABLES = {  # by key: the title, and the heading of each column
    "overdue": ("Overdue cases by what is due and rating", ["What is due", *RATINGS, "Not rated"]),
    "arrivals": ("Referrals each day", ["Day", "Referrals"]),
    "stage": ("Stage they are at now, by rating", ["Stage", *RATINGS, "Not rated"]),
    "source": ("Who sent them", ["Sender", "Referrals"]),
    "channel": ("How they came", ["Channel", "Referrals"]),
    "measure": (
        "Decisions and feedback against target",
        ["Measure", *TIMES, "Not told, with a reason", "Within target", "After it", "Still in time", "Done, no target"],
    ),
    "rating": (
        "Final decision, by rating",
        ["Rating", *TIMES, "Within target", "After it", "Still in time", "Done, no target"],
    ),
    "agency": (
        "How agencies answered",
        [
            *("Agency", "Asked", "In time", "Half answered within", "Overdue now", "Paused now", "Nothing known"),
            *("Within target", "After it", "Still in time", "Done, no target", "No longer waited for"),
        ],
    ),
    "declined": ("Why agencies did not share", ["Reason", "Requests"]),
    "again": (
        "Referred again within 12 months",
        [
            *("Who", "Referred again, of those we know well enough to tell", "Referred again"),
            *("Not in the 12 months before", "Cannot be told"),
        ],
    ),
    "outcome": ("Outcomes, one for each person decided on", ["Outcome", "People"]),
    "cin_referral": (
        "Referrals to children’s social care: child in need referrals opened",
        ["Outcome", "Children"],
    ),
    "change": ("Rating at triage (rows) and as decided (colours)", ["Rating at triage", *RATINGS]),
}
ABOUT_A_TABLE = ["Table", "Hub", "Period", "About", "Counted", "By", "What counts", "Withheld"]


def table_of(answer) -> tuple[list[list[str]], list[list[str]]]:
    """Return what a file says of itself, and its rows with their heading."""
    cells = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"), newline="")))
    empty = cells.index([""])
    return cells[:empty], cells[empty + 1 :]


def test_every_table_of_the_dashboard_has_its_title_and_columns(northvale, as_person):
    client = as_person(northvale.manager)
    with acting_as(northvale.manager):
        scope = Scope(northvale.manager, Period.days_to(timezone.localdate()), timezone.now())
        assert set(Figures(scope).tables()) == set(TABLES), "type the title and the columns of a new table here"
    for key, (title, head) in TABLES.items():
        about, rows = table_of(client.get("/dashboard/file/", {"table": key, "kind": "csv"}))
        assert [word for word, _ in about] == ABOUT_A_TABLE
        assert (about[0][1], rows[0]) == (title, head)
        assert len(set(head)) == len(head), "two columns of one name cannot be told apart"


def test_a_row_of_the_table_of_targets_is_whole(northvale, as_person):
    """Five referrals wait for their first decision in time; none was ever decided."""
    for _ in range(5):
        build_referral(northvale)
    _, [head, *rows] = table_of(
        as_person(northvale.manager).get("/dashboard/file/", {"table": "measure", "kind": "csv"})
    )
    assert dict(zip(head, rows[0], strict=True)) == {
        "Measure": "First decision",
        "Share within target": "–",
        "Done": "0",
        "Overdue now": "0",
        "Paused now": "0",
        "Half took up to": "–",
        "9 in 10 took up to": "–",
        "Not told, with a reason": "0",
        "Within target": "0",
        "After it": "0",
        "Still in time": "5",
        "Done, no target": "0",
    }


# Governance -----------------------------------------------------------------------------------------------------------

COUNTS = [
    "Restricted records, at the end",
    "Restrictions given",
    "Restrictions ended",
    "Reviews of restrictions done",
    "Reviews of restrictions overdue, at the end",
    "Emergency openings",
    "Emergency openings reviewed within 7 days",
    "Emergency openings not reviewed yet",
    "Bars, at the end",
    "Bars the service suggested",
    "Bars people gave",
    "Bars dismissed",
    "Bars ended",
]


def test_the_report_of_governance_is_these_lines_whole(northvale, as_person):
    case = build_referral(northvale)
    with acting_as(northvale.manager):
        restrict(case, reason="high_risk", by=northvale.manager)
    about, [head, *rows] = table_of(as_person(northvale.governance).get("/governance/report/export/"))
    assert [word for word, _ in about] == ["Table", "Hub", "Period", "Counted", "By"]
    assert [about[place][1] for place in (0, 1, 4)] == [
        "Quarterly report of governance",
        northvale.hub.name,
        "Glenn Governance",
    ]
    assert head[0] == "Count"
    assert len(head) == 5
    assert [row[0] for row in rows] == COUNTS
    counted = {"Restricted records, at the end": "1", "Restrictions given": "1"}
    assert [row[-1] for row in rows] == [counted.get(label, "0") for label in COUNTS]
    assert {number for row in rows for number in row[1:-1]} == {"0"}
