"""The dashboard through the HTTP stack."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import Event
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
    for words in ["Unmistakable", "Namesworth", "Terry Teacher", "Example Primary School"]:
        assert words not in page


def test_overdue_leads_to_the_queue_filtered(northvale, as_person):
    build_referral(northvale, now=timezone.now() - timedelta(days=9))
    client = as_person(northvale.manager)
    page = body(client.get(URL, {"about": "children"}))
    assert "1 case past its target" in page
    assert "/queue/?stage=open&amp;due=overdue&amp;about=children" in page
    assert "1 case" in body(client.get("/queue/", {"stage": "open", "due": "overdue", "about": "children"}))


@pytest.mark.parametrize(
    ("query", "words"),
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
def test_dates_that_make_no_sense_are_answered_beside_the_field(northvale, as_person, query, words):
    response = as_person(northvale.manager).get(URL, query)
    assert response.status_code == 200
    assert words in body(response)
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
    assert sum("SAVEPOINT" not in query["sql"] for query in capture.captured_queries) == 14
