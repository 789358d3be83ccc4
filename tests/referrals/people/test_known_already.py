"""Whom the hub may know already as somebody being keyed in: people of cases that the reader may see, and no others."""

from contextlib import nullcontext
from datetime import date
from types import SimpleNamespace

import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone

from mash.identity import acting_as
from mash.postgres.functions import value_of
from referrals.casefile.actions import restrict
from referrals.models import Person, PersonPair, Referral
from referrals.people import known_already as known_already_module
from referrals.people.known_already import known_already
from referrals.people.mentions import mention_of
from referrals.same_people.actions import judge, protect_identity
from tests.builders import adult, build_referral, child
from tests.need_to_know.walls import without_wall_one, without_wall_two

BORN = date(2018, 1, 2)
KIT = {"first_name": "Kit", "last_name": "Sumner", "date_of_birth": BORN}


def known(world, by, *, others=(), **facts) -> list[tuple[list[str], bool]]:
    """Return the cases of each person who may be meant, and whether that is almost certain."""
    with acting_as(by):
        people = known_already(Person(**{"kind": "child", **facts}), others, hub=world.hub, by=by, now=timezone.now())
        return [(person.references, person.is_sure) for person in people]


def test_somebody_of_an_earlier_case_is_known_before_there_is_a_case(northvale):
    earlier = build_referral(northvale, people=[child(**KIT)])
    assert known(northvale, northvale.screener, **KIT) == [([earlier.reference], True)]
    assert known(northvale, northvale.screener, first_name="Kit", last_name="Sumner") == [([earlier.reference], False)]
    assert known(northvale, northvale.screener, first_name="Rowan", last_name="Ashdown") == []


def test_nobody_is_stored_by_asking(northvale):
    build_referral(northvale, people=[child(**KIT)])
    known(northvale, northvale.screener, **KIT)
    with acting_as(northvale.screener):
        assert Person.objects.count() == 1


def test_cases_of_one_person_are_gathered_unless_somebody_found_that_they_are_two(northvale):
    first, second = (build_referral(northvale, people=[child(**KIT)]) for _ in range(2))
    assert known(northvale, northvale.screener, **KIT) == [([second.reference, first.reference], True)]
    with acting_as(northvale.manager):
        judge(first, pair=PersonPair.objects.get(), verdict="different", why="Two boys.", by=northvale.manager)
    assert known(northvale, northvale.screener, **KIT) == [([second.reference], True), ([first.reference], True)]


def test_an_unborn_child_is_known_by_the_parents_told_beside(northvale):
    mother = adult(first_name="Bronwen", last_name="Thistlewood", relationship="parent", is_subject=False)
    due = date(2027, 2, 1)
    earlier = build_referral(northvale, people=[{"kind": "unborn", "is_subject": True, "expected_on": due}, mother])
    unborn = {"kind": "unborn", "expected_on": due}
    beside = Person(kind="adult", first_name="Bronwen", last_name="Thistlewood", relationship="parent")
    assert known(northvale, northvale.screener, others=[beside], **unborn) == [([earlier.reference], False)]
    assert known(northvale, northvale.screener, **unborn) == []


def restricted(world) -> Referral:
    hidden = build_referral(world, people=[child(**KIT)])
    with acting_as(world.manager):
        restrict(hidden, reason="high_risk", by=world.manager)
    return hidden


def test_a_hidden_case_is_neither_shown_nor_counted(northvale, monkeypatch):
    hidden = restricted(northvale)
    assert known(northvale, northvale.screener, **KIT) == []
    assert known(northvale, northvale.manager, **KIT) == [([hidden.reference], True)]
    # Nor does it take a place on the list of those who share most.
    seen = build_referral(northvale, people=[child(**KIT | {"date_of_birth": None})])
    monkeypatch.setattr(known_already_module, "CANDIDATES", 1)
    assert known(northvale, northvale.screener, **KIT) == [([seen.reference], False)]


def test_wall_two_alone_hides_it(northvale):
    restricted(northvale)
    with without_wall_one():
        assert known(northvale, northvale.screener, **KIT) == []


def test_wall_one_alone_hides_it(northvale, monkeypatch):
    with acting_as(northvale.manager):
        hidden = restricted(northvale).people.get()
    everybody = [SimpleNamespace(key=hidden.pk, mention=mention_of(hidden, told_on=timezone.localdate()))]
    monkeypatch.setattr(known_already_module, "_candidates", lambda hub, mention: everybody)
    with without_wall_two():
        assert known(northvale, northvale.screener, **KIT) == []
        assert known(northvale, northvale.manager, **KIT)


@pytest.mark.parametrize("wall", [nullcontext, without_wall_one, without_wall_two])
def test_a_protected_identity_is_proposed_to_nobody(northvale, wall, monkeypatch):
    adopted = build_referral(northvale, people=[child(**KIT)])
    with acting_as(northvale.manager):
        person, facts = adopted.people.get(), {"kind": "adopted", "why": "The adoption order."}
        protect_identity(adopted, person=person, **facts, by=northvale.manager)
    seen = build_referral(northvale, people=[child(**KIT)])
    monkeypatch.setattr(known_already_module, "CANDIDATES", 1)
    with wall():
        assert known(northvale, northvale.manager, **KIT) == [([seen.reference], True)]


@pytest.mark.parametrize("part", ["police", "referrer", "auditor", "governance", "administrator"])
def test_only_the_team_of_the_hub_asks(northvale, part):
    build_referral(northvale, people=[child(**KIT)])
    asking = pytest.raises(ProgrammingError, match="only the team")
    with acting_as(getattr(northvale, part)), asking, transaction.atomic():
        value_of("mash_known_already", northvale.hub.pk, [1], [], 10)


def test_another_hub_asks_about_its_own_alone(northvale, southmere):
    build_referral(northvale, people=[child(**KIT)])
    assert known(southmere, southmere.manager, **KIT) == []
    with acting_as(southmere.manager), pytest.raises(ProgrammingError, match="only the team"), transaction.atomic():
        value_of("mash_known_already", northvale.hub.pk, [1], [], 10)
