"""Every page of a list goes on from the last row seen: whoever reads on sees every row that stays, once."""

import random
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core import signing
from django.db import connection
from django.db.models import F
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.models import Hub
from mash import paging
from referrals.models import Referral
from referrals.triage.queue_order import ORDERS
from tests.builders import build_referral, child
from tests.database import as_role
from tests.standing import standing_case

SIZE = 3


def read(rows, *, meanwhile=lambda number: None, anchors=None) -> list[list]:
    """Return the pages as somebody sees them who reads on to the end; `meanwhile` happens after each."""
    pages, params = [], QueryDict()
    for number in range(50):
        page = paging.page_of(rows.all(), params, size=SIZE, anchors=anchors)
        pages.append([row.pk for row in page])
        if not page.after:
            return pages
        meanwhile(number)
        params = QueryDict(f"after={page.after}")
    pytest.fail("the pages never end")


@pytest.fixture
def cases(northvale):
    """Ten cases with as many equal and empty values in the columns of each order as there are others."""
    now, chance = timezone.now(), random.Random(7)
    made = standing_case("ten", lambda: [build_referral(northvale, people=[child()]) for _ in range(10)])
    with as_role("mash_owner"):
        for number, case in enumerate(made):
            Referral.objects.filter(pk=case.pk).update(
                received_at=now - timedelta(hours=chance.choice([1, 2])),
                next_due_at=chance.choice([None, now, now + timedelta(microseconds=1)]),
                rating=chance.choice(["", "red", "amber"]),
                concerns=[["neglect"], ["missing"], []][number % 3],
            )
        yield Referral.objects.filter(pk__in=[case.pk for case in made])


@pytest.mark.parametrize("sort", ORDERS)
def test_pages_put_together_are_the_list(cases, sort):
    rows = cases.order_by(ORDERS[sort], "received_at", "pk")
    pages = read(rows)
    assert [len(page) for page in pages] == [3, 3, 3, 1]
    assert [key for page in pages for key in page] == [row.pk for row in rows]


@pytest.mark.parametrize("sort", ORDERS)
@pytest.mark.parametrize("leaves", ["those seen", "the last one seen", "any"])
def test_what_stays_is_seen_once_while_others_leave(cases, sort, leaves):
    rows, gone, chance = cases.order_by(ORDERS[sort], "received_at", "pk"), set(), random.Random(3)
    listed = [row.pk for row in rows]

    def close(number: int) -> None:
        seen = listed[: (number + 1) * SIZE]
        closing = {"those seen": seen, "the last one seen": seen[-1:], "any": chance.sample(listed, 2)}[leaves]
        gone.update(closing)
        cases.filter(pk__in=closing).update(status="closed")

    pages = read(rows.exclude(status="closed"), meanwhile=close)
    seen = [key for page in pages for key in page]
    assert len(seen) == len(set(seen))
    assert set(listed) - gone <= set(seen)


def test_what_arrives_shifts_nothing(cases):
    later = [row.pk for row in cases[:2]]
    cases.filter(pk__in=later).update(status="closed")
    rows = cases.filter(status="received").order_by("-received_at", "-pk")
    listed = [row.pk for row in rows]

    def arrive(number: int) -> None:
        Referral.objects.filter(pk=later.pop()).update(status="received", received_at=timezone.now())

    assert [key for page in read(rows, meanwhile=arrive) for key in page] == listed


def test_an_order_that_leaves_rows_level_is_refused(cases):
    with pytest.raises(ValueError, match="unique"):
        paging.page_of(cases.order_by("-received_at"), QueryDict(), size=SIZE)


@pytest.mark.parametrize("sort", ORDERS)
def test_the_page_before_is_the_page_that_was_seen(cases, sort):
    rows = cases.order_by(ORDERS[sort], "received_at", "pk")
    first = paging.page_of(rows, QueryDict(), size=SIZE)
    second = paging.page_of(rows, QueryDict(f"after={first.after}"), size=SIZE)
    third = paging.page_of(rows, QueryDict(f"after={second.after}"), size=SIZE)
    back = paging.page_of(rows, QueryDict(f"before={third.before}"), size=SIZE)
    assert [row.pk for row in back] == [row.pk for row in second]
    again = paging.page_of(rows, QueryDict(f"before={back.before}"), size=SIZE)
    assert [row.pk for row in again] == [row.pk for row in first]
    assert (first.before, again.before) == ("", "")


def test_a_list_in_the_order_of_names_has_none_in_its_address(cases):
    rows = cases.order_by(F("reference").asc(), "pk")
    page = paging.page_of(rows, QueryDict(), size=SIZE, anchors=cases)
    assert signing.b64_decode(page.after.split(":")[0].encode()) == f'["{page.rows[-1].pk}"]'.encode()
    listed = [row.pk for row in rows]
    assert [key for page in read(rows, anchors=cases) for key in page] == listed


@pytest.mark.parametrize("place", ["", "x", "1:2:3", "\x00", "a" * 5000])
@pytest.mark.parametrize("parameter", paging.PLACES)
def test_a_place_that_cannot_be_read_is_the_first_page(cases, parameter, place):
    params = QueryDict(mutable=True)
    params[parameter] = place
    first = paging.page_of(cases.order_by("pk"), QueryDict(), size=SIZE)
    assert paging.page_of(cases.order_by("pk"), params, size=SIZE).rows == first.rows


def test_a_place_in_one_order_is_none_in_another(cases):
    place = paging.page_of(cases.order_by("pk"), QueryDict(), size=SIZE).after
    other = paging.page_of(cases.order_by("-pk"), QueryDict(f"after={place}"), size=SIZE)
    assert other.before == ""


def test_a_list_that_grows_goes_on_from_its_last_row():
    rows = [SimpleNamespace(reference=str(number)) for number in range(8)]
    first = paging.page_of_list(rows, QueryDict(), size=SIZE, key="reference")
    grown = [SimpleNamespace(reference="new"), *rows]
    second = paging.page_of_list(grown, QueryDict(f"after={first.after}"), size=SIZE, key="reference")
    assert [row.reference for row in second] == ["3", "4", "5"]
    back = paging.page_of_list(grown, QueryDict(f"before={second.before}"), size=SIZE, key="reference")
    assert [row.reference for row in back] == ["0", "1", "2"]
    last = paging.page_of_list(grown, QueryDict(f"after={second.after}"), size=SIZE, key="reference")
    assert ([row.reference for row in last], last.after) == (["6", "7"], "")


def test_a_place_in_one_list_is_none_in_another(cases, northvale):
    place = paging.page_of(cases.order_by("pk"), QueryDict(), size=SIZE).after
    other = paging.page_of(Hub.objects.order_by("pk"), QueryDict(f"after={place}"), size=SIZE)
    assert other.before == ""
    assert [hub.pk for hub in other] == [hub.pk for hub in Hub.objects.order_by("pk")[:SIZE]]


def test_an_index_of_the_first_column_begins_at_the_place(cases):
    rows = cases.order_by("-received_at", "-pk")
    place = paging.page_of(rows, QueryDict(), size=SIZE).after
    with CaptureQueriesContext(connection) as queries:
        paging.page_of(rows, QueryDict(f"after={place}"), size=SIZE)
    assert '"received_at" <= ' in queries[-1]["sql"]
