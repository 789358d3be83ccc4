"""Who looked at a record, in summary: whom, how often, what they saw and why they could."""

import csv
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit import searching
from audit.recording import record
from audit.registry import registry
from audit.who_looked import summary
from mash.identity import acting_as
from referrals import events
from referrals.casefile.actions import grant_access, restrict
from referrals.casefile.emergency import open_in_emergency
from tests.builders import build_referral, child
from tests.database import as_role
from tests.referrals.decisions.browsing import lines

PAGE = "/access-log/who-looked/"
HARRY = {"first_name": "Harry", "last_name": "Quill", "nhs_number": "9434765919"}
WHY = "The child is in danger and nobody answers."
SUMMER = datetime(2026, 6, 1, 12, tzinfo=UTC)


def look(referral, person, *pages, at=SUMMER, kind=events.CASE_OPENED):
    with acting_as(person):
        for step, page in enumerate(pages):
            record(kind, about=referral, by=person, now=at + timedelta(minutes=step), page=page)


def sections(page) -> dict:
    return {section.key: section.lookers for section in page.context["sections"]}


@pytest.fixture
def auditor(as_person, northvale):
    return as_person(northvale.auditor)


def test_each_person_has_one_row_with_what_they_saw_and_why_they_could(auditor, northvale, time_machine):
    referral = build_referral(northvale)
    time_machine.move_to(SUMMER - timedelta(days=1), tick=False)
    with acting_as(northvale.manager):
        grant_access(referral, person=northvale.screener, why="Stands in", by=northvale.manager)
    time_machine.move_to(SUMMER + timedelta(days=1), tick=False)
    look(referral, northvale.screener, "case", "who_can_see", "case")
    page = auditor.get(PAGE, {"reference": referral.reference.lower()})
    (looker,) = [looker for looker in sections(page)["opened"] if looker.name == northvale.screener.name]
    assert (looker.times, looker.roles, looker.agency) == (3, "Screening officer", "")
    assert looker.saw == {"Case": 2, "Who can see this, and why?": 1}
    assert (looker.first_at, looker.last_at) == ("1 June 2026 at 13:00:00 BST", "1 June 2026 at 13:02:00 BST")
    assert looker.why[0].startswith(f"Named reader: access given by {northvale.manager.name} on ")
    assert looker.why[1] == "In the hub’s team, by their role: Screening officer"
    assert "data-print" in page.text


DAY = timedelta(days=1)


def line_of(referral, person, code, at, **detail):
    with acting_as(person):
        record(code, about=referral, by=person, now=at, **detail)


def why_of(auditor, referral, person) -> list[str]:
    tables = sections(auditor.get(PAGE, {"reference": referral.reference}))
    return next(looker.why for looker in tables["opened"] if looker.name == person.name)


# Days after the look: when access was given, until when, and when it was withdrawn; and whether it held at the look.
GRANTS = {
    "before it, without an end": (-1, None, None, True),
    "at the same moment": (0, None, None, True),
    "after it": (1, None, None, False),
    "before it, and over by then": (-3, -1, None, False),
    "before it, and over at that moment": (-3, 0, None, False),
    "before it, and withdrawn by then": (-3, None, -1, False),
    "before it, and withdrawn after it": (-3, None, 1, True),
}


@pytest.mark.parametrize("case", GRANTS)
def test_only_access_that_held_at_a_look_is_a_reason(auditor, northvale, case):
    given_on, ends_on, withdrawn_on, holds = GRANTS[case]
    referral, reader = build_referral(northvale), northvale.police
    until = (SUMMER + ends_on * DAY).isoformat() if ends_on is not None else "9999-01-01T00:00:00+00:00"
    grant = {"to": reader.pk, "kind": "named", "until": until}
    line_of(referral, northvale.manager, events.GRANTED, SUMMER + given_on * DAY, **grant)
    if withdrawn_on is not None:
        line_of(
            referral,
            northvale.manager,
            events.WITHDRAWN,
            SUMMER + withdrawn_on * DAY,
            to=reader.pk,
            kinds=["named", "visit"],
        )
    look(referral, reader, "case")
    named = [why for why in why_of(auditor, referral, reader) if why.startswith("Named reader")]
    assert bool(named) == holds


def test_the_looks_are_read_once_however_many_looked_and_on_whatever_ground(auditor, northvale):
    referral = build_referral(northvale)

    def queries() -> int:
        with acting_as(northvale.auditor), CaptureQueriesContext(connection) as asked:
            summary(northvale.hub.pk, [referral.reference])
        return len(asked)

    look(referral, northvale.screener, "case")
    before = queries()
    for person in (northvale.screener, northvale.second_manager, northvale.social_worker):
        with acting_as(northvale.manager):
            grant_access(referral, person=person, why="Stands in", by=northvale.manager)
        look(referral, person, "case", "who_can_see")
    assert queries() == before


def test_a_case_that_was_restricted_at_the_look_was_not_the_teams(auditor, northvale):
    referral = build_referral(northvale)
    line_of(referral, northvale.manager, events.RESTRICTED, SUMMER - DAY)
    line_of(referral, northvale.manager, events.UNRESTRICTED, SUMMER + DAY)
    look(referral, northvale.screener, "case")
    look(referral, northvale.social_worker, "case", at=SUMMER + 2 * DAY)
    assert why_of(auditor, referral, northvale.screener) == ["The log does not say"]
    assert why_of(auditor, referral, northvale.social_worker) == ["In the hub’s team, by their role: Social worker"]


def test_every_list_is_counted_however_many_there_are(auditor, northvale):
    referral, many = build_referral(northvale), 5_050
    with acting_as(northvale.screener):
        listed = record(events.QUEUE_LISTED, by=northvale.screener, references=[referral.reference])
    with as_role("mash_owner"), connection.cursor() as cursor:
        columns = "code, by_id, by_name, by_role, by_agency, hub_id, about_kind, about_id, reference, detail"
        columns += ", purpose, address, agent, request_id"
        cursor.execute(
            f"INSERT INTO audit_event (id, at, {columns}) SELECT gen_random_uuid(), at, {columns} "  # noqa: S608
            "FROM audit_event, generate_series(2, %s) WHERE id = %s",
            [many, listed.pk],
        )
    tables = sections(auditor.get(PAGE, {"reference": referral.reference}))
    assert [(looker.name, looker.times) for looker in tables["listed"]] == [(northvale.screener.name, many)]
    count = auditor.get("/access-log/", {"seen": referral.reference, "code": "queue.listed"}).context["count"]
    assert count == searching.COUNT_TO + 1


def test_emergency_openings_and_refusals_stand_apart(auditor, northvale):
    referral = build_referral(northvale)
    with acting_as(northvale.manager):
        restrict(referral, reason="adoption", by=northvale.manager)
    with acting_as(northvale.social_worker):
        open_in_emergency(
            referral.reference, why="The child is in danger and nobody answers.", by=northvale.social_worker
        )
    client = Client()
    client.force_login(northvale.social_worker, backend="agencies.backends.EmailBackend")
    assert client.get(f"/cases/{referral.reference}/").status_code == 200
    client.force_login(northvale.screener, backend="agencies.backends.EmailBackend")
    assert client.get(f"/cases/{referral.reference}/").status_code == 404
    tables = sections(auditor.get(PAGE, {"reference": referral.reference}))
    assert [looker.name for looker in tables["emergency"]] == [northvale.social_worker.name]
    assert [looker.name for looker in tables["refused"]] == [northvale.screener.name]
    opened = {looker.name for looker in tables["opened"]}
    assert not opened & {northvale.social_worker.name, northvale.screener.name}


def test_a_list_that_showed_it_is_told_apart_from_opening_it(auditor, northvale):
    referral = build_referral(northvale)
    with acting_as(northvale.screener):
        record(events.QUEUE_LISTED, by=northvale.screener, references=[referral.reference], page=1)
    tables = sections(auditor.get(PAGE, {"reference": referral.reference}))
    assert [(looker.name, looker.times) for looker in tables["listed"]] == [(northvale.screener.name, 1)]
    assert northvale.screener.name not in {looker.name for looker in tables["opened"]}


def test_it_leads_to_the_records_of_the_sibling(auditor, northvale):
    sister = child(first_name="Sara", last_name="Quill", nhs_number="9434765870")
    first = build_referral(northvale, people=[child(**HARRY), {**sister, "is_subject": False, "in_household": "yes"}])
    second = build_referral(northvale, people=[sister])
    look(second, northvale.screener, "case")
    page = auditor.get(PAGE, {"reference": first.reference})
    assert second.reference in page.context["others"]
    assert "Quill" not in page.text
    assert northvale.screener.name not in {looker.name for looker in sections(page)["opened"]}
    both = auditor.get(PAGE, {"reference": first.reference, "whole": "on"})
    assert northvale.screener.name in {looker.name for looker in sections(both)["opened"]}
    alone = auditor.get(PAGE, {"reference": second.reference})
    assert northvale.screener.name in {looker.name for looker in sections(alone)["opened"]}


def test_it_is_exported_for_a_purpose_in_words_with_codes_beside(auditor, northvale):
    referral = build_referral(northvale)
    look(referral, northvale.screener, "case")
    path = f"{PAGE}export/?reference={referral.reference}"
    assert "Enter why you need" in auditor.post(path, {"purpose": ""}).text
    assert lines("log.who_looked_exported") == []
    answer = auditor.post(path, {"purpose": "Complaint 2026/7"})
    about, table = answer.content.decode("utf-8-sig").split('\r\n""\r\n')
    assert about.splitlines()[:2] == [f"Who looked at,{referral.reference}", "Purpose,Complaint 2026/7"]
    rows = list(csv.DictReader(StringIO(table)))
    (row,) = [row for row in rows if row["person"] == northvale.screener.name]
    assert row["first"] == "1 June 2026 at 13:00:00 BST"
    assert row["first_utc"] == "2026-06-01T12:00:00+00:00"
    assert (row["role"], row["role_codes"]) == ("Screening officer", "screener")
    assert row["person_number"] == str(northvale.screener.pk)
    (line,) = lines("log.who_looked_exported")
    assert (line.reference, line.purpose, line.by_id) == (referral.reference, "Complaint 2026/7", northvale.auditor.pk)


def test_each_look_at_it_is_a_line(auditor, northvale):
    referral = build_referral(northvale)
    auditor.get(PAGE, {"reference": referral.reference})
    (line,) = lines("log.who_looked")
    assert (line.reference, line.by_id) == (referral.reference, northvale.auditor.pk)


def test_a_name_gets_into_no_address_and_finds_nothing(auditor):
    page = auditor.post(PAGE, {"reference": "Harry Quill"})
    assert page.status_code == 200
    assert "holds no names" in page.text
    assert "sections" not in page.context
    assert auditor.get(f"{PAGE}export/", {"reference": "Harry Quill"}).status_code == 404
    assert lines("log.who_looked") == []


@pytest.mark.parametrize("part", ["manager", "screener", "administrator", "police"])
def test_nobody_else_finds_it(as_person, northvale, part):
    person = as_person(getattr(northvale, part))
    for path in (PAGE, f"{PAGE}export/"):
        assert person.get(path, {"reference": "MASH-2222-2222"}).status_code == 403


def test_another_hub_learns_nothing(as_person, northvale, southmere):
    referral = build_referral(northvale)
    look(referral, northvale.screener, "case")
    page = as_person(southmere.auditor).get(PAGE, {"reference": referral.reference})
    assert all(not lookers for lookers in sections(page).values())
    assert page.context["others"] == []


def test_what_counts_as_looking_is_what_the_database_counts(northvale):
    with as_role("mash_guard"), connection.cursor() as cursor:
        cursor.execute("SELECT unnest(mash_readings())")
        counted = {code for (code,) in cursor.fetchall()}
    assert registry.readings == counted | {"request.opened", "product.opened"}
