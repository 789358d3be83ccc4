"""What a request copies of its case: whole for one that is sent, and part by part where there is a choice."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from mash.identity import acting_as
from referrals.codes import PersonKind
from referrals.information_requests.asking.copies import _born, _powers, _what_they_know, _why_section_47, draw_up
from referrals.models import LawfulBasis, Person
from referrals.timing.working_week import from_stored
from tests.builders import adult
from tests.builders_requests import ask_of, build_ready, build_triaged

MONDAY = datetime(2026, 6, 1, 9, 0, tzinfo=ZoneInfo("Europe/London"))
CHILD, MOTHER = Person(kind=PersonKind.CHILD, is_subject=True), Person(kind=PersonKind.ADULT)
MAN = Person(kind=PersonKind.ADULT, is_subject=True)
BOTH = LawfulBasis(gateway="CA89-47", adult_gateway="CARE-42", section_47_reason="Hurt.")


def drawn_up(world, *, with_basis=True):
    case = build_ready(world, now=MONDAY, level="amber")
    with acting_as(world.manager):
        basis = case.lawful_bases.last()
        basis.section_47_reason = "Hurt."
        ask = ask_of(world, case, "police", from_on=date(2025, 6, 1))
        return basis, draw_up(
            case, ask, secret=(), basis=basis if with_basis else None, by=world.manager, now=MONDAY
        ).request


def test_a_request_copies_rating_power_and_hours_of_its_moment(northvale):
    basis, request = drawn_up(northvale)
    assert {
        "agency": request.agency,
        "basis": request.lawful_basis,
        "gateway": request.gateway,
        "adult_gateway": request.adult_gateway,
        "article6": request.article6,
        "section_47_reason": request.section_47_reason,
        "family_informed": request.family_informed,
        "rating": request.rating,
        "from_on": request.from_on,
        "by": request.sent_by,
        "at": request.sent_at,
        "due": request.due_at,
        "first_due": request.first_due_at,
        "mode": request.clock_mode,
    } == {
        "agency": northvale.agencies["police"],
        "basis": basis,
        "gateway": basis.gateway,
        "adult_gateway": "",
        "article6": basis.article6,
        "section_47_reason": "Hurt.",
        "family_informed": "yes",
        "rating": "amber",
        "from_on": date(2025, 6, 1),
        "by": northvale.manager,
        "at": MONDAY,
        "due": MONDAY.replace(hour=15),
        "first_due": MONDAY.replace(hour=15),
        "mode": "continuous",
    }
    assert from_stored(request.week).is_open_on(MONDAY.date())


def test_a_preview_without_a_basis_names_no_power(northvale):
    _, request = drawn_up(northvale, with_basis=False)
    assert (request.gateway, request.article6, request.section_47_reason, request.family_informed) == ("", "", "", "")
    assert all("knows" not in subject for subject in request.subjects)


@pytest.mark.parametrize(
    ("basis", "people", "powers"),
    [
        (None, [CHILD], {"gateway": ""}),
        (LawfulBasis(gateway="CA89-47"), [CHILD], {"gateway": "CA89-47"}),
        (LawfulBasis(gateway="CA89-47"), [MAN], {"gateway": "CA89-47"}),
        (BOTH, [CHILD], {"gateway": "CA89-47"}),
        (BOTH, [CHILD, MOTHER], {"gateway": "CA89-47"}),
        (BOTH, [MAN], {"gateway": "CARE-42"}),
        (BOTH, [CHILD, MAN], {"gateway": "CA89-47", "adult_gateway": "CARE-42"}),
        (BOTH, [MOTHER], {"gateway": "CA89-47", "adult_gateway": "CARE-42"}),
    ],
)
def test_the_power_fits_whom_is_asked_about(basis, people, powers):
    assert _powers(basis, people) == powers


@pytest.mark.parametrize(
    ("basis", "people", "why"),
    [(BOTH, [CHILD], "Hurt."), (BOTH, [MAN, CHILD], "Hurt."), (BOTH, [MAN], ""), (None, [CHILD], "")],
)
def test_why_section_47_goes_with_children_alone(basis, people, why):
    assert _why_section_47(basis, people) == why


def test_a_person_of_whom_nothing_is_answered_has_no_answer():
    person = Person()
    known = LawfulBasis(who_knows={str(person.pk): "must_not"})
    assert _what_they_know(person, known) == {"knows": "must_not"}
    assert _what_they_know(Person(), known) == {}
    assert _what_they_know(person, None) == {}


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"date_of_birth": date(2019, 12, 1)}, "1 December 2019"),
        ({"estimated_age": 7}, "About 7 years old"),
        ({"estimated_age": 12}, "About 12 years old"),
        ({"more": {"age_told": "3 weeks"}}, "About 3 weeks old"),
        ({}, ""),
        ({"kind": "unborn", "expected_on": date(2026, 9, 1)}, "1 September 2026"),
    ],
)
def test_when_somebody_was_born_as_an_agency_reads_it(northvale, facts, words):
    case = build_triaged(northvale, people=[adult(**{"date_of_birth": None, **facts})], now=MONDAY)
    with acting_as(northvale.manager), time_machine.travel(MONDAY, tick=False):
        [person] = case.people.all()
        assert _born(person) == words
