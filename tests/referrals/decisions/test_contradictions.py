"""A contradictory decision needs a reason, which becomes part of the record."""

import pytest

from mash.refusals import RuleViolation
from referrals.decisions import actions
from referrals.decisions.contradictions import contradictions
from referrals.models import Decision
from tests.referrals.decisions.browsing import DRAFT, send, url
from tests.referrals.decisions.stories import child_decision, draft, sign

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
