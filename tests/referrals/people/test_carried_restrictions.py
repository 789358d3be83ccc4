"""A restriction follows somebody to their next case, until a manager who is named for it decides."""

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone

from agencies.models import User
from audit.recording import SYSTEM
from mash.identity import acting_as, acting_as_system
from mash.refusals import RuleViolation, StalePage
from referrals.access.bars import bar
from referrals.access.break_glass import existence_cards
from referrals.access.carried import carry_restrictions
from referrals.access.visible import visible_referrals
from referrals.casefile.actions import decide_carried, restrict
from referrals.codes import BarReason
from referrals.models import PersonPair, Restriction
from referrals.same_people.actions import judge
from referrals.triage.allocation import allocate
from tests.builders import browser, build_referral, child, compare_people
from tests.database import as_role
from tests.referrals.casefile.hidden import posted
from tests.referrals.decisions.browsing import lines


def wren(**changes) -> dict:
    return child(**{"first_name": "Wren", "last_name": "Tolgus", "address": "8 Low Road", **changes})


def hide(world, referral, *people) -> None:
    with acting_as(world.manager):
        restrict(referral, reason="live_investigation", people=people, by=world.manager)


def seen_by(person) -> set:
    with acting_as(person):
        return set(visible_referrals(person))


def decide(referral, *, keep, by, **answers) -> None:
    with acting_as(by):
        decide_carried(referral, keep=keep, by=by, **{"why": "Asked the police.", **answers})


@pytest.fixture
def hidden(northvale):
    """A restricted record of her, which its manager and a social worker see."""
    referral = build_referral(northvale, people=[wren()])
    hide(northvale, referral, northvale.social_worker)
    return referral


def test_only_whoever_is_named_for_the_record_sees_the_new_referral(northvale, hidden):
    new = build_referral(northvale, people=[wren()])
    for person in (northvale.manager, northvale.social_worker):
        assert seen_by(person) == {hidden, new}
    for person in (northvale.screener, northvale.second_manager):
        assert seen_by(person) == set()
    with acting_as(northvale.manager):
        carried = Restriction.objects.get(referral=new)
    assert (carried.carried_from_id, carried.by, carried.reason) == (hidden.pk, northvale.manager, "carried")
    (written,) = [line for line in lines("referral.restricted") if line.reference == new.reference]
    assert written.detail["named"] == sorted([northvale.manager.pk, northvale.social_worker.pk])


def test_a_page_that_was_open_is_out_of_date(northvale, hidden):
    new = build_referral(northvale, people=[wren()])
    with acting_as(northvale.manager):
        (now,) = visible_referrals(northvale.manager).filter(pk=new.pk)
    assert (now.version, now.changed_by) == (new.version + 1, "The service")


def test_somebody_who_is_only_possibly_the_same_brings_no_restriction(northvale, hidden):
    other = build_referral(northvale, people=[wren(date_of_birth=None, address="")])
    assert other in seen_by(northvale.screener)


def test_an_older_case_stays_open_and_shows_that_a_record_exists(northvale):
    older, newer = (build_referral(northvale, people=[wren()]) for _ in range(2))
    hide(northvale, newer)
    compare_people()
    assert seen_by(northvale.screener) == {older}
    with acting_as(northvale.screener):
        assert len(existence_cards(older)) == 1


def test_whoever_is_barred_from_the_new_referral_is_not_named_for_it(northvale, hidden):
    with acting_as(northvale.manager):
        bar(hidden.pk, person=northvale.social_worker, because=BarReason.RELATED, why="Her aunt.")
    new = build_referral(northvale, people=[wren()])
    assert seen_by(northvale.social_worker) == set()
    assert seen_by(northvale.manager) == {hidden, new}


def test_where_no_manager_named_for_it_is_there_those_of_the_hub_decide(northvale, hidden):
    with as_role("mash_owner"):
        User.objects.filter(pk=northvale.manager.pk).update(is_active=False)
    new = build_referral(northvale, people=[wren()])
    assert seen_by(northvale.second_manager) == {new}
    assert seen_by(northvale.social_worker) == {hidden, new}


def test_whoever_had_it_is_told_plainly(northvale, hidden):
    new = build_referral(northvale, people=[wren()], by=northvale.screener)
    page = browser(northvale.screener).get(reverse("referrals:case", args=[new.reference]))
    assert page.status_code == 404
    assert "This case was restricted, because somebody in it may be in a restricted record" in page.content.decode()
    assert [message.to for message in posted("sight_lost")] == [northvale.screener.email]
    stranger = browser(northvale.second_manager).get(reverse("referrals:case", args=[new.reference]))
    assert "was restricted" not in stranger.content.decode()


def test_it_waits_for_the_manager_who_is_named(northvale, hidden):
    new = build_referral(northvale, people=[wren()])
    client = browser(northvale.manager)
    assert "you decide whether it stays restricted" in client.get(reverse("referrals:needs")).content.decode()
    assert {message.to for message in posted("restriction_carried")} == {
        northvale.manager.email, northvale.social_worker.email,
    }  # fmt: skip
    page = client.get(reverse("referrals:decide_restriction", args=[new.reference]))
    assert "Does this case stay restricted?" in page.content.decode()


def test_the_manager_lifts_it_and_it_does_not_come_back(northvale, hidden):
    new = build_referral(northvale, people=[wren()])
    decide(new, keep=False, by=northvale.manager)
    compare_people()
    assert seen_by(northvale.screener) == {new}
    with acting_as(northvale.screener):
        assert len(existence_cards(new)) == 1


def test_the_manager_keeps_it_for_a_reason_of_its_own(northvale, hidden):
    new = build_referral(northvale, people=[wren()])
    decide(new, keep=True, reason="high_risk", by=northvale.manager)
    assert new not in seen_by(northvale.screener)
    with acting_as(northvale.manager):
        assert Restriction.objects.get(referral=new).reason == "high_risk"
        assert "Asked the police." in new.notes.get().text
        with pytest.raises(RuleViolation, match="decided about this restriction already"):
            decide_carried(new, keep=True, reason="other", why="Once more.", by=northvale.manager)


@pytest.mark.parametrize(("answers", "field"), [({"reason": ""}, "reason"), ({"why": " "}, "why")])
def test_a_decision_needs_its_reasons(northvale, hidden, answers, field):
    new = build_referral(northvale, people=[wren()])
    with pytest.raises(RuleViolation) as refusal:
        decide(new, keep=True, by=northvale.manager, **{"reason": "high_risk", **answers})
    assert refusal.value.field == field


def test_one_that_was_lifted_is_not_carried_on_from_a_third_case(northvale, hidden):
    second, third = (build_referral(northvale, people=[wren()]) for _ in range(2))
    decide(third, keep=False, by=northvale.manager)
    compare_people()
    assert seen_by(northvale.screener) == {third}
    assert second not in seen_by(northvale.screener)


def test_linking_an_open_case_to_a_restricted_one_restricts_it(northvale, hidden):
    """Its worker, who is not named, loses it and is told; both sides see it in their logs."""
    other = build_referral(northvale, people=[wren(date_of_birth=None, address="")])
    with acting_as(northvale.manager):
        allocate(other, to=northvale.screener, by=northvale.manager)
        pair = PersonPair.objects.get()
        judge(other, pair=pair, verdict=PersonPair.Verdict.SAME, why="The school.", by=northvale.manager)
    assert seen_by(northvale.screener) == set()
    assert seen_by(northvale.social_worker) == {hidden, other}
    assert [message.to for message in posted("sight_lost")] == [northvale.screener.email]
    assert [message.to for message in posted("restriction_carried")] == [northvale.social_worker.email]


def test_only_background_work_carries_restrictions_over(northvale):
    with (
        acting_as(northvale.governance),
        pytest.raises(ProgrammingError, match="only background"),
        transaction.atomic(),
    ):
        carry_restrictions(by=northvale.governance, now=timezone.now())
    with acting_as_system():
        assert carry_restrictions(by=SYSTEM, now=timezone.now()) == 0


@pytest.mark.parametrize(
    ("answers", "restricted"), [({"keep": "yes", "reason": "high_risk"}, True), ({"keep": "no"}, False)]
)
def test_the_page_that_decides(northvale, hidden, as_person, answers, restricted):
    new = build_referral(northvale, people=[wren()])
    client, address = as_person(northvale.manager), reverse("referrals:decide_restriction", args=[new.reference])
    seen = client.get(address).context["form"]["seen"].value()
    assert "There is a problem" in client.post(address, {**answers, "seen": seen}).text  # without a reason
    assert client.post(address, {**answers, "why": "Asked the police.", "seen": seen}).status_code == 302
    assert (new not in seen_by(northvale.screener)) == restricted
    assert client.get(address).status_code == 302  # there is nothing left to decide


def test_nothing_is_decided_from_a_page_that_is_out_of_date(northvale, hidden):
    new = build_referral(northvale, people=[wren()])
    with acting_as(northvale.manager), pytest.raises(StalePage):
        decide_carried(new, keep=False, why="Asked.", by=northvale.manager, seen=new.version)


def test_where_an_allocated_worker_lost_it_the_page_says_so(northvale, hidden):
    other = build_referral(northvale, people=[wren(date_of_birth=None, address="")])
    with acting_as(northvale.manager):
        allocate(other, to=northvale.screener, by=northvale.manager)
        judge(
            other,
            pair=PersonPair.objects.get(),
            verdict=PersonPair.Verdict.SAME,
            why="The school.",
            by=northvale.manager,
        )
    page = browser(northvale.manager).get(reverse("referrals:decide_restriction", args=[other.reference])).text
    assert "It is allocated to Skyler Screener." in page


def test_whoever_is_joined_through_others_takes_the_stricter_wall_too(northvale, hidden):
    """The school's two cases were found to be of one girl before; she is now found to be whom the record is about."""
    first, second = (build_referral(northvale, people=[wren(date_of_birth=None, address="")]) for _ in range(2))
    same = PersonPair.Verdict.SAME
    with acting_as(northvale.manager):
        cases = {case.pk for case in (first, second)}
        known = PersonPair.objects.get(first_referral__in=cases, second_referral__in=cases)
        judge(first, pair=known, verdict=same, why="The school.", by=northvale.manager)
        pair = (
            PersonPair.objects.exclude(pk=known.pk)
            .filter(first_referral__in=[hidden, first])
            .filter(second_referral__in=[hidden, first])
        )
        judge(first, pair=pair.get(), verdict=same, why="The police.", by=northvale.manager)
    assert seen_by(northvale.screener) == set()
    assert seen_by(northvale.social_worker) == {hidden, first, second}
