"""In a list of people, who may be in a record that the reader may not open is marked as on their own case."""

import pytest

from mash.identity import acting_as
from referrals.access.bars import bar
from referrals.access.break_glass import existence_cards, hidden_beside
from referrals.casefile.actions import restrict
from referrals.codes import BarReason
from tests.builders import build_referral, child


@pytest.fixture
def two(northvale):
    """An open case of two children, and a restricted one of the younger."""
    seen = build_referral(northvale, people=[child(first_name="Ada"), child(first_name="Bo", last_name="Tangye")])
    hidden = build_referral(northvale, people=[child(first_name="Bo", last_name="Tangye")])
    with acting_as(northvale.manager):
        restrict(hidden, reason="high_risk", by=northvale.manager)
    return seen, hidden


def marked(world, referral, *, user) -> dict[str, bool]:
    with acting_as(world.manager):
        people = {person.pk: person for person in referral.people.all()}
    with acting_as(user):
        return {people[key].first_name: row.sure for key, row in hidden_beside(people).items()}


def test_whoever_is_in_a_hidden_record_is_marked_and_nobody_else(northvale, two):
    seen, _ = two
    assert marked(northvale, seen, user=northvale.screener) == {"Bo": True}
    with acting_as(northvale.screener):
        assert len(existence_cards(seen)) == 1
        (beside,) = hidden_beside(person.pk for person in seen.people.all()).values()
    assert beside.reference == seen.reference


def test_whoever_sees_the_record_or_may_not_know_of_it_gets_no_mark(northvale, southmere, two):
    seen, hidden = two
    with acting_as(northvale.manager):
        bar(hidden.pk, person=northvale.social_worker, because=BarReason.RELATED, why="")
    for person in (northvale.manager, northvale.social_worker, northvale.governance, southmere.manager):
        assert marked(northvale, seen, user=person) == {}


def test_of_people_whose_case_is_not_seen_nothing_is_told(northvale, two):
    _, hidden = two
    assert marked(northvale, hidden, user=northvale.screener) == {}
