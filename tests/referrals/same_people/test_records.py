"""Everybody who was found to be one person hangs together, whoever decided it and in whatever order."""

import itertools
from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone
from uuid_utils.compat import uuid7

from mash.identity import acting_as
from mash.postgres.functions import value_of
from mash.refusals import RuleViolation
from referrals.casefile.actions import restrict
from referrals.models import Person, PersonPair, Referral
from referrals.people.other_referrals import other_referrals
from referrals.people.pairs import mentions_of
from referrals.same_people.actions import judge
from tests.builders import build_referral, child
from tests.database import as_role
from tests.referrals.decisions.browsing import text

SAME, DIFFERENT, ONE_NUMBER = PersonPair.Verdict.SAME, PersonPair.Verdict.DIFFERENT, PersonPair.Verdict.ONE_NUMBER
NAMES = [("Ada", "Quill"), ("Bo", "Marlow"), ("Cy", "Penrose"), ("Di", "Tamsin"), ("Ed", "Vosper")]


@pytest.fixture
def people(northvale) -> list[Person]:
    """Five cases about children of whom the matcher finds nothing in common."""
    cases = [
        build_referral(
            northvale,
            people=[
                child(first_name=first, last_name=last, address="", date_of_birth=date(2010 + n, n + 1, 2 * n + 3))
            ],
        )
        for n, (first, last) in enumerate(NAMES)
    ]
    with acting_as(northvale.manager):
        return [Person.objects.select_related("referral").get(referral=case) for case in cases]


def proposed(here: Person, there: Person) -> PersonPair:
    """The pair of these two, as the matcher would have left it if it had found them."""
    first, second = sorted([here, there], key=lambda person: person.pk)
    with as_role("mash_owner"):
        pair, _ = PersonPair.objects.get_or_create(
            first=first,
            second=second,
            defaults={
                "hub_id": here.referral.hub_id,
                "first_referral": first.referral,
                "second_referral": second.referral,
                "band": 1,
                "bits": 9,
                "reasons": ["first name: the same sound"],
                "weights": "1",
                "at": here.referral.received_at,
            },
        )
    return pair


def decide(world, here, there, verdict=SAME, *, by=None):
    by = by or world.manager
    pair = proposed(here, there)
    with acting_as(by), transaction.atomic():
        return judge(here.referral, pair=PersonPair.objects.get(pk=pair.pk), verdict=verdict, why="The school.", by=by)


def records(people) -> list[list[int]]:
    """Return who hangs together, by place: those whose pair says that they are the same."""
    with as_role("mash_owner"):
        pairs = list(PersonPair.objects.filter(verdict=SAME).values_list("first_id", "second_id"))
    place = {person.pk: number for number, person in enumerate(people)}
    return sorted(sorted((place[first], place[second])) for first, second in pairs)


def all_of(*places) -> list[list[int]]:
    return [list(pair) for pair in itertools.combinations(places, 2)]


def test_whoever_is_the_same_as_the_same_is_the_same(northvale, people):
    a, b, c, *_ = people
    decide(northvale, a, b)
    decide(northvale, b, c)
    assert records(people) == all_of(0, 1, 2)
    with acting_as(northvale.manager):
        listed = other_referrals(a.referral, [a])
    assert {other.reference for other in listed.listed} == {b.referral.reference, c.referral.reference}
    assert listed.times.in_all == 0  # both came after it
    assert [mention.person for mention in mentions_of_manager(northvale, c)] == [b, a]


def mentions_of_manager(world, person):
    with acting_as(world.manager):
        return mentions_of(person, user=world.manager)


@pytest.mark.parametrize("order", itertools.permutations([(0, 1), (1, 2), (3, 4)]))
def test_the_order_of_decisions_makes_no_difference(northvale, people, order):
    for here, there in order:
        decide(northvale, people[here], people[there])
    assert records(people) == sorted([*all_of(0, 1, 2), [3, 4]])
    decide(northvale, people[2], people[3])
    assert records(people) == all_of(0, 1, 2, 3, 4)


def test_undoing_takes_apart_what_hung_on_it_and_nothing_else(northvale, people):
    for here, there in [(0, 1), (1, 2), (2, 3)]:
        decide(northvale, people[here], people[there])
    decide(northvale, people[1], people[2], DIFFERENT)
    assert records(people) == [[0, 1], [2, 3]]
    with as_role("mash_owner"):
        assert PersonPair.objects.count() == 3  # what followed alone is gone
    decide(northvale, people[1], people[2])
    assert records(people) == all_of(0, 1, 2, 3)


def test_a_pair_that_the_matcher_found_is_proposed_again_once_it_follows_no_more(northvale, people):
    proposed(people[0], people[2])
    decide(northvale, people[0], people[1])
    decide(northvale, people[1], people[2])
    decide(northvale, people[1], people[2], DIFFERENT)
    with as_role("mash_owner"):
        pair = PersonPair.objects.get(pk=proposed(people[0], people[2]).pk)
    assert (pair.verdict, pair.implied) == ("", False)


def test_two_who_were_found_to_be_different_are_not_joined_through_others(northvale, people):
    decide(northvale, people[0], people[1])
    decide(northvale, people[0], people[2], DIFFERENT)
    with pytest.raises(RuleViolation, match="found to be different people"):
        decide(northvale, people[1], people[2])
    assert records(people) == [[0, 1]]


def test_nobody_is_two_people_while_they_are_joined_through_somebody_else(northvale, people):
    for here, there in [(0, 1), (1, 2), (0, 2)]:
        decide(northvale, people[here], people[there])
    with pytest.raises(RuleViolation, match="the same person as somebody else"):
        decide(northvale, people[0], people[2], DIFFERENT)
    assert records(people) == all_of(0, 1, 2)


def test_two_people_of_one_case_are_not_joined_through_others(northvale, people):
    twins = build_referral(
        northvale, people=[child(first_name="Fi", last_name="Wren"), child(first_name="Gus", last_name="Wren")]
    )
    with acting_as(northvale.manager):
        first, second = Person.objects.select_related("referral").filter(referral=twins)
    decide(northvale, first, people[0])
    decide(northvale, second, people[1])
    with pytest.raises(RuleViolation, match="of one case"):
        decide(northvale, people[0], people[1])


def test_two_people_with_one_number_are_two_and_it_is_known_why(northvale, people):
    with pytest.raises(RuleViolation, match="Neither an NHS number"):
        decide(northvale, people[0], people[1], ONE_NUMBER)
    numbered = [
        build_referral(northvale, people=[child(first_name=name, nhs_number="9434765919", address="")])
        for name in ("Hal", "Una")
    ]
    with acting_as(northvale.manager):
        first, second = (Person.objects.select_related("referral").get(referral=case) for case in numbered)
    decide(northvale, first, second, ONE_NUMBER)
    with acting_as(northvale.manager):
        assert not other_referrals(second.referral, [second]).listed


def test_a_record_hangs_together_through_a_case_that_one_may_not_see(northvale, people):
    decide(northvale, people[0], people[1])
    decide(northvale, people[1], people[2])
    with acting_as(northvale.manager), transaction.atomic():
        hidden = Referral.objects.get(pk=people[1].referral_id)
        restrict(hidden, reason="high_risk", by=northvale.manager)
    with acting_as(northvale.screener):
        assert [mention.person for mention in mentions_of(people[0], user=northvale.screener)] == [people[2]]


def test_nobody_else_joins_people(northvale, southmere, people):
    pair = proposed(people[0], people[1])
    for person, which, words in (
        (southmere.manager, pair.pk, "may not decide"),
        (northvale.manager, uuid7(), "may not decide"),
    ):
        with acting_as(person), pytest.raises(DatabaseError, match=words), transaction.atomic():
            value_of("mash_join_people", which, timezone.now())


def test_the_page_of_a_person_has_what_other_referrals_tell_of_them(northvale, as_person, people):
    decide(northvale, people[0], people[1])
    address = reverse("referrals:case_person", args=[people[0].referral.reference, 1])
    page = text(as_person(northvale.screener).get(address))
    assert "In other referrals" in page
    assert "Last name: Marlow" in page
    assert "Date of birth: 3 January 2010 or 5 February 2011" in page  # a finding


def test_what_would_be_joined_stands_on_the_page_that_decides(northvale, as_person, people):
    decide(northvale, people[0], people[1])
    pair = proposed(people[1], people[2])
    address = reverse("referrals:who_is_it", args=[people[1].referral.reference, pair.pk])
    page = text(as_person(northvale.screener).get(address))
    assert f"was found to be somebody in {people[0].referral.reference}" in page
