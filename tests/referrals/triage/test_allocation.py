"""Claiming a case, allocating it and handing it back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connections

from mash.identity import acting_as
from mash.refusals import RuleViolation, StalePage
from referrals.access.who_can_see import who_can_see
from referrals.models import Referral
from referrals.triage.allocation import AlreadyTaken, allocate, claim, hand_back, workers_of

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=ZoneInfo("Europe/London"))


def worker_of(referral):
    return Referral.objects.get(pk=referral.pk).allocated_to


def named_readers(referral) -> set[str]:
    return {way.who for way in who_can_see(referral) if way.via == "person"}


def test_who_claims_a_case_has_it_and_a_grant(northvale, referral):
    with acting_as(northvale.screener):
        claim(referral, by=northvale.screener)
        assert worker_of(referral) == northvale.screener
        assert named_readers(referral) == {"Skyler Screener"}


def test_a_second_claimer_learns_who_claimed_it_and_when(northvale, referral):
    with acting_as(northvale.screener):
        claim(referral, by=northvale.screener, now=NOON)
    with (
        acting_as(northvale.social_worker),
        pytest.raises(AlreadyTaken, match=r"Skyler Screener .* on 1 June 2026 at midday"),
    ):
        claim(referral, by=northvale.social_worker)


def test_claiming_twice_changes_nothing(northvale, referral):
    with acting_as(northvale.screener):
        claim(referral, by=northvale.screener, now=NOON)
        version = Referral.objects.get(pk=referral.pk).version
        again = claim(referral, by=northvale.screener)
        assert (again.version, again.allocated_at) == (version, NOON)


def test_a_manager_gives_a_case_from_one_worker_to_another(northvale, referral):
    with acting_as(northvale.screener):
        claim(referral, by=northvale.screener)
    with acting_as(northvale.manager):
        allocate(referral, to=northvale.social_worker, by=northvale.manager)
        assert worker_of(referral) == northvale.social_worker
        assert named_readers(referral) == {"Sasha Socialworker"}


@pytest.mark.parametrize("part", ["police", "auditor", "administrator"])
def test_a_case_goes_only_to_the_hubs_own_team(northvale, referral, part):
    with acting_as(northvale.manager), pytest.raises(RuleViolation) as refused:
        allocate(referral, to=getattr(northvale, part), by=northvale.manager)
    assert refused.value.field == "worker"


def test_another_hubs_worker_is_not_in_the_team(northvale, southmere, referral):
    assert southmere.social_worker not in workers_of(northvale.hub)
    with acting_as(northvale.manager), pytest.raises(RuleViolation):
        allocate(referral, to=southmere.social_worker, by=northvale.manager)


def test_allocating_from_a_stale_page_is_refused(northvale, referral):
    with acting_as(northvale.screener):
        claim(referral, by=northvale.screener)
    with acting_as(northvale.manager), pytest.raises(StalePage, match="Skyler Screener"):
        allocate(referral, to=northvale.social_worker, by=northvale.manager, seen=1)


def test_a_case_handed_back_is_the_teams_again_with_its_reason(northvale, referral):
    with acting_as(northvale.screener):
        claim(referral, by=northvale.screener)
        hand_back(referral, reason="On leave tomorrow.", by=northvale.screener)
        assert worker_of(referral) is None
        assert named_readers(referral) == set()
        assert referral.notes.get().text == "Handed back to the team: On leave tomorrow."


def test_only_its_worker_or_a_manager_hands_a_case_back(northvale, referral):
    with acting_as(northvale.screener):
        claim(referral, by=northvale.screener)
    with acting_as(northvale.social_worker), pytest.raises(RuleViolation, match="Skyler Screener"):
        hand_back(referral, reason="Mine now", by=northvale.social_worker)
    with acting_as(northvale.manager):
        hand_back(referral, reason="They are ill.", by=northvale.manager)
        assert worker_of(referral) is None
        with pytest.raises(RuleViolation, match="Nobody has this case"):
            hand_back(referral, reason="Again", by=northvale.manager)


def test_a_restricted_case_keeps_its_readers_when_it_changes_hands(northvale, referral):
    with acting_as(northvale.manager):
        claim(referral, by=northvale.manager)
        Referral.objects.filter(pk=referral.pk).update(restricted=True, restricted_reason="high_risk")
        allocate(referral, to=northvale.social_worker, by=northvale.manager)
        assert named_readers(referral) == {"Morgan Manager", "Sasha Socialworker"}
    with acting_as(northvale.social_worker):
        assert worker_of(referral) == northvale.social_worker


def test_of_two_simultaneous_claims_one_succeeds_and_the_other_is_refused(transactional_db):
    from tests.builders import build_hub, build_referral

    world = build_hub("northvale")
    referral = build_referral(world)

    def try_to_claim(person) -> str:
        try:
            with acting_as(person):
                claim(referral, by=person)
            return "has it"
        except AlreadyTaken as refusal:
            return refusal.words
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as both:
        results = sorted(both.map(try_to_claim, [world.screener, world.social_worker]), key=len)
    assert results[0] == "has it"
    assert "took this case on" in results[1]
