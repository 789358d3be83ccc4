"""What some answers of a decision call for besides: routes, section 47, section 42, too little information, FGM."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from mash.govuk.moments import words
from mash.identity import acting_as
from mash.refusals import RuleViolation
from referrals import codes
from referrals.decisions import actions
from referrals.decisions.decision_form import DecisionForm
from referrals.models import Decision
from tests.builders import adult, child
from tests.builders_requests import build_basis
from tests.database import as_role
from tests.referrals.decisions.browsing import DRAFT, send, text, url
from tests.referrals.decisions.stories import adult_decision, child_decision, draft, sign, subjects_of, triaged

DAY = date(2026, 6, 1)
SECTION_47 = {"outcome": "strategy_discussion", "threshold": "4", "final_rating": "red", "strategy_on": DAY}
NO_ACTION = {"outcome": "no_further_action", "threshold": "1", "final_rating": "blue"}


def refused(referral, by, facts):
    with pytest.raises(RuleViolation) as caught:
        draft(referral, by, facts)
    return caught.value


# Routes ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("route", "details", "field"),
    [
        ("idva", {}, "also_idva"),
        ("fmpo", {"fmpo": {"detail": " "}}, "also_fmpo"),
        ("serious_incident", {"serious_incident": {"detail": "Seriously harmed."}}, "also_serious_incident_on"),
        ("serious_incident", {"serious_incident": {"aware_on": DAY}}, "also_serious_incident"),
    ],
)
def test_a_route_says_what_it_needs(northvale, acting, route, details, field):
    facts = child_decision(also=[route], route_details=details)
    assert refused(triaged(northvale), acting, facts).field == field


def test_what_was_said_of_a_route_goes_with_it(northvale, acting):
    details = {"idva": {"detail": "By text, in school hours."}}
    referral = triaged(northvale)
    (drafted,) = draft(referral, acting, child_decision(also=["idva"], route_details=details))
    assert drafted.route_details == details
    amended = actions.amend(drafted, facts=child_decision(also=[], route_details=details), by=acting)
    assert amended.route_details == {}


def test_a_place_whose_law_is_not_yet_in_force_is_not_offered(northvale, acting, as_person):
    referral = triaged(northvale)
    assert 'value="csa_report"' not in as_person(northvale.manager).get(url("decide", referral)).text
    assert refused(referral, acting, child_decision(also=["csa_report"])).field == "also"


@pytest.mark.parametrize("gone", ["immediate_protection", "family_help"])
def test_an_outcome_that_has_ended_is_refused_and_old_records_keep_its_words(northvale, acting, as_person, gone):
    referral = triaged(northvale)
    assert refused(referral, acting, child_decision(outcome=gone, threshold="3")).field == "outcome"
    drafted = draft(referral, acting)
    Decision.objects.filter(pk=drafted[0].pk).update(outcome=gone, threshold="4", final_rating="red", also=["marac"])
    Decision.objects.filter(pk=drafted[0].pk).update(contradiction_reason="As it was.")
    sign(referral, drafted, acting)
    page = text(as_person(northvale.manager).get(url("decision", referral)))
    assert codes.Outcome(gone).label in page
    assert "MARAC or independent domestic violence adviser" in page


def test_a_pre_birth_assessment_is_for_an_unborn_child_only(northvale, acting):
    facts = child_decision(outcome="pre_birth_assessment")
    assert refused(triaged(northvale), acting, facts).field == "outcome"
    unborn = {"kind": "unborn", "is_subject": True, "last_name": "Test", "expected_on": date(2026, 9, 1)}
    (drafted,) = draft(triaged(northvale, people=[unborn]), acting, facts)
    assert drafted.outcome == "pre_birth_assessment"


# Section 47 -----------------------------------------------------------------------------------------------------------


def test_section_47_that_fits_asks_nothing(northvale, acting):
    referral = triaged(northvale)
    purpose = {"purpose": codes.SharingPurpose.SECTION_47, "gateway": codes.StatutoryGateway.CHILD_ENQUIRIES}
    build_basis(northvale, referral, **purpose, section_47_reason="Bruises in a pattern.")
    (drafted,) = draft(referral, acting, child_decision(**SECTION_47, section_47_reason="Left from before."))
    assert (drafted.strategy_on, drafted.section_47_reason) == (DAY, "")


@pytest.mark.parametrize(
    ("changes", "because"),
    [
        ({}, "agencies were asked “to decide whether a child is in need”"),
        ({"final_rating": "amber"}, "the final rating is amber"),
        ({"strategy_on": None}, "there is no date of a strategy discussion"),
    ],
)
def test_section_47_is_not_a_label(northvale, acting, changes, because):
    referral = triaged(northvale)
    build_basis(northvale, referral)
    refusal = refused(referral, acting, child_decision(**SECTION_47 | changes))
    assert refusal.field == "section_47_reason"
    assert because in refusal.words
    reason = {"section_47_reason": "The discussion is being arranged."}
    (signed,) = sign(referral, draft(referral, acting, child_decision(**SECTION_47 | changes | reason)), acting)
    frozen = {row["question"]: row["answer"] for row in signed.frozen["decision"]["further"]}
    assert frozen["Why it is section 47 all the same"] == "The discussion is being arranged."


def test_the_page_asks_why_it_is_section_47(northvale, as_person):
    manager, referral = as_person(northvale.manager), triaged(northvale)
    day = {"strategy_on_day": "", "strategy_on_month": "", "strategy_on_year": ""}
    answers = {**DRAFT, "also": [], "outcome": "strategy_discussion", "final_rating": "red", "threshold": "4", **day}
    page = send(manager, url("decide", referral), **answers)
    assert 'name="section_47_reason"' in page.text
    assert "there is no date of a strategy discussion" in page.text
    assert send(manager, url("decide", referral), **answers, section_47_reason="Tonight.").status_code == 302


# An adult for whom all three parts stand ------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", ["care_act_assessment", "care_management", "carers_assessment", "open_to_worker"])
def test_all_three_parts_met_and_no_enquiry_needs_a_reason(northvale, acting, outcome):
    referral = triaged(northvale, people=[adult()])
    assert refused(referral, acting, adult_decision(outcome=outcome)).field == "no_enquiry_reason"
    facts = adult_decision(outcome=outcome, no_enquiry_reason="The hospital makes the enquiry for the council.")
    (drafted,) = draft(referral, acting, facts)
    assert drafted.no_enquiry_reason


def test_a_reason_for_no_enquiry_goes_once_there_is_one(northvale, acting):
    referral = triaged(northvale, people=[adult()])
    assert draft(referral, acting, adult_decision(no_enquiry_reason="From before."))[0].no_enquiry_reason == ""


def test_a_draft_from_before_the_question_is_changed_before_it_is_signed(northvale, acting):
    referral = triaged(northvale, people=[adult()])
    drafted = draft(referral, acting, adult_decision())
    Decision.objects.update(outcome="care_management")
    with pytest.raises(RuleViolation, match="Change the draft before you sign it. Enter why no section 42 enquiry"):
        sign(referral, drafted, acting)


def test_the_limbs_ask_for_reasonable_cause_to_suspect(northvale, acting, as_person):
    referral = triaged(northvale, people=[adult()])
    manager = as_person(northvale.manager)
    asked = "Is there reasonable cause to suspect that an adult in the council’s area:"
    assert asked in text(manager.get(url("decide", referral)))
    sign(referral, draft(referral, acting, adult_decision()), acting)
    assert asked in text(manager.get(url("decision", referral)))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"capacity_decision": ""}, "capacity_decision"),
        ({"capacity_on": None}, "capacity_on"),
        ({"capacity": "coerced"}, "capacity_detail"),
    ],
)
def test_capacity_is_of_one_decision_at_one_time(northvale, acting, change, field):
    assert refused(triaged(northvale, people=[adult()]), acting, adult_decision(**change)).field == field


def test_not_known_capacity_names_no_decision(northvale, acting):
    facts = adult_decision(capacity="not_known", capacity_decision="", capacity_on=None)
    assert draft(triaged(northvale, people=[adult()]), acting, facts)[0].capacity == "not_known"


# Too little information, and a referrer who withdraws -----------------------------------------------------------------


@pytest.mark.parametrize("reason", ["not_enough_information", "withdrawn"])
@pytest.mark.parametrize("missing", ["attempts", "cover"])
def test_knowing_too_little_ends_nothing_by_itself(northvale, acting, reason, missing):
    referral = triaged(northvale)
    answers = {"attempts": "Rang three times, wrote, asked the school.", "cover": "The school sees her every day."}
    facts = child_decision(**NO_ACTION, outcome_reason=reason, **answers)
    assert refused(referral, acting, {**facts, missing: " "}).field == missing
    assert draft(referral, acting, facts)[0].cover == answers["cover"]


def test_another_reason_asks_for_neither(northvale, acting):
    facts = child_decision(**NO_ACTION, outcome_reason="needs_met", attempts="Rang.", cover="The school.")
    (drafted,) = draft(triaged(northvale), acting, facts)
    assert (drafted.attempts, drafted.cover) == ("", "")


def test_the_page_asks_what_was_tried(northvale, as_person):
    manager, referral = as_person(northvale.manager), triaged(northvale)
    answers = {**DRAFT, "also": [], **NO_ACTION, "outcome_reason": "withdrawn"}
    page = send(manager, url("decide", referral), **answers)
    assert "Enter what was tried to learn more" in page.text
    more = {"attempts": "Rang.", "cover": "The school."}
    assert send(manager, url("decide", referral), **answers, **more).status_code == 302


# The duty to tell the police of FGM -----------------------------------------------------------------------------------


def test_fgm_done_to_a_girl_is_asked_about(northvale, acting, as_person):
    referral = triaged(northvale, concerns=[codes.Concern.FGM], people=[child(sex="F")])
    assert 'name="fgm_duty"' in as_person(northvale.manager).get(url("decide", referral)).text
    assert refused(referral, acting, child_decision()).field == "fgm_duty"
    assert refused(referral, acting, child_decision(fgm_duty="to_report")).field == "fgm_discovered_on"
    (drafted,) = draft(referral, acting, child_decision(fgm_duty="to_report", fgm_discovered_on=date(2026, 1, 31)))
    (signed,) = sign(referral, [drafted], acting)
    frozen = [row["answer"] for row in signed.frozen["decision"]["further"]]
    assert f"{words(date(2026, 1, 31))}. The police are told by {words(date(2026, 2, 28))}." in frozen


@pytest.mark.parametrize(
    ("concerns", "person"), [([codes.Concern.NEGLECT], child(sex="F")), ([codes.Concern.FGM], child(sex="M"))]
)
def test_it_is_not_asked_where_it_cannot_apply(northvale, acting, as_person, concerns, person):
    referral = triaged(northvale, concerns=concerns, people=[person])
    assert 'name="fgm_duty"' not in as_person(northvale.manager).get(url("decide", referral)).text
    assert draft(referral, acting, child_decision(fgm_duty="to_report"))[0].fgm_duty == ""


def test_a_correction_starts_from_every_further_answer(northvale, acting):
    referral = triaged(northvale)
    details = {"idva": {"detail": "By text."}}
    facts = child_decision(**SECTION_47 | {"final_rating": "amber"}, section_47_reason="So it is.", also=["idva"])
    (old,) = sign(referral, draft(referral, acting, facts | {"route_details": details}), acting)
    (new,) = actions.correct(referral, subjects=subjects_of(referral), reason="A word.", by=acting)
    names = ("strategy_on", "section_47_reason", "route_details")
    with as_role("mash_owner"):
        assert [getattr(new, name) for name in names] == [getattr(old, name) for name in names]


# Days of what has happened --------------------------------------------------------------------------------------------


def test_what_has_happened_is_not_of_tomorrow(northvale):
    tomorrow = timezone.localdate() + timedelta(days=1)
    with acting_as(northvale.manager):
        referral = triaged(northvale, concerns=[codes.Concern.FGM])
        incident = {"serious_incident": {"detail": "Harmed.", "aware_on": tomorrow}}
        woman = triaged(northvale, people=[adult()])
        fgm = {"fgm_duty": "not_known"}
        for case, facts, field in [
            (
                referral,
                child_decision(**fgm, also=["serious_incident"], route_details=incident),
                "also_serious_incident_on",
            ),
            (referral, child_decision(fgm_duty="to_report", fgm_discovered_on=tomorrow), "fgm_discovered_on"),
            (woman, adult_decision(capacity_on=tomorrow), "capacity_on"),
        ]:
            with pytest.raises(RuleViolation, match="must be today or in the past") as refused:
                draft(case, northvale.manager, facts)
            assert refused.value.field == field


def test_the_page_asks_for_a_day_in_the_past(northvale):
    with acting_as(northvale.manager):
        woman = triaged(northvale, people=[adult()])
        form = DecisionForm(referral=woman, subjects=list(woman.people.all()), items=[], agencies=[])
    assert form.fields["capacity_on"].past
