"""The dashboard through the HTTP stack."""

import csv
import html
import re
import zipfile
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import Event
from audit.offline import verify_export
from mash.govuk.moments import words
from mash.identity import acting_as, acting_as_system
from referrals import codes
from referrals.access.bars import bar
from referrals.casefile.actions import restrict
from referrals.models import Referral
from referrals.reports.counting import cases_behind
from referrals.reports.counting_ahead import count_ahead
from tests.builders import build_referral, child
from tests.database import as_role

URL = "/dashboard/"


def body(response) -> str:
    return " ".join(response.content.decode().split())


def noted() -> list[dict]:
    with as_role("mash_owner"):
        return [event.detail for event in Event.objects.filter(code="dashboard.opened").order_by("at")]


def dates(first, last) -> dict:
    parts = {"day": "day", "month": "month", "year": "year"}
    return {
        f"{name}_{part}": getattr(day, part) for name, day in (("from_on", first), ("to_on", last)) for part in parts
    }


def test_the_last_thirty_days_unless_asked_otherwise(northvale, as_person):
    build_referral(northvale)
    build_referral(northvale, now=timezone.now() - timedelta(days=40))
    client = as_person(northvale.manager)
    assert "1 referral</strong> arrived" in body(client.get(URL))
    today = timezone.localdate()
    assert "2 referrals</strong> arrived" in body(client.get(URL, dates(today - timedelta(days=60), today)))
    first = today - timedelta(days=29)
    assert noted()[0] == {"first": first.isoformat(), "last": today.isoformat(), "whom": ""}


@pytest.mark.parametrize("part", ["screener", "social_worker", "police", "referrer", "auditor", "administrator"])
def test_it_is_for_managers(northvale, as_person, part):
    assert as_person(getattr(northvale, part)).get(URL).status_code == 403


def test_no_name_stands_on_it(northvale, as_person):
    build_referral(northvale, people=[child(first_name="Unmistakable", last_name="Namesworth")])
    page = body(as_person(northvale.manager).get(URL))
    for word in ["Unmistakable", "Namesworth", "Terry Teacher", "Example Primary School"]:
        assert word not in page


def test_overdue_leads_to_the_queue_filtered(northvale, as_person):
    build_referral(northvale, now=timezone.now() - timedelta(days=9))
    client = as_person(northvale.manager)
    page = body(client.get(URL, {"about": "children"}))
    assert "1 case past its target" in page
    assert "/queue/?stage=open&amp;due=overdue&amp;about=children" in page
    assert "1 case" in body(client.get("/queue/", {"stage": "open", "due": "overdue", "about": "children"}))


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ({"from_on_day": "31", "from_on_month": "2", "from_on_year": "2026"}, "From must be a real date"),
        ({"from_on_day": "1"}, "From must include a month and year"),
        ({"to_on_day": "x", "to_on_month": "\x00", "to_on_year": "🙂"}, "To must"),
        (
            dates(timezone.localdate(), timezone.localdate() - timedelta(days=1)),
            "To must be the same day as From or after",
        ),
        (
            {"from_on_day": "1", "from_on_month": "1", "from_on_year": "2090"},
            "To must be the same day as From or after it",
        ),
        (
            {"from_on_day": "1", "from_on_month": "1", "from_on_year": "1900"},
            "From must be at most 10 years before To",
        ),
        ({"to_on_day": "9" * 400, "to_on_month": "1", "to_on_year": "2026"}, "To must be a real date"),
        ({"about": "dragons"}, "There is a problem"),
    ],
)
def test_dates_that_make_no_sense_are_answered_beside_the_field(northvale, as_person, query, problem):
    response = as_person(northvale.manager).get(URL, query)
    assert response.status_code == 200
    assert problem in body(response)
    assert "Nothing was counted" in body(response)
    assert noted() == [{}]


@pytest.mark.parametrize(
    "query", [{"to_on_day": "1", "to_on_month": "1", "to_on_year": "1900"}, {"page": "x"}, {"from_on": "x"}]
)
def test_odd_but_possible_questions_have_an_answer(northvale, as_person, query):
    assert "arrived from" in body(as_person(northvale.manager).get(URL, query))


@pytest.mark.parametrize("rows", [1, 8])
def test_the_number_of_queries_does_not_grow(northvale, as_person, rows):
    for number in range(rows):
        build_referral(
            northvale,
            people=[child(last_name=f"Name{number}")],
            source_code=f"{number % 3 + 1}A" if number % 3 < 2 else "6",
        )
    client = as_person(northvale.manager)
    with CaptureQueriesContext(connection) as capture:
        client.get(URL)
    assert (
        sum("SAVEPOINT" not in query["sql"] for query in capture.captured_queries) == 5
    )  # one of them counts everything


# The lists behind the figures -----------------------------------------------------------------------------------------

LIST, FILE = "/dashboard/cases/", "/dashboard/file/"


@pytest.fixture
def busy(northvale):
    """Return six referrals by the police and six by a school, in two stages and of two ratings."""
    sources = [codes.SourceCode.POLICE, codes.SourceCode.SCHOOL] * 6
    arrived = timezone.now() - timedelta(days=9)  # so that the first decision is overdue
    referrals = [
        build_referral(northvale, source_code=source, now=arrived, people=[child(last_name=f"Name{number}")])
        for number, source in enumerate(sources)
    ]
    with acting_as(northvale.manager):
        Referral.objects.filter(pk__in=[referral.pk for referral in referrals[:6]]).update(rating="red")
    return referrals


def links(page: str) -> dict[str, str]:
    """Return the address of each list that a page leads to, with the number it leads from."""
    leading = re.findall(r'href="(/dashboard/cases/[^"]*)"[^>]*>\s*(\d+)\s*</a>', page)
    return {html.unescape(address): number for address, number in leading}


def test_each_figure_opens_its_list_with_the_same_number(northvale, as_person, busy):
    client = as_person(northvale.manager)
    addresses = links(body(client.get(URL)))
    assert len({re.search(r"table=(\w+)", address)[1] for address in addresses}) >= 6
    for address, number in addresses.items():
        page = body(client.get(address))
        rows = [int(times) for times in re.findall(r'data-label="Counts for">(\d+)<', page)]
        assert (sum(rows), "you may not open" in page) == (int(number), False), address


def test_the_totals_open_their_lists_too(northvale, as_person, busy):
    client = as_person(northvale.manager)
    assert "Referrals counted: 12" in body(client.get(LIST))
    assert "Referrals counted: 12" in body(client.get(LIST, {"table": "arrivals"}))
    late = build_referral(northvale, now=timezone.now() - timedelta(days=90))
    page = body(client.get(LIST, {"table": "overdue"}))
    assert "Cases counted: 13" in page
    assert late.reference in page


def test_a_list_says_how_many_more_are_counted_and_nothing_about_them(northvale, as_person, busy):
    hidden, barred, *_ = busy
    with acting_as(northvale.second_manager):
        restrict(hidden, reason="high_risk", by=northvale.second_manager)
        bar(barred.pk, person=northvale.manager, because="related", why="A cousin")
    page = body(as_person(northvale.manager).get(LIST))
    assert "Referrals counted: 12" in page
    assert "10 of them are listed here. 2 more are counted that you may not open." in page
    for word in (hidden.reference, barred.reference, "restricted", "barred", "related"):
        assert word not in page.lower() if word.islower() else word not in page
    # To the other manager, whom the case names and who is not barred, both figure and list are whole.
    other = body(as_person(northvale.second_manager).get(LIST))
    assert "Referrals counted: 12" in other
    assert "you may not open" not in other


def test_a_long_list_has_the_newest_and_says_so(northvale, as_person, busy, monkeypatch):
    build_referral(northvale, now=timezone.now() - timedelta(days=2))
    with acting_as_system():
        count_ahead(timezone.now())
    monkeypatch.setattr(cases_behind, "__defaults__", (1,))
    page = body(as_person(northvale.manager).get(LIST))
    assert "Referrals counted: 13" in page
    assert "Only the newest are listed here. Choose a shorter period" in page
    assert "you may not open" not in page


def test_two_managers_read_the_same_page(northvale, as_person, busy):
    with acting_as(northvale.second_manager):
        restrict(busy[0], reason="high_risk", by=northvale.second_manager)
    pages = [body(as_person(person).get(URL)) for person in (northvale.manager, northvale.second_manager)]
    first, second = (page[page.index("<h1") : page.index("Counted ")] for page in pages)
    assert first == second


def test_no_list_is_behind_a_withheld_number(northvale, as_person, busy):
    odd = build_referral(northvale, source_code=codes.SourceCode.GP)
    client = as_person(northvale.manager)
    assert "withheld" in body(client.get(URL))
    where = {"table": "source", "part": odd.source_code, "column": "number"}
    assert client.get(LIST, where).status_code == 404


@pytest.mark.parametrize(
    "where",
    [
        {"table": "dragons"},
        {"table": "measure"},  # of which no total is shown
        {"table": "source", "part": "dragons", "column": "number"},
        {"table": "measure", "part": "first_decision", "column": "share"},
        {"table": "\x00", "part": "\x00", "column": "\x00"},
        {"part": "x"},
    ],
)
def test_a_list_of_nothing_we_count_is_not_found(northvale, as_person, where):
    assert as_person(northvale.manager).get(LIST, where).status_code == 404


@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 400])
def test_an_odd_page_of_a_list_has_an_answer(northvale, as_person, busy, page):
    assert as_person(northvale.manager).get(LIST, {"page": page}).status_code == 200


@pytest.mark.parametrize("url", [LIST, FILE])
def test_list_and_file_are_for_whoever_has_the_dashboard(northvale, as_person, url):
    for part in ["screener", "social_worker", "police", "referrer", "auditor", "administrator"]:
        assert as_person(getattr(northvale, part)).get(url).status_code == 403


@pytest.mark.parametrize("url", [LIST, FILE])
def test_a_filter_with_a_mistake_leads_to_the_page_that_names_it(northvale, as_person, url):
    response = as_person(northvale.manager).get(url, {"from_on_day": "31", "from_on_month": "2"}, follow=True)
    assert "There is a problem" in body(response)


def test_a_list_is_recorded_with_the_references_on_the_screen(northvale, as_person, busy):
    where = {"table": "source", "part": codes.SourceCode.POLICE.value, "column": "number"}
    as_person(northvale.manager).get(LIST, where)
    [line] = recorded("dashboard.listed")
    assert (line["table"], line["part"]) == ("source", where["part"])
    assert set(line["references"]) == {r.reference for r in busy if r.source_code == where["part"]}


def test_the_queries_of_a_list_do_not_grow(northvale, as_person):
    client, counts = as_person(northvale.manager), []
    for _ in range(2):
        for _ in range(5):
            build_referral(northvale)
        with CaptureQueriesContext(connection) as capture:
            client.get(LIST)
        counts.append(len(capture.captured_queries))
    assert counts[0] == counts[1]


# The tables as files --------------------------------------------------------------------------------------------------


def recorded(code: str) -> list[dict]:
    with as_role("mash_owner"):
        return [event.detail for event in Event.objects.filter(code=code).order_by("at")]


def cells_of(response) -> list[list[str]]:
    """Return the cells of a CSV file or a workbook, as texts."""
    if "csv" in response["Content-Type"]:
        assert response.content.startswith(b"\xef\xbb\xbf")
        return list(csv.reader(StringIO(response.content.decode("utf-8-sig"), newline="")))
    with zipfile.ZipFile(BytesIO(response.content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet, "a formula"
    return list(verify_export.cells_of(BytesIO(sheet)))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_says_what_it_is_and_has_the_cells_of_the_screen(northvale, as_person, busy, kind):
    odd = build_referral(northvale, source_code=codes.SourceCode.GP)
    client = as_person(northvale.manager)
    response = client.get(FILE, {"table": "source", "kind": kind, "about": "children"})
    today = timezone.localdate()
    name = f"dashboard-source-{(today - timedelta(days=29)).isoformat()}-{today.isoformat()}.{kind}"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    about, rows = split(cells_of(response))
    assert about["Table"] == "Who sent them"
    assert about["Hub"] == northvale.hub.name
    assert about["Period"] == f"{words(today - timedelta(days=29))} to {words(today)}"
    assert about["About"] == "children"
    assert about["By"] == northvale.manager.name
    assert about["Counted"].startswith(words(today))
    assert "1 to 4" in about["Withheld"]
    assert "first sent them" in about["What counts"]
    # 1 by a GP, which the 6 and 6 beside it would give away
    labels = sorted(codes.SourceCode(r.source_code).label for r in (busy[0], busy[1], odd))
    assert rows == [["Sender", "Referrals"], *([label, "withheld"] for label in labels)]
    assert recorded("dashboard.exported") == [
        {"table": "source", "kind": kind, "first": name[17:27], "last": today.isoformat(), "whom": "children"}
    ]


def split(cells: list[list[str]]) -> tuple[dict[str, str], list[list[str]]]:
    """Return the lines above the empty one, and the rows below it."""
    empty = cells.index([""])
    return dict(cells[:empty]), cells[empty + 1 :]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_each_table_of_the_page_comes_as_a_file(northvale, as_person, busy, kind):
    page = body(as_person(northvale.manager).get(URL))
    offered = {html.unescape(a) for a in re.findall(r'href="(/dashboard/file/[^"]*)"', page) if f"kind={kind}" in a}
    captions = set(re.findall(r"<(?:fig)?caption[^>]*>(.*?)</(?:fig)?caption>", page))
    assert len(offered) >= 7
    for address in offered:
        about, rows = split(cells_of(as_person(northvale.manager).get(address)))
        assert len({len(row) for row in rows}) == 1
        assert html.escape(about["Table"]) in captions


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", " ="])
def test_a_name_that_looks_like_a_formula_runs_in_no_spreadsheet(northvale, as_person, kind, start):
    with as_role("mash_owner"):
        type(northvale.hub).objects.filter(pk=northvale.hub.pk).update(name=f"{start}cmd()")
    about, _ = split(cells_of(as_person(northvale.manager).get(FILE, {"kind": kind})))
    assert about["Hub"] == f"'{start}cmd()"


@pytest.mark.parametrize("where", [{"table": "dragons"}, {"kind": "exe"}, {"table": "\x00"}])
def test_a_file_of_nothing_we_have_is_not_found(northvale, as_person, where):
    assert as_person(northvale.manager).get(FILE, where).status_code == 404
    assert recorded("dashboard.exported") == []
