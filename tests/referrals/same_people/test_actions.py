"""People decide whether two rows are one person; counts and lists follow, and a verdict can be taken back."""

from datetime import date

import pytest

from mash.identity import acting_as
from mash.refusals import RuleViolation, StalePage
from referrals.casefile import history
from referrals.casefile.actions import restrict
from referrals.models import PairVerdict, PersonPair
from referrals.people.other_referrals import other_referrals
from referrals.same_people.actions import judge
from tests.builders import build_referral, child
from tests.referrals.decisions.browsing import lines

SAME, DIFFERENT, UNSURE = PersonPair.Verdict.SAME, PersonPair.Verdict.DIFFERENT, PersonPair.Verdict.UNSURE


def ivo(**changes) -> dict:
    """Return a child without a birth date, who is only possibly whom another referral names."""
    about = {"first_name": "Ivo", "last_name": "Penhale", "date_of_birth": None, "address": "6 Low Road"}
    return child(**{**about, **changes})


@pytest.fixture
def two(northvale):
    """Two cases whose children are possibly one."""
    first = build_referral(northvale, people=[ivo(date_of_birth=date(2017, 3, 4), estimated_age=9)])
    return first, build_referral(northvale, people=[ivo(address="")])


def pair_of(world) -> PersonPair:
    with acting_as(world.manager):
        return PersonPair.objects.get()


def decide(world, referral, verdict, *, by=None, seen=None, why="Asked the school."):
    by = by or world.social_worker
    pair = pair_of(world)
    with acting_as(by):
        return judge(referral, pair=pair, verdict=verdict, why=why, by=by, seen=seen)


def counted(world, referral) -> int:
    with acting_as(world.manager):
        return other_referrals(referral, referral.people.all()).times.in_all


def test_possibly_the_same_is_shown_and_counts_once_it_is_confirmed(northvale, two):
    _, last = two
    assert counted(northvale, last) == 0
    decide(northvale, last, SAME)
    assert counted(northvale, last) == 1


def test_two_different_people_are_not_listed_again(northvale, two):
    first, last = two
    decide(northvale, last, DIFFERENT)
    with acting_as(northvale.manager):
        for referral in (first, last):
            assert other_referrals(referral, referral.people.all()).listed == []


def test_deciding_again_undoes_it_and_both_verdicts_stand(northvale, two):
    _, last = two
    decide(northvale, last, SAME)
    decide(northvale, last, UNSURE, by=northvale.manager, why="The school has two of them.")
    assert counted(northvale, last) == 0
    with acting_as(northvale.manager):
        assert [verdict.verdict for verdict in PairVerdict.objects.all()] == [SAME, UNSURE]


def test_a_verdict_keeps_the_evidence_that_was_shown(northvale, two):
    pair = pair_of(northvale)
    verdict = decide(northvale, two[1], SAME)
    assert (verdict.band, verdict.reasons, verdict.weights) == (pair.band, pair.reasons, pair.weights)
    assert verdict.reasons


def test_it_stands_in_the_log_and_the_history_of_both_cases(northvale, two):
    first, last = two
    decide(northvale, last, SAME)
    written = {line.reference: line.detail for line in lines("pair.judged")}
    assert set(written) == {first.reference, last.reference}
    assert written[last.reference]["references"] == [first.reference]
    assert "school" not in str(written)
    with acting_as(northvale.manager):
        titles = [entry.title for entry in history.entries(first)]
    assert f"Somebody is the same person as in {last.reference}" in titles


def test_two_colleagues_do_not_decide_over_one_another(northvale, two):
    _, last = two
    decide(northvale, last, DIFFERENT, by=northvale.screener)
    with pytest.raises(StalePage, match="Skyler Screener changed what is known of these two"):
        decide(northvale, last, SAME, seen=0)
    assert decide(northvale, last, SAME, seen=1).verdict == SAME


def test_nobody_is_two_people_of_one_case(northvale):
    born = date(2017, 3, 4)
    first = build_referral(northvale, people=[ivo(date_of_birth=born), ivo(date_of_birth=born, address="7 Low Road")])
    last = build_referral(northvale, people=[ivo(address="", date_of_birth=born)])
    with acting_as(northvale.manager):
        likelier, other = PersonPair.objects.order_by("-bits")
        judge(last, pair=likelier, verdict=SAME, why="The school.", by=northvale.manager)
        with pytest.raises(RuleViolation, match="nobody is two people of one case") as refusal:
            judge(first, pair=other, verdict=SAME, why="The school.", by=northvale.manager)
    assert refusal.value.field == "verdict"


def test_a_verdict_needs_its_reason(northvale, two):
    with pytest.raises(RuleViolation, match="Enter why") as refusal:
        decide(northvale, two[1], SAME, why=" ")
    assert refusal.value.field == "why"


def test_who_may_no_longer_see_one_of_the_cases_decides_nothing(northvale, two):
    first, last = two
    pair = pair_of(northvale)
    with acting_as(northvale.manager):
        restrict(first, reason="high_risk", by=northvale.manager)
    with acting_as(northvale.social_worker), pytest.raises(RuleViolation, match="no longer work on both"):
        judge(last, pair=pair, verdict=SAME, why="The school.", by=northvale.social_worker)
