"""Feedback to the referrer in safe words, closing, and reopening."""

import pytest
from django.urls import reverse

from audit.models import Event
from mash.identity import acting_as, acting_as_system
from mash.refusals import RuleViolation
from referrals import codes
from referrals.codes import Status
from referrals.decisions import actions, closing
from referrals.models import OutboxMessage, Referral, Referrer
from referrals.timing.request_state import request_states
from referrals.triage.telling import people_untold, record_never_told
from referrals.workflow import MoveNotAllowed
from tests.builders_requests import NOT_TOLD, build_basis
from tests.database import as_role
from tests.referrals.decisions.browsing import text
from tests.referrals.decisions.stories import HOUR, MONDAY, answered, build_asked_case, child_decision, triaged

LATER = MONDAY + 4 * HOUR
WORDING = "assessment_for_professional"


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
    assert closing.wordings_for(referral)[0].key == "protection_for_professional"


@pytest.mark.parametrize("answer", ["no", ""])
def test_no_email_goes_to_the_public_unless_they_said_it_is_safe(decided, acting, answer):
    with as_role("mash_owner"):
        Referrer.objects.update(is_professional=False, safe_to_email=answer)
    decided.refresh_from_db()
    wording = closing.wordings_for(decided)[0].key
    with pytest.raises(RuleViolation, match="safe to e-mail") as caught:
        tell(decided, acting, wording=wording)
    assert caught.value.field == "how"
    assert messages() == []


@pytest.mark.parametrize(("is_known", "answer", "marked"), [(False, "", None), (False, "yes", True), (True, "", False)])
def test_nor_to_a_professional_whom_nobody_has_checked(decided, acting, is_known, answer, marked):
    with as_role("mash_owner"):
        Referrer.objects.update(safe_to_email=answer)
        Referral.objects.update(created_by=decided.created_by if is_known else None)
    decided = Referral.objects.select_related("referrer").get(pk=decided.pk)
    if marked is None:
        with pytest.raises(RuleViolation, match="safe to e-mail"):
            tell(decided, acting)
    else:
        tell(decided, acting)
    assert ["to_public" in message.context for message in messages()] == ([] if marked is None else [marked])


def test_an_email_to_the_public_is_marked_as_such(decided, acting):
    with as_role("mash_owner"):
        Referrer.objects.update(is_professional=False, safe_to_email="yes")
    decided.refresh_from_db()
    tell(decided, acting, wording="considered_for_public")
    (message,) = messages()
    assert message.context["to_public"] == "yes"


def test_every_category_of_an_outcome_has_its_place_by_gravity():
    ended = {codes.FeedbackCategory.JOINED}
    assert {facts.feedback for facts in codes.OUTCOME_FACTS.values()} | ended == set(closing.BY_GRAVITY)


def _referred_by(referral, source):
    with as_role("mash_owner"):
        Referrer.objects.update(is_professional=False)
        Referral.objects.filter(pk=referral.pk).update(source_code=source)
    referral.refresh_from_db()
    return closing.wordings_for(referral)


def test_the_person_concerned_hears_as_such_what_was_decided(decided):
    offered = _referred_by(decided, codes.SourceCode.SELF)
    assert {wording.audience for wording in offered} == {codes.Audience.PERSON}
    assert offered[0].key == "assessment_for_person"


def test_a_relative_hears_as_the_public_unless_the_decision_maker_knows_a_parent(decided):
    offered = _referred_by(decided, codes.SourceCode.FAMILY)
    assert offered[0].key == "considered_for_public"
    assert "assessment_for_parent" in {wording.key for wording in offered}


def test_a_relative_of_an_unaccompanied_child_is_no_parent(northvale, acting, decide):
    alone = triaged(northvale)
    decide(alone, outcome=codes.Outcome.UNACCOMPANIED_CHILD)
    offered = _referred_by(alone, codes.SourceCode.FAMILY)
    assert {wording.audience for wording in offered} == {codes.Audience.PUBLIC}


@pytest.mark.parametrize("source", sorted(codes.PUBLIC_SOURCES - {codes.SourceCode.SELF, codes.SourceCode.FAMILY}))
def test_nobody_else_of_the_public_is_told_as_family(decided, source):
    assert {wording.audience for wording in _referred_by(decided, source)} == {codes.Audience.PUBLIC}


def test_a_professional_hears_why_nothing_more_is_done(northvale, acting, decide):
    referral = triaged(northvale)
    nothing = {"outcome": codes.Outcome.NO_FURTHER_ACTION, "outcome_reason": codes.OutcomeReason.NEEDS_MET}
    (first,) = decide(referral, **nothing, contradiction_reason="The school gives the help that is needed.")
    with acting_as(northvale.second_manager):
        actions.second_sign(referral, decisions=[first.pk], by=northvale.second_manager, now=LATER)
    assert closing.wordings_for(referral)[0].key == "no_further_action_needs_met"


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


def test_what_is_no_longer_waited_for_is_a_line_about_the_request(northvale, decide, acting):
    referral, requests = build_asked_case(northvale)
    decide(referral)
    tell(referral, acting)
    closing.close(referral, by=acting, now=LATER)
    with as_role("mash_owner"):
        lines = Event.objects.filter(code="request.released")
        assert {(line.reference, line.at, line.by_id) for line in lines} == {
            (request.reference, LATER, acting.pk) for request in requests.values()
        }


def test_a_case_closed_again_unchanged_has_a_clock_that_does_not_count(decided, acting):
    tell(decided, acting)
    closing.close(decided, by=acting, now=LATER)
    closing.reopen(decided, reason="New information.", by=acting, now=LATER + HOUR)
    with pytest.raises(RuleViolation, match="why nothing is changed"):
        closing.close(decided, by=acting, now=LATER + 2 * HOUR)
    closing.close(decided, reason="It was about somebody else.", by=acting, now=LATER + 2 * HOUR)
    clock = decided.clocks.filter(measure="final_decision").last()
    assert (clock.stopped_at, clock.replaced) == (LATER + 2 * HOUR, True)
    decided.refresh_from_db()
    assert (decided.next_due_at, decided.due_measure) == (None, "")


def test_before_a_decision_there_is_no_news_to_suggest(northvale, acting):
    undecided = triaged(northvale)
    assert not closing.may_be_told(undecided)
    assert closing.wordings_for(undecided) == []


def test_whoever_was_told_is_not_told_again_once_it_is_closed(decided, acting):
    assert closing.may_be_told(decided)
    feedback = tell(decided, acting)
    closing.close(decided, by=acting, now=LATER)
    decided.refresh_from_db()
    assert closing.told_since_decided(decided) == feedback
    assert not closing.may_be_told(decided)


# Who asks for silence, and who may not be who they say they are -------------------------------------------------------


def test_where_the_family_must_not_be_told_silence_is_asked_for_first(northvale, acting, decide):
    warned = triaged(northvale, concerns=[codes.Concern.HONOUR_BASED])
    decide(warned)
    offered = closing.wordings_for(warned)
    assert offered[0].key == "assessment_for_professional_quiet"
    assert "Please do not tell the family" in offered[0].text
    assert "assessment_for_professional" in {wording.key for wording in offered}


def test_nor_is_anybody_told_while_somebody_does_not_know_yet(northvale, acting, decide):
    untold = triaged(northvale)
    build_basis(northvale, untold, by=northvale.social_worker, **{**NOT_TOLD, "knows": codes.Knows.NOT_YET})
    untold.refresh_from_db()
    decide(untold)
    assert closing.wordings_for(untold)[0].key == "assessment_for_professional_quiet"


def test_nor_where_somebody_will_never_be_told(northvale, acting, decide):
    untold = triaged(northvale)
    build_basis(northvale, untold, by=northvale.social_worker, **NOT_TOLD)
    untold.refresh_from_db()
    people = [number for number, _ in people_untold(untold)]
    record_never_told(untold, people=people, reason="He would find them.", by=acting)
    untold.refresh_from_db()
    decide(untold)
    assert untold.tell_by is None
    assert closing.wordings_for(untold)[0].key == "assessment_for_professional_quiet"


def test_the_page_warns_of_somebody_who_does_not_know_and_has_no_letter(northvale, acting, as_person, decide):
    untold = triaged(northvale)
    build_basis(northvale, untold, by=northvale.social_worker, **NOT_TOLD)
    untold.refresh_from_db()
    decide(untold)
    manager, address = as_person(northvale.manager), reverse("referrals:feedback", args=[untold.reference])
    for page in (address, f"{address}?letter=0"):
        shown = text(manager.get(page))
        assert "Somebody in this case must not be told" in shown
        assert "There is no letter" in shown
        assert "Show it as a letter" not in shown


def test_of_another_worry_nobody_asks_for_it(decided):
    assert not [wording for wording in closing.wordings_for(decided) if wording.quiet]


def test_who_says_on_the_open_form_that_they_are_a_professional_reads_as_the_public_first(
    decided, northvale, as_person
):
    with as_role("mash_owner"):
        Referral.objects.update(created_by=None)
    decided.refresh_from_db()
    offered = closing.wordings_for(decided)
    assert offered[0].key == "considered_for_public"
    assert "assessment_for_professional" in {wording.key for wording in offered}
    page = as_person(northvale.manager).get(reverse("referrals:feedback", args=[decided.reference])).text
    assert "Nobody has confirmed who sent this" in page


def test_nobody_is_warned_of_a_sender_who_is_known(decided, northvale, as_person):
    page = as_person(northvale.manager).get(reverse("referrals:feedback", args=[decided.reference])).text
    assert "Nobody has confirmed who sent this" not in page


def test_what_is_still_to_be_notified_is_named_as_in_a_sentence(northvale, acting, decide):
    referral = triaged(northvale, concerns=[codes.Concern.FGM])
    decide(referral, fgm_duty="to_report", fgm_discovered_on=MONDAY.date())
    tell(referral, acting, wording=closing.wordings_for(referral)[0].key)
    with pytest.raises(RuleViolation, match="report of FGM to the police"):
        closing.close(referral, by=acting)
