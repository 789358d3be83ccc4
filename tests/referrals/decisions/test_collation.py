"""Answers side by side and as a chronology: only what the reader may read, and what is missing."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mash.identity import acting_as
from referrals import codes
from referrals.decisions.collation import collate
from tests.referrals.decisions.stories import HOUR, MONDAY, answered, fact

NOW = MONDAY + 3 * HOUR


def shown(referral, reader, now=NOW):
    with acting_as(reader):
        return collate(referral, reader=reader, now=now)


@pytest.fixture
def collated(northvale, case):
    referral, requests = case
    items = [
        fact("No date."),
        fact("Seen in May.", occurred_on=date(2026, 5, 2)),
        fact("An informant says so.", handling=codes.ItemHandling.DECISION_MAKER, occurred_on=date(2026, 4, 1)),
        fact("", handling=codes.ItemHandling.EXISTENCE_ONLY, ask_whom="the inspector"),
    ]
    answered(requests["police"], by=northvale.police, items=items, rating="red", rating_reason="Third call.")
    return referral, requests


def test_each_agency_has_a_column_with_its_answer(northvale, collated):
    collation = shown(collated[0], northvale.manager)
    assert [column.agency.name for column in collation.columns] == ["Northvale health", "Northvale police"]
    health, police = collation.columns
    assert [answer.rating for answer in police.ratings] == ["red"]
    assert len(police.items) == 4
    assert health.asked[0].is_silent


def test_what_is_missing_says_for_how_long(northvale, collated):
    (missing,) = shown(collated[0], northvale.manager).missing
    assert (missing.request.agency.name, missing.elapsed) == ("Northvale health", "3 h")


def test_withheld_items_are_shown_when_everybody_has_answered(as_person, northvale, collated):
    referral, requests = collated
    answered(requests["health"], by=northvale.health, outcome="nothing_known")
    assert shown(referral, northvale.manager).holding_back == ["Northvale police"]
    page = " ".join(as_person(northvale.manager).get(f"/cases/{referral.reference}/collation/").text.split())
    assert "Northvale police held something back" in page
    assert "has answered in full" not in page


def test_the_chronology_runs_by_date_and_ends_with_what_has_none(northvale, collated):
    dates = [item.occurred_on for item in shown(collated[0], northvale.manager).chronology]
    assert dates == [date(2026, 4, 1), date(2026, 5, 2), None, None]


def test_a_manager_reads_items_for_the_decision_maker_and_others_only_see_that_they_exist(northvale, collated):
    ways = {item.shown_as for item in shown(collated[0], northvale.manager).chronology}
    assert ways == {"words", "existence"}
    chronology = shown(collated[0], northvale.social_worker).chronology
    hidden = [item for item in chronology if item.shown_as == "kept"]
    assert [item.words for item in hidden] == [None]
    assert not any("informant" in (item.words or "") for item in chronology)


def test_a_withdrawn_item_stays_without_its_words(northvale, collated):
    referral, requests = collated
    answered(requests["police"], by=northvale.police, items=[fact("It was June.")], withdraw=[2], seen=1, now=NOW)
    chronology = shown(referral, northvale.manager).chronology
    assert [(item.shown_as, item.words) for item in chronology if item.withdrawn_at] == [("withdrawn", None)]
    assert [item.occurred_on for item in chronology][1] == date(2026, 5, 2)


def test_the_number_of_queries_does_not_grow_with_the_answers(northvale, case):
    referral, requests = case
    answered(requests["police"], by=northvale.police, items=[fact()])
    queries(referral, northvale.manager)  # caches the hub's hours and the user's roles
    few = queries(referral, northvale.manager)
    answered(requests["health"], by=northvale.health, items=[fact(f"Number {n}.") for n in range(20)])
    assert queries(referral, northvale.manager) == few


def queries(referral, reader) -> int:
    with (
        acting_as(reader),
        CaptureQueriesContext(
            connection,
        ) as counted,
    ):
        collation = collate(referral, reader=reader, now=NOW)
        assert [
            answer.by.name for column in collation.columns for request in column.asked for answer in request.responses
        ]
        assert collation.chronology[0].request.agency.name
    return len(counted)
