"""A contradictory decision needs a reason, which becomes part of the record."""

import pytest

from mash.refusals import RuleViolation
from referrals.codes import Concern, Knows, S42Limb
from referrals.decisions import actions
from referrals.decisions.contradictions import contradictions, leaving_contradictions
from referrals.models import Decision
from tests.builders import adult
from tests.builders_requests import NOT_TOLD, build_basis
from tests.referrals.decisions.browsing import DRAFT, send, url
from tests.referrals.decisions.stories import adult_decision, child_decision, draft, sign, triaged

APART = {"outcome": "emergency_protection", "threshold": "1", "final_rating": "blue"}


@pytest.mark.parametrize(
    ("threshold", "outcome", "rating", "count"),
    [
        ("4", "emergency_protection", "red", 0),
        ("4", "emergency_protection", "amber", 0),
        ("3", "strategy_discussion", "amber", 0),
        ("3", "assessment", "green", 0),
        ("2", "early_help", "amber", 0),
        ("1", "no_further_action", "blue", 0),
        ("3", "transfer_out", "red", 0),
        ("1", "emergency_protection", "blue", 2),
        ("4", "no_further_action", "red", 2),
        ("1", "assessment", "amber", 2),
        ("4", "assessment", "green", 1),
        ("s42_met", "s42_enquiry", "amber", 0),
        ("other_enquiry", "other_enquiry", "green", 0),
        ("needs_only", "care_act_assessment", "green", 0),
        ("no_concern", "care_act_assessment", "green", 1),
        ("s42_met", "s42_enquiry", "green", 1),
        ("no_concern", "no_further_action", "red", 2),
        ("", "assessment", "green", 0),
        ("nonsense", "assessment", "", 0),
    ],
)
def test_contradictory_answers_are_counted(threshold, outcome, rating, count):
    assert len(contradictions(threshold=threshold, outcome=outcome, final_rating=rating)) == count


def test_a_contradictory_draft_is_saved_only_with_a_reason(case, acting):
    with pytest.raises(RuleViolation, match="Immediate protection.* with a blue rating") as caught:
        draft(case[0], acting, child_decision(**APART))
    assert caught.value.field == "contradiction_reason"
    (decision,) = draft(case[0], acting, child_decision(**APART, contradiction_reason="Taken abroad tomorrow."))
    (signed,) = sign(case[0], [decision], acting)
    assert signed.frozen["decision"]["contradiction_reason"] == "Taken abroad tomorrow."


def test_a_reason_that_is_no_longer_needed_goes(case, acting):
    (decision,) = draft(case[0], acting, child_decision(**APART, contradiction_reason="Taken abroad tomorrow."))
    actions.amend(decision, facts=child_decision(contradiction_reason="Taken abroad tomorrow."), by=acting)
    assert Decision.objects.get(pk=decision.pk).contradiction_reason == ""


def test_a_draft_from_before_anybody_was_asked_is_not_signed(case, acting):
    (decision,) = draft(case[0], acting)
    Decision.objects.filter(pk=decision.pk).update(**APART)
    with pytest.raises(RuleViolation, match="Change the draft before you sign it"):
        sign(case[0], [decision], acting)


def test_the_page_names_what_pulls_apart_and_asks_why(as_person, northvale, shared):
    manager = as_person(northvale.manager)
    page = send(manager, url("decide", shared), **{**DRAFT, **APART})
    assert "Change them, or enter why they belong together" in page.text
    assert 'name="contradiction_reason"' in page.text
    assert "A pattern of neglect over a year." in page.text
    assert 'name="contradiction_reason"' not in manager.get(url("decide", shared) + "?afresh=1").text
    answers = {**DRAFT, **APART, "contradiction_reason": "Taken abroad tomorrow."}
    send(manager, url("decide", shared), **answers)
    assert "Taken abroad tomorrow." in manager.get(url("sign", shared)).text


# Where the family must not be told ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answers",
    [
        {"outcome": "early_help", "threshold": "3"},
        {"outcome": "targeted_service", "threshold": "3"},
        {"outcome": "family_help_section_17"},
        {"outcome": "section_20"},
        {"also": ["tell_family"], "route_details": {"tell_family": {"detail": "The school, today."}}},
        {"also": ["family_group"], "route_details": {"family_group": {"detail": "The council, by Friday."}}},
    ],
)
def test_what_tells_the_family_needs_a_reason_where_they_must_not_be_told(northvale, acting, answers):
    warned = triaged(northvale, concerns=[Concern.HONOUR_BASED])
    facts = child_decision(**{"also": [], **answers})
    with pytest.raises(RuleViolation, match="where the family must not be told") as refused:
        draft(warned, acting, facts)
    assert refused.value.field == "contradiction_reason"
    reason = "She asked for it, and her aunt alone is told."
    (saved,) = draft(warned, acting, {**facts, "contradiction_reason": reason})
    assert saved.contradiction_reason == reason
    # Of another worry the same answers need none
    assert draft(triaged(northvale), acting, facts)


@pytest.mark.parametrize("answer", [Knows.MUST_NOT, Knows.NOT_YET])
def test_so_it_does_where_somebody_does_not_know_of_the_sharing(northvale, acting, answer):
    case = triaged(northvale)
    build_basis(northvale, case, by=northvale.social_worker, **{**NOT_TOLD, "knows": answer})
    facts = child_decision(also=["tell_family"], route_details={"tell_family": {"detail": "The school, today."}})
    with pytest.raises(RuleViolation, match="where the family must not be told"):
        draft(case, acting, facts)
    assert draft(case, acting, child_decision())


def test_what_tells_nobody_needs_none_there_and_an_adult_agrees_for_themselves(northvale, acting):
    warned = triaged(northvale, concerns=[Concern.HONOUR_BASED])
    assert draft(warned, acting, child_decision())
    woman = triaged(northvale, concerns=[Concern.HONOUR_BASED], people=[adult()])
    service = adult_decision(
        outcome="targeted_service",
        threshold="no_concern",
        final_rating="blue",
        limbs={part: {"answer": "not_met", "reason": "Seen."} for part in S42Limb.values},
    )
    assert draft(woman, acting, service)


def test_a_draft_that_came_to_tell_the_family_is_not_signed(northvale, acting):
    warned = triaged(northvale, concerns=[Concern.HONOUR_BASED])
    (decision,) = draft(warned, acting)
    Decision.objects.filter(pk=decision.pk).update(also=["tell_family"])
    with pytest.raises(RuleViolation, match="where the family must not be told"):
        sign(warned, [decision], acting)


def test_the_page_asks_for_the_reason(northvale, as_person):
    warned, manager = triaged(northvale, concerns=[Concern.HONOUR_BASED]), as_person(northvale.manager)
    answers = {**DRAFT, "also": ["tell_family", "police"], "also_tell_family": "The school, today."}
    page = send(manager, url("decide", warned), **answers)
    assert "Telling the family what is decided” where the family must not be told" in page.text
    assert 'name="contradiction_reason"' in page.text


@pytest.mark.parametrize(("outcome", "clashes"), [("no_further_action", True), ("advice", True), ("assessment", False)])
def test_a_case_of_such_harm_is_left_with_a_reason_only(outcome, clashes):
    words = leaving_contradictions(outcome=outcome, suspected=["forced marriage"])
    assert bool(words) == clashes
    assert leaving_contradictions(outcome=outcome, suspected=[]) == []
