"""Whoever is barred from one case of somebody is barred from their other cases, past and coming."""

import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone

from audit.recording import SYSTEM
from mash.identity import acting_as, acting_as_system
from referrals.access.bars import bar, carry_bars
from referrals.access.visible import visible_referrals
from referrals.codes import BarReason
from referrals.governance.actions import end_bar
from referrals.models import Bar, PersonPair, PersonToMatch
from referrals.people.matcher import compare_anew
from referrals.same_people.actions import judge
from tests.builders import build_referral, child, compare_people
from tests.database import as_role
from tests.referrals.decisions.browsing import lines


def kit(**changes) -> dict:
    return child(**{"first_name": "Kit", "last_name": "Sumner", "address": "4 Low Road", **changes})


def keep_out(world, referral) -> None:
    with acting_as(world.manager):
        bar(referral.pk, person=world.screener, because=BarReason.RELATED, why="Her aunt.")


def just_arrived(world, *, by):
    """Return another referral, as it is before the matcher has looked at it."""
    referral = build_referral(world, people=[kit(first_name="Una", last_name="Pask", address="9 Far Road")], by=by)
    with as_role("mash_owner"):
        for person in referral.people.all():
            PersonToMatch.objects.create(person=person, hub=world.hub, at=timezone.now())
    return referral


def seen_by_the_screener(world) -> set:
    with acting_as(world.screener):
        return set(visible_referrals(world.screener))


def test_a_bar_holds_for_the_next_referral_from_the_moment_it_is_known_again(northvale):
    first = build_referral(northvale, people=[kit()])
    keep_out(northvale, first)
    second = build_referral(northvale, people=[kit()], by=northvale.social_worker)
    other = build_referral(northvale, people=[kit(first_name="Una", last_name="Pask", address="9 Far Road")])
    assert seen_by_the_screener(northvale) == {other}
    with acting_as(northvale.governance):
        carried = Bar.objects.get(reference=second.reference)
    assert (carried.match_labels, carried.reason, carried.because) == (
        ["Barred from another record of the same person"], "", "related",
    )  # fmt: skip
    assert [line.reference for line in lines("bar.suggested")] == [second.reference]


def test_a_bar_holds_for_earlier_referrals_too(northvale):
    first, second = (build_referral(northvale, people=[kit()]) for _ in range(2))
    keep_out(northvale, second)
    assert seen_by_the_screener(northvale) == {first}
    compare_people()
    assert seen_by_the_screener(northvale) == set()


def test_somebody_who_was_found_to_be_another_brings_no_bar(northvale):
    first, second = (build_referral(northvale, people=[kit()]) for _ in range(2))
    with acting_as(northvale.manager):
        pair = PersonPair.objects.get()
        judge(first, pair=pair, verdict=PersonPair.Verdict.DIFFERENT, why="Cousins.", by=northvale.manager)
    keep_out(northvale, first)
    compare_people()
    assert seen_by_the_screener(northvale) == {second}


def test_a_bar_that_governance_dismissed_does_not_come_back(northvale):
    first, second = (build_referral(northvale, people=[kit()]) for _ in range(2))
    keep_out(northvale, first)
    compare_people()
    with acting_as(northvale.governance):
        end_bar(Bar.objects.get(reference=second.reference), why="Another family.", by=northvale.governance)
    compare_people()
    assert seen_by_the_screener(northvale) == {second}


def test_only_background_work_carries_bars_over(northvale):
    with (
        acting_as(northvale.governance),
        pytest.raises(ProgrammingError, match="only background"),
        transaction.atomic(),
    ):
        carry_bars(by=northvale.governance, now=timezone.now())
    with acting_as_system():
        assert carry_bars(by=SYSTEM, now=timezone.now()) == 0
    with as_role("mash_owner"):
        assert not Bar.objects.exists()


def test_whoever_holds_a_bar_sees_no_new_case_until_everybody_in_it_is_compared(northvale):
    """From the moment it arrives: they wait for the second or two that the matcher takes, and nobody else does."""
    first = build_referral(northvale, people=[kit()])
    keep_out(northvale, first)
    new = just_arrived(northvale, by=northvale.social_worker)
    assert seen_by_the_screener(northvale) == set()
    with acting_as(northvale.second_manager):
        assert new in visible_referrals(northvale.second_manager)
    compare_people()
    assert seen_by_the_screener(northvale) == {new}


def test_they_see_what_they_keyed_in_themselves(northvale):
    first = build_referral(northvale, people=[kit()])
    keep_out(northvale, first)
    new = just_arrived(northvale, by=northvale.screener)
    assert seen_by_the_screener(northvale) == {new}


def test_comparing_everybody_anew_hides_nothing(northvale):
    first = build_referral(northvale, people=[kit()])
    other = build_referral(northvale, people=[kit(first_name="Una", last_name="Pask", address="9 Far Road")])
    keep_out(northvale, first)
    compare_people()
    with acting_as_system():
        compare_anew()
    assert seen_by_the_screener(northvale) == {other}
