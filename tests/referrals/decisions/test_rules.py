"""What a decision must say before it is saved, apart from its form: the law's tests and the hub's, as tables."""

from datetime import timedelta

import pytest

from mash.identity import acting_as
from mash.refusals import RuleViolation
from referrals.codes import Capacity, Outcome, Rating, SharingPurpose
from referrals.decisions.further import section_47_gaps
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
from referrals.models import Decision, LawfulBasis, Person, Referral
from tests.builders import build_referral, child
from tests.referrals.decisions.stories import MONDAY, adult_decision, child_decision

CHILD, UNBORN, ADULT = (Person(kind=kind, is_subject=True) for kind in ("child", "unborn", "adult"))
SUBJECTS = {person.kind: person for person in (CHILD, UNBORN, ADULT)}
PARTS = ("needs", "risk", "protect")  # of the test in section 42(1) of the Care Act 2014


def limbs(**answers):
    return {part: {"answer": answers.get(part, "met"), "reason": f"Why {part}."} for part in PARTS}


@pytest.fixture
def refused(referral, acting):
    """Return refused(subject, …, facts): the field beside which they are refused, or an empty string."""

    def field(*subjects_and_facts) -> str:
        *subjects, facts = subjects_and_facts
        try:
            checked(referral, subjects, facts)
        except RuleViolation as refusal:
            return refusal.field
        return ""

    return field


# Who may get which outcome. A child may be missing, fostered or dead only once born, and nobody can take one into
# police protection, before a court or into accommodation before birth; adults have the Care Act's.
OF_CHILDREN = {
    *("strategy_discussion", "assessment", "family_help_section_17", "early_help"),
    *("transfer_in", "allegation"),
}
OF_BORN_CHILDREN = {
    *("emergency_protection", "section_20", "private_fostering", "return_interview"),
    *("unaccompanied_child", "child_death"),
}
OF_UNBORN_CHILDREN = {"pre_birth_assessment"}
OF_ADULTS = {
    *("s42_enquiry", "other_enquiry", "care_act_assessment", "carers_assessment", "care_management"),
    *("organisational_concern", "position_of_trust", "sar_referral"),
}
OF_ANYBODY = {"targeted_service", "open_to_worker", "transfer_out", "advice", "no_further_action"}
# Section 20 stood among immediate protection, and Family Help below and within section 17 was one. They are of children
# on old records, and nobody decides them any more.
ENDED = {"immediate_protection", "family_help"}

OPEN_TO = [
    (["child"], OF_CHILDREN | OF_BORN_CHILDREN | OF_ANYBODY),
    (["unborn"], OF_CHILDREN | OF_UNBORN_CHILDREN | OF_ANYBODY),
    (["child", "unborn"], OF_CHILDREN | OF_ANYBODY),
    (["adult"], OF_ADULTS | OF_ANYBODY),
    (["child", "adult"], OF_ANYBODY),
]


@pytest.mark.parametrize(("kinds", "outcomes"), OPEN_TO)
def test_an_outcome_is_open_to_its_kinds_of_people(kinds, outcomes):
    assert set(outcomes_for(kinds)) == (outcomes if "adult" in kinds else outcomes | ENDED)


@pytest.mark.parametrize(("kinds", "outcomes"), OPEN_TO)
def test_an_outcome_can_be_decided_today_unless_it_has_ended(refused, kinds, outcomes):
    people = [SUBJECTS[kind] for kind in kinds]
    for outcome in Outcome:
        reasons = dict.fromkeys(("contradiction_reason", "section_47_reason"), "As discussed.")
        facts = {"outcome": outcome, "outcome_reason": "no_concern", **reasons}
        if people == [ADULT]:
            test = {} if outcome == "s42_enquiry" else {"threshold": "other_enquiry", "limbs": limbs(risk="not_met")}
            facts = adult_decision(**facts, **test)
        else:
            facts = child_decision(**facts)
        assert refused(*people, facts) == ("" if outcome in outcomes else "outcome"), outcome


LEVELS, TEST = ["1", "2", "3", "4"], ["s42_met", "other_enquiry", "needs_only", "no_concern"]


@pytest.mark.parametrize(("kind", "values"), [("child", LEVELS), ("unborn", LEVELS), ("adult", TEST)])
def test_a_threshold_is_a_level_for_a_child_and_the_acts_test_for_an_adult(kind, values):
    assert thresholds_for(kind).values == values


def test_every_subject_must_be_open_to_the_outcome(refused):
    facts = child_decision(outcome="private_fostering")
    assert refused(CHILD, facts) == ""
    assert refused(CHILD, UNBORN, facts) == "outcome"


# Section 42: which outcomes an adult may get when all three parts are met, and when one is not. Where they are met, an
# outcome that is enough although nobody enquires needs the reason for that.
NOT_ENOUGH_ONCE_MET = {"no_further_action", "advice", "other_enquiry"}
NEEDS_ALL_MET = {"s42_enquiry"}


@pytest.mark.parametrize("unmet", [(), *[(part,) for part in PARTS], PARTS])
def test_the_outcome_follows_from_the_three_parts(refused, unmet):
    for outcome in OF_ADULTS | OF_ANYBODY:
        facts = adult_decision(
            outcome=outcome,
            outcome_reason="no_concern",
            threshold="other_enquiry" if unmet else "s42_met",
            limbs=limbs(**dict.fromkeys(unmet, "not_met")),
            contradiction_reason="As discussed.",
        )
        breaks = outcome in (NEEDS_ALL_MET if unmet else NOT_ENOUGH_ONCE_MET)
        unexplained = "" if unmet or outcome in NEEDS_ALL_MET else "no_enquiry_reason"
        assert refused(ADULT, facts) == ("outcome" if breaks else unexplained), outcome
        facts["no_enquiry_reason"] = "The hospital makes the enquiry."
        assert refused(ADULT, facts) == ("outcome" if breaks else ""), outcome


@pytest.mark.parametrize("unmet", [(), *[(part,) for part in PARTS]])
@pytest.mark.parametrize("threshold", ["s42_met", "other_enquiry"])
def test_the_threshold_is_met_exactly_when_all_three_parts_are(refused, threshold, unmet):
    facts = adult_decision(
        outcome="care_act_assessment",
        threshold=threshold,
        limbs=limbs(**dict.fromkeys(unmet, "not_met")),
        no_enquiry_reason="The hospital makes the enquiry.",
    )
    assert refused(ADULT, facts) == ("" if (threshold == "s42_met") == (not unmet) else "threshold")


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(("missing", "field"), [({"answer": "perhaps"}, ""), ({"reason": " "}, "_reason")])
def test_each_part_has_an_answer_and_its_reason(refused, part, missing, field):
    answers = limbs()
    answers[part] |= missing
    assert refused(ADULT, adult_decision(limbs=answers)) == f"{part}{field}"


def test_the_parts_are_kept_as_answered_and_nothing_beside_them(referral, acting):
    answers = limbs()
    answers["needs"]["more"] = "left over"
    facts = adult_decision(limbs={**answers, "fourth": {"answer": "met", "reason": "x"}})
    assert checked(referral, [ADULT], facts)["limbs"] == limbs()


# Mental Capacity Act 2005: capacity is presumed, and is of one decision at one time. To doubt it needs who assessed it
# and what support was given; to think of coercion, who may coerce the person and how.
NEEDS_DETAIL = {"lacks", "lacks_supported", "doubted", "coerced"}
OF_NO_DECISION = {"not_known"}


@pytest.mark.parametrize("capacity", Capacity.values)
def test_doubt_of_capacity_has_its_detail(refused, capacity):
    for detail in ("", "  ", "Dr Example, 1 June."):
        facts = adult_decision(capacity=capacity, capacity_detail=detail)
        needed = capacity in NEEDS_DETAIL and not detail.strip()
        assert refused(ADULT, facts) == ("capacity_detail" if needed else ""), detail


@pytest.mark.parametrize("capacity", Capacity.values)
def test_whatever_is_known_of_capacity_is_of_one_decision_on_one_day(refused, capacity):
    for name, empty in [("capacity_decision", ""), ("capacity_decision", " "), ("capacity_on", None)]:
        facts = adult_decision(capacity=capacity, capacity_detail="Dr Example, 1 June.", **{name: empty})
        assert refused(ADULT, facts) == ("" if capacity in OF_NO_DECISION else name), name


@pytest.mark.parametrize("wishes", ["", " ", "Stay at home."])
def test_wishes_that_were_expressed_are_written_down(refused, wishes):
    assert refused(ADULT, adult_decision(wishes=wishes)) == ("" if wishes.strip() else "wishes")


def test_what_is_asked_about_adults_is_kept_for_adults_alone(referral, acting):
    mixed = {"capacity": "has", "capacity_decision": "Where to live.", "capacity_on": MONDAY.date()}
    mixed |= {"capacity_detail": "Seen.", "wishes_asked": "expressed", "wishes": "Stay."}
    stored = checked(referral, [ADULT], adult_decision(**mixed))
    assert {name: stored[name] for name in mixed} == mixed
    assert not {*mixed, "limbs"} & checked(referral, [CHILD], child_decision(**mixed)).keys()


def test_every_answer_about_a_child_is_kept_as_given(referral, acting):
    facts = child_decision(also=["housing_duty", "police"])
    stored = checked(referral, [CHILD], facts)
    assert {name: stored[name] for name in facts} == facts
    assert checked(referral, [CHILD], child_decision(also=None))["also"] == []


@pytest.mark.parametrize(("outcome", "reason"), [("advice", ""), ("no_further_action", "no_concern")])
def test_a_reason_for_no_action_is_kept_only_with_no_action(referral, acting, outcome, reason):
    facts = child_decision(outcome=outcome, outcome_reason="no_concern", threshold="1", final_rating="blue")
    assert checked(referral, [CHILD], facts)["outcome_reason"] == reason


# Section 47 is for reasonable cause to suspect significant harm: the purpose of asking, the rating and a strategy
# discussion fit it, or somebody writes why it is section 47 all the same.
FITS = {"section_47", "immediate_safety"}
RED = {"outcome": "strategy_discussion", "final_rating": "red", "strategy_on": MONDAY.date()}


@pytest.mark.parametrize("purpose", [None, *SharingPurpose.values])
@pytest.mark.parametrize("rating", Rating.values)
@pytest.mark.parametrize("day", [None, MONDAY.date()])
def test_each_thing_that_does_not_fit_section_47_is_said(purpose, rating, day):
    basis = purpose and LawfulBasis(purpose=purpose)
    expected = [purpose is not None and purpose not in FITS, rating != "red", day is None]
    assert len(section_47_gaps(basis, {**RED, "final_rating": rating, "strategy_on": day})) == sum(expected)


def test_section_47_fits_where_the_purpose_for_the_adults_does():
    assert section_47_gaps(LawfulBasis(purpose="section_17", adult_purpose="immediate_safety"), RED) == []


@pytest.mark.parametrize(("reason", "field"), [("", "section_47_reason"), (" ", "section_47_reason"), ("So.", "")])
def test_section_47_that_does_not_fit_has_its_reason(refused, reason, field):
    facts = child_decision(**{**RED, "strategy_on": None}, threshold="4", section_47_reason=reason)
    assert refused(CHILD, facts) == field


# Answers that pull apart ----------------------------------------------------------------------------------------------

APART = child_decision(threshold="1", final_rating="red", outcome="advice")
NO_ACTION = {"threshold": "1", "final_rating": "blue", "outcome": "no_further_action"}


@pytest.mark.parametrize(
    ("reason", "field"), [("", "contradiction_reason"), (" ", "contradiction_reason"), ("So.", "")]
)
def test_answers_that_pull_apart_need_their_reason(referral, refused, reason, field):
    facts = {**APART, "contradiction_reason": reason}
    assert refused(CHILD, facts) == field
    if not field:
        assert checked(referral, [CHILD], facts)["contradiction_reason"] == reason


def test_a_reason_left_over_goes_when_answers_agree(referral, acting):
    facts = child_decision(contradiction_reason="Left over.")
    assert checked(referral, [CHILD], facts)["contradiction_reason"] == ""


@pytest.mark.parametrize("concern", ["neglect", "honour_based"])
def test_a_saved_decision_is_judged_like_its_answers(northvale, concern):
    referral = build_referral(northvale, concerns=[concern])
    names = ("threshold", "outcome", "final_rating")
    saved = Decision(**{name: APART[name] for name in names})
    with acting_as(northvale.manager):
        for facts, of_the_row, clash in ((APART, saved, True), ({}, Decision(), False)):
            clashes = contradictions_in(facts, referral, [CHILD])
            assert clashes == contradictions_in(of_the_row, referral, [CHILD])
            assert bool(clashes) == clash


def test_a_case_of_forced_marriage_is_not_left_without_a_reason(northvale):
    referral = build_referral(northvale, concerns=["honour_based"])
    nothing = {"outcome": "no_further_action", "outcome_reason": "withdrawn", "threshold": "1", "final_rating": "blue"}
    with acting_as(northvale.manager):
        [clash] = contradictions_in(nothing, referral, [CHILD])
        assert clash == "“No further action” where there may be honour-based abuse or forced marriage"


@pytest.mark.parametrize(
    ("subject", "facts", "words"),
    [
        (CHILD, {}, ""),
        (CHILD, {"threshold": "s42_met"}, "threshold does not fit"),
        (ADULT, {}, "threshold does not fit"),
        (CHILD, APART, "Change the draft"),
        (CHILD, {**APART, "contradiction_reason": "As discussed."}, ""),
        (CHILD, {**RED, "threshold": "4", "strategy_on": None}, "no date of a strategy discussion"),
        (CHILD, {"also": ["idva"]}, "Enter what is needed for “Independent domestic violence adviser"),
        (CHILD, {**NO_ACTION, "outcome_reason": "withdrawn"}, "Enter what was tried"),
        (ADULT, {"threshold": "s42_met", "limbs": limbs(), "final_rating": "red"}, "Enter why no section 42 enquiry"),
    ],
)
def test_an_old_draft_must_hang_together_when_it_is_signed(referral, acting, subject, facts, words):
    old = Decision(referral=referral, subject=subject, **{**child_decision(), **facts})
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
        ([200, 300], "advice", "This is referral number 3 about this person in 12 months."),
        ([200], "advice", ""),
        ([200, 300], "assessment", ""),
        ([200, 300], "early_help", ""),
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
