"""What a decision must say before it is saved, apart from its form: the law's tests and the hub's, as tables."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from mash.refusals import RuleViolation
from referrals.decisions.rules import (
    check_hangs_together,
    check_subjects,
    checked,
    checked_views,
    contradictions_in,
    outcomes_for,
    thresholds_for,
    why_second_signature,
)
from referrals.models import Decision, Person, Referral
from tests.builders import build_referral, child
from tests.referrals.decisions.stories import MONDAY, adult_decision, child_decision

CHILD, UNBORN, ADULT = (Person(kind=kind, is_subject=True) for kind in ("child", "unborn", "adult"))
PARTS = ("needs", "risk", "protect")  # of the test in section 42(1) of the Care Act 2014


def limbs(**answers):
    return {part: {"answer": answers.get(part, "met"), "reason": f"Why {part}."} for part in PARTS}


def refused(subject, facts) -> str:
    """Return the field of the refusal, or an empty string."""
    try:
        checked([subject], facts)
    except RuleViolation as refusal:
        return refusal.field
    return ""


# Who may get which outcome. A child may be missing, fostered or dead only once born; adults have the Care Act's.
OF_CHILDREN = {"immediate_protection", "strategy_discussion", "assessment", "family_help", "transfer_in", "allegation"}
OF_BORN_CHILDREN = {"private_fostering", "return_interview", "unaccompanied_child", "child_death"}
OF_ADULTS = {
    *("s42_enquiry", "other_enquiry", "care_act_assessment", "carers_assessment", "care_management"),
    *("organisational_concern", "position_of_trust", "sar_referral"),
}
OF_ANYBODY = {"targeted_service", "open_to_worker", "transfer_out", "advice", "no_further_action"}


@pytest.mark.parametrize(
    ("kinds", "outcomes"),
    [
        (["child"], OF_CHILDREN | OF_BORN_CHILDREN | OF_ANYBODY),
        (["unborn"], OF_CHILDREN | OF_ANYBODY),
        (["child", "unborn"], OF_CHILDREN | OF_ANYBODY),
        (["adult"], OF_ADULTS | OF_ANYBODY),
        (["adult", "child"], OF_ANYBODY),
    ],
)
def test_an_outcome_is_open_to_its_kinds_of_people(kinds, outcomes):
    assert set(outcomes_for(kinds)) == outcomes


LEVELS, TEST = ["1", "2", "3", "4"], ["s42_met", "other_enquiry", "needs_only", "no_concern"]


@pytest.mark.parametrize(("kind", "values"), [("child", LEVELS), ("unborn", LEVELS), ("adult", TEST)])
def test_a_threshold_is_a_level_for_a_child_and_the_acts_test_for_an_adult(kind, values):
    assert thresholds_for(kind).values == values


def test_every_subject_must_be_open_to_the_outcome():
    facts = child_decision(outcome="private_fostering")
    assert checked([CHILD], facts)["outcome"] == "private_fostering"
    with pytest.raises(RuleViolation):
        checked([CHILD, UNBORN], facts)


# Section 42: which outcomes an adult may get when all three parts are met, and when one is not.
NOT_ENOUGH_ONCE_MET = {"no_further_action", "advice", "other_enquiry"}
NEEDS_ALL_MET = {"s42_enquiry"}


@pytest.mark.parametrize("unmet", [(), *[(part,) for part in PARTS], PARTS])
@pytest.mark.parametrize("outcome", sorted(OF_ADULTS | OF_ANYBODY))
def test_the_outcome_follows_from_the_three_parts(outcome, unmet):
    facts = adult_decision(
        outcome=outcome,
        outcome_reason="no_concern",
        threshold="other_enquiry" if unmet else "s42_met",
        limbs=limbs(**dict.fromkeys(unmet, "not_met")),
        contradiction_reason="As discussed.",
    )
    breaks = outcome in (NEEDS_ALL_MET if unmet else NOT_ENOUGH_ONCE_MET)
    assert refused(ADULT, facts) == ("outcome" if breaks else "")


@pytest.mark.parametrize("unmet", [(), *[(part,) for part in PARTS]])
@pytest.mark.parametrize("threshold", ["s42_met", "other_enquiry"])
def test_the_threshold_is_met_exactly_when_all_three_parts_are(threshold, unmet):
    facts = adult_decision(
        outcome="care_act_assessment", threshold=threshold, limbs=limbs(**dict.fromkeys(unmet, "not_met"))
    )
    assert refused(ADULT, facts) == ("" if (threshold == "s42_met") == (not unmet) else "threshold")


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(("missing", "field"), [({"answer": "perhaps"}, ""), ({"reason": " "}, "_reason")])
def test_each_part_has_an_answer_and_its_reason(part, missing, field):
    answers = limbs()
    answers[part] |= missing
    assert refused(ADULT, adult_decision(limbs=answers)) == f"{part}{field}"


def test_the_parts_are_kept_as_answered_and_nothing_beside_them():
    answers = limbs()
    answers["needs"]["more"] = "left over"
    kept_as = checked([ADULT], adult_decision(limbs={**answers, "fourth": {"answer": "met", "reason": "x"}}))["limbs"]
    assert kept_as == limbs()


# Mental Capacity Act 2005: capacity is presumed; to doubt it needs who assessed it and what support was given.
NEEDS_DETAIL = {"lacks", "lacks_supported", "doubted"}


@pytest.mark.parametrize("capacity", ["has", *sorted(NEEDS_DETAIL)])
@pytest.mark.parametrize("detail", ["", "  ", "Dr Example, 1 June."])
def test_doubt_of_capacity_has_its_detail(capacity, detail):
    facts = adult_decision(capacity=capacity, capacity_detail=detail)
    needed = capacity in NEEDS_DETAIL and not detail.strip()
    assert refused(ADULT, facts) == ("capacity_detail" if needed else "")


@pytest.mark.parametrize("wishes", ["", " ", "Stay at home."])
def test_wishes_that_were_expressed_are_written_down(wishes):
    assert refused(ADULT, adult_decision(wishes=wishes)) == ("" if wishes.strip() else "wishes")


def test_what_is_asked_about_adults_is_kept_for_adults_alone():
    mixed = {"capacity": "has", "capacity_detail": "Seen.", "wishes_asked": "expressed", "wishes": "Stay."}
    stored = checked([ADULT], adult_decision(**mixed))
    assert {name: stored[name] for name in mixed} == mixed
    assert not {*mixed, "limbs"} & checked([CHILD], child_decision(**mixed)).keys()


def test_every_answer_about_a_child_is_kept_as_given():
    facts = child_decision(also=["housing_duty", "police"])
    stored = checked([CHILD], facts)
    assert {name: stored[name] for name in facts} == facts
    assert checked([CHILD], child_decision(also=None))["also"] == []


@pytest.mark.parametrize(("outcome", "reason"), [("advice", ""), ("no_further_action", "no_concern")])
def test_a_reason_for_no_action_is_kept_only_with_no_action(outcome, reason):
    facts = child_decision(outcome=outcome, outcome_reason="no_concern", threshold="1", final_rating="blue")
    assert checked([CHILD], facts)["outcome_reason"] == reason


# Answers that pull apart ----------------------------------------------------------------------------------------------

APART = child_decision(threshold="1", final_rating="red", outcome="advice")


@pytest.mark.parametrize(
    ("reason", "field"), [("", "contradiction_reason"), (" ", "contradiction_reason"), ("So.", "")]
)
def test_answers_that_pull_apart_need_their_reason(reason, field):
    assert refused(CHILD, {**APART, "contradiction_reason": reason}) == field
    if not field:
        assert checked([CHILD], {**APART, "contradiction_reason": reason})["contradiction_reason"] == reason


def test_a_reason_left_over_goes_when_answers_agree():
    assert checked([CHILD], child_decision(contradiction_reason="Left over."))["contradiction_reason"] == ""


def test_a_saved_decision_is_judged_like_its_answers():
    names = ("threshold", "outcome", "final_rating")
    saved = Decision(**{name: APART[name] for name in names})
    assert contradictions_in(saved) == contradictions_in(APART) != []
    assert contradictions_in({}) == contradictions_in(Decision()) == []


@pytest.mark.parametrize(
    ("subject", "facts", "words"),
    [
        (CHILD, {}, ""),
        (CHILD, {"threshold": "s42_met"}, "threshold is not one"),
        (ADULT, {}, "threshold is not one"),
        (CHILD, APART, "Change the draft"),
        (CHILD, {**APART, "contradiction_reason": "As discussed."}, ""),
    ],
)
def test_an_old_draft_must_hang_together_when_it_is_signed(subject, facts, words):
    names = ("threshold", "outcome", "final_rating", "contradiction_reason")
    answers = {name: {**child_decision(), "contradiction_reason": "", **facts}[name] for name in names}
    old = SimpleNamespace(subject=subject, **answers)
    if not words:
        check_hangs_together(old)
        return
    with pytest.raises(RuleViolation, match=words) as refusal:
        check_hangs_together(old)
    assert refusal.value.field == "decisions"


# Whom a decision is about ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("people", "is_fine"),
    [
        ([], False),
        ([("child", True, 1)], True),
        ([("child", True, 1), ("unborn", True, 1)], True),
        ([("adult", True, 1), ("adult", True, 1)], True),
        ([("child", False, 1)], False),
        ([("child", True, 2)], False),
        ([("child", True, 1), ("child", True, 2)], False),
        ([("child", True, 1), ("adult", True, 1)], False),
        ([("unborn", True, 1), ("adult", True, 1)], False),
    ],
)
def test_a_decision_is_about_subjects_of_its_case_of_one_law(people, is_fine):
    subjects = [Person(kind=kind, is_subject=subject, referral_id=of) for kind, subject, of in people]
    if is_fine:
        check_subjects(Referral(pk=1), subjects)
        return
    with pytest.raises(RuleViolation) as refusal:
        check_subjects(Referral(pk=1), subjects)
    assert refusal.value.field == "subjects"


# A second look at what ends without action ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("earlier", "outcome", "words"),
    [
        ([200, 300], "no_further_action", "This is referral number 3 about this person in 12 months."),
        ([100, 200, 300], "no_further_action", "This is referral number 4 about this person in 12 months."),
        ([200], "no_further_action", ""),
        ([200, 400], "no_further_action", ""),
        ([], "no_further_action", ""),
        ([200, 300], "assessment", ""),
    ],
)
def test_the_third_referral_in_twelve_months_is_not_ended_by_a_single_manager(
    northvale, acting, earlier, outcome, words
):
    northvale.hub.second_signature_outcomes = []
    northvale.hub.save()
    person = {"nhs_number": "9990000018"}
    for days in earlier:
        build_referral(northvale, people=[child(**person)], now=MONDAY - timedelta(days=days))
    referral = build_referral(northvale, people=[child(**person)], now=MONDAY)
    decision = Decision(referral=referral, subject=referral.people.get(), outcome=outcome)
    assert why_second_signature(decision, acting) == words


def test_a_hub_may_ask_for_two_managers_on_an_outcome(northvale, acting, referral):
    referral.hub.second_signature_outcomes = ["assessment"]
    decision = Decision(referral=referral, subject=referral.people.get(), outcome="assessment")
    assert "second signature on “Child and family assessment, section 17”" in why_second_signature(decision, acting)


# What each agency thought of it ---------------------------------------------------------------------------------------


def test_each_agency_that_was_asked_has_a_view_and_nobody_else(northvale, case, acting):
    police, health, school = (northvale.agencies[kind].pk for kind in ("police", "health", "education"))
    views = [
        {"agency": police, "agrees": "disagrees", "reason": " Too low. ", "spoken_for_by": "Sgt Example"},
        {"agency": str(health), "agrees": "agrees"},
        {"agency": school, "agrees": "agrees"},
    ]
    assert {row["agency_id"]: row for row in checked_views(case[0], views)} == {
        police: {"agency_id": police, "agrees": "disagrees", "reason": "Too low.", "spoken_for_by": "Sgt Example"},
        health: {"agency_id": health, "agrees": "agrees", "reason": "", "spoken_for_by": ""},
    }


def test_an_agency_that_was_not_spoken_to_has_neither_reason_nor_name(northvale, case, acting):
    police = northvale.agencies["police"].pk
    left_over = {"agency": police, "agrees": "not_asked", "reason": "Left over.", "spoken_for_by": "Somebody"}
    for views in ([left_over], []):
        assert {(row["agrees"], row["reason"], row["spoken_for_by"]) for row in checked_views(case[0], views)} == {
            ("not_asked", "", "")
        }
