"""Feedback to the referrer in safe words, closing, and reopening."""

import pytest

from mash.identity import acting_as_system
from mash.refusals import RuleViolation
from referrals import codes
from referrals.codes import Status
from referrals.decisions import closing
from referrals.models import OutboxMessage, Referrer
from referrals.timing.request_state import request_states
from referrals.workflow import MoveNotAllowed
from tests.database import as_role
from tests.referrals.decisions.stories import HOUR, MONDAY, answered, build_asked_case, child_decision, triaged

LATER = MONDAY + 4 * HOUR
WORDING = "professional_assessment"


@pytest.fixture
def decided(northvale, decide, acting):
    referral = triaged(northvale)
    decide(referral)
    referral.refresh_from_db()
    return referral


def tell(referral, by, **changes):
    return closing.send_feedback(referral, **{"wording": WORDING, "how": "email", "by": by, "now": LATER, **changes})


def messages():
    with acting_as_system():
        return list(OutboxMessage.objects.filter(template="feedback"))


def test_feedback_goes_out_with_a_reference_and_a_wording_and_nothing_else(decided, acting):
    tell(decided, acting)
    (message,) = messages()
    assert message.to == "teacher@school.example"
    assert message.context == {"reference": decided.reference, "wording": WORDING}
    decided.refresh_from_db()
    assert decided.next_due_at is None
    assert not decided.clocks.filter(stopped_at=None).exists()


def test_feedback_is_given_once(decided, acting):
    tell(decided, acting)
    with pytest.raises(RuleViolation, match="already recorded"):
        tell(decided, acting)
    assert len(messages()) == 1


def test_told_by_phone_sends_nothing(decided, acting):
    feedback = tell(decided, acting, how="phone")
    assert feedback.text == codes.WORDINGS_BY_KEY[WORDING].text
    assert messages() == []


def test_without_an_address_another_way_is_asked_for(decided, acting):
    with as_role("mash_owner"):
        Referrer.objects.update(email="")
    with pytest.raises(RuleViolation) as caught:
        tell(decided, acting)
    assert caught.value.field == "how"


def test_the_public_never_hear_what_professionals_hear(decided, acting):
    with as_role("mash_owner"):
        Referrer.objects.update(is_professional=False)
    decided.refresh_from_db()
    assert {wording.audience for wording in closing.wordings_for(decided)} == {codes.Audience.PUBLIC}
    with pytest.raises(RuleViolation, match="Select what to tell"):
        tell(decided, acting)


def test_the_gravest_news_is_offered_first(northvale, acting, decide):
    referral = triaged(northvale)
    decide(referral, outcome=codes.Outcome.STRATEGY_DISCUSSION, section_47_reason="Known since.")
    assert closing.wordings_for(referral)[0].key == "professional_protection"


def test_a_case_closes_only_after_the_referrer_was_told(decided, acting):
    with pytest.raises(RuleViolation, match="Tell the referrer"):
        closing.close(decided, by=acting)
    tell(decided, acting)
    closing.close(decided, by=acting, now=LATER)
    decided.refresh_from_db()
    assert decided.status == Status.CLOSED


def test_a_reason_for_not_telling_closes_it_too(decided, acting):
    with pytest.raises(RuleViolation):
        closing.excuse_feedback(decided, reason=" ", by=acting)
    closing.excuse_feedback(decided, reason="They left no way to reach them.", by=acting, now=LATER)
    closing.close(decided, by=acting, now=LATER)
    assert decided.feedback.get().not_sent_reason == "They left no way to reach them."


def test_nothing_is_told_before_it_is_decided(northvale, acting):
    with pytest.raises(MoveNotAllowed):
        tell(triaged(northvale), acting)


def test_reopened_it_is_decided_and_told_anew(decided, acting):
    from referrals.decisions import actions

    tell(decided, acting)
    closing.close(decided, by=acting, now=LATER)
    with pytest.raises(RuleViolation, match="why"):
        closing.reopen(decided, reason="", by=acting)
    closing.reopen(decided, reason="New information.", by=acting, now=LATER + HOUR)
    decided.refresh_from_db()
    assert (decided.status, decided.due_measure) == (Status.DECIDING, "final_decision")
    subjects = list(decided.people.filter(is_subject=True))
    (new,) = actions.correct(decided, subjects=subjects, reason="New information.", by=acting, now=LATER + HOUR)
    actions.amend(new, facts=child_decision(), by=acting, now=LATER + HOUR)
    actions.sign(decided, decisions=[new.pk], by=acting, now=LATER + 2 * HOUR)
    with pytest.raises(RuleViolation, match="Tell the referrer"):
        closing.close(decided, by=acting)
    tell(decided, acting, now=LATER + 3 * HOUR)
    closing.close(decided, by=acting, now=LATER + 3 * HOUR)


def test_closing_stops_waiting_for_what_the_decision_was_made_without(northvale, decide, acting):
    referral, requests = build_asked_case(northvale)
    answered(requests["police"], by=northvale.police, outcome="nothing_known")
    decide(referral)
    tell(referral, acting)
    closing.close(referral, by=acting, now=LATER)
    states = {state.agency: state.words for state in request_states(referral, LATER)}
    assert states == {"Northvale police": "Answered", "Northvale health": "No longer waited for"}
    assert not referral.requests.open().exists()


def test_an_agency_may_still_answer_after_the_case_is_closed(northvale, decide, acting):
    referral, requests = build_asked_case(northvale)
    decide(referral)
    tell(referral, acting)
    closing.close(referral, by=acting, now=LATER)
    answered(requests["health"], by=northvale.health, outcome="nothing_known", now=LATER + HOUR)
    states = {state.agency: state.words for state in request_states(referral, LATER + HOUR)}
    assert states["Northvale health"] == "Answered"
