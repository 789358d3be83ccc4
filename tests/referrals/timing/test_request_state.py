"""How the hub sees the state of its requests, while they are open and afterwards."""

from datetime import UTC, datetime, timedelta

import pytest

from mash.identity import acting_as
from referrals.information_requests.answering.actions import acknowledge, ask_for_more_time
from referrals.timing.request_state import request_states
from tests.builders import browser
from tests.builders_requests import build_ready, give_answer, send

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


@pytest.fixture
def case(northvale):
    return build_ready(northvale, now=NOON)


@pytest.fixture
def request_to_police(northvale, case):
    return send(northvale, case, now=NOON)[0]


def state(world, case, *, hours=1):
    with acting_as(world.manager):
        return request_states(case, NOON + timedelta(hours=hours))[0]


def test_a_request_just_sent(northvale, case, request_to_police):
    seen = state(northvale, case)
    assert (seen.words, seen.clock.words, seen.open_for) == ("Sent", "1 h left", "1 h")
    assert seen.agency == "Northvale police"


def test_acknowledged_then_more_time_then_overdue(northvale, case, request_to_police):
    with acting_as(northvale.police):
        acknowledge(request_to_police, by=northvale.police, now=NOON)
    assert state(northvale, case).words == "Acknowledged"
    with acting_as(northvale.police):
        until = NOON + timedelta(hours=9)
        ask_for_more_time(request_to_police, until=until, reason="Archive.", by=northvale.police, now=NOON)
    assert state(northvale, case).words == "More time asked for"
    late = state(northvale, case, hours=3)
    assert (late.words, late.clock.words) == ("Overdue", "overdue by 1 h")
    assert (late.more_time_until, late.more_time_reason) == (until, "Archive.")
    give_answer(northvale.police, request_to_police, now=NOON)
    assert (state(northvale, case).more_time_until, state(northvale, case).more_time_reason) == (None, "")


@pytest.mark.parametrize(("hours", "words"), [(1, "Answered"), (2, "Answered"), (3, "Answered late")])
def test_an_answer_after_its_target_is_said_to_be_late(northvale, case, request_to_police, hours, words):
    give_answer(northvale.police, request_to_police, now=NOON + timedelta(hours=hours))
    seen = state(northvale, case, hours=99)
    assert (seen.words, seen.colour == "green") == (words, words == "Answered")
    assert ("late" in seen.clock.words) == ("late" in words)


def test_part_answered_then_answered_with_the_agencys_newest_rating(northvale, case, request_to_police):
    give_answer(northvale.police, request_to_police, outcome="partial", rating="amber", rating_reason="x", now=NOON)
    assert (state(northvale, case).words, state(northvale, case).rating) == ("Part answered", "amber")
    give_answer(northvale.police, request_to_police, rating="red", rating_reason="y", seen=1, now=NOON)
    seen = state(northvale, case)
    assert (seen.words, seen.rating, seen.outcome, seen.open_for) == ("Answered", "red", "Information supplied", "")


def test_a_request_is_open_until_it_is_answered(northvale, case):
    police, health = send(northvale, case, "police", "health", now=NOON)
    give_answer(northvale.police, police, now=NOON)
    with acting_as(northvale.manager):
        assert {s.agency: s.is_open for s in request_states(case, NOON)} == {
            police.agency.name: False,
            health.agency.name: True,
        }


def test_the_number_of_queries_does_not_grow_with_the_requests(northvale, case, django_assert_num_queries):
    send(northvale, case, "police", "health", "education", "housing", now=NOON)
    with acting_as(northvale.manager):
        request_states(case, NOON)  # caches the hub’s hours
        with django_assert_num_queries(2):
            request_states(case, NOON)


def test_a_late_answer_stays_late_in_words_and_figures_whatever_is_added(northvale, case, request_to_police):
    give_answer(northvale.police, request_to_police, now=NOON + timedelta(hours=5, minutes=5))
    give_answer(northvale.police, request_to_police, seen=1, now=NOON + timedelta(days=2))
    seen = state(northvale, case, hours=100)
    assert (seen.words, seen.clock.words) == ("Answered late", "answered 3 h 5 min late")


def test_both_sides_and_the_answers_side_by_side_say_by_how_much_it_was_late(northvale, case, request_to_police):
    give_answer(northvale.police, request_to_police, now=NOON + timedelta(hours=5, minutes=5))
    pages = {
        northvale.police: [f"/requests/{request_to_police.reference}/", "/requests/?tab=answered"],
        northvale.manager: [f"/cases/{case.reference}/", f"/cases/{case.reference}/collation/"],
    }
    for person, addresses in pages.items():
        for address in addresses:
            assert "answered 3 h 5 min late" in browser(person).get(address).text, address


def test_an_answer_in_time_is_not_called_late_side_by_side(northvale, case, request_to_police):
    give_answer(northvale.police, request_to_police, now=NOON + timedelta(hours=1))
    assert " late" not in browser(northvale.manager).get(f"/cases/{case.reference}/collation/").text
