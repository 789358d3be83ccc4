"""From triage to a signed decision where the law asks for more: unborn, forced marriage, a death, an allegation."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from mash.identity import acting_as
from referrals import codes
from referrals.decisions.closing import wordings_for
from referrals.models import Decision
from tests.builders import adult, child
from tests.builders_requests import NOT_TOLD, as_typed, build_triaged
from tests.database import as_role
from tests.referrals.decisions.browsing import prefilled, send, text, url

UNBORN = {"kind": "unborn", "is_subject": True, "last_name": "Test", "expected_on": date(2027, 2, 1)}
DECIDED = {"rationale": "What is known, and what it means.", "next_steps": "Visit today.", "also": []}
NEXT_WEEK = timezone.localdate() + timedelta(days=7)
# The warning's own sentence: the note of the protection order begins with the same words.
WARNING = "Do not tell the family, and do not ask for the family’s agreement. It may put somebody in danger."
LIMBS = dict.fromkeys(codes.S42Limb.values, "met")


@pytest.fixture
def manager(as_person, northvale):
    return as_person(northvale.manager)


def on(name, day):
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


def decide(client, referral, **answers):
    page = send(client, url("decide", referral), **DECIDED, **answers)
    assert page.status_code == 302, text(page)


def signed_page(client, referral):
    assert send(client, url("sign", referral), declared="on").status_code == 302
    return text(client.get(url("decision", referral)))


def test_an_unborn_child_gets_a_pre_birth_assessment(manager, northvale):
    referral = build_triaged(northvale, people=[UNBORN], way="decide", rationale="Birth is near.")
    page = manager.get(url("decide", referral)).text
    assert "Pre-birth assessment" in page
    assert "Immediate protection: police protection" not in page, "there is none before birth"
    decide(manager, referral, outcome="pre_birth_assessment", threshold="4", final_rating="amber")
    assert "Pre-birth assessment" in signed_page(manager, referral)


def test_advice_on_an_unborn_child_takes_two_managers(manager, as_person, northvale):
    referral = build_triaged(northvale, level="green", people=[UNBORN], way="advice", rationale="A midwife leads.")
    decide(manager, referral, outcome="advice", threshold="1", final_rating="green")
    page = signed_page(manager, referral)
    assert "Waiting for a second signature" in page
    assert "It ends the hub’s work on an unborn child." in page
    second = as_person(northvale.second_manager)
    assert send(second, url("second_sign", referral), declared="on").status_code == 302
    assert "The case is “Decided”" in text(second.get(url("decision", referral)))


def test_a_forced_marriage_is_met_with_an_order_and_the_family_is_not_told(manager, northvale):
    girl = child(sex="F", date_of_birth=date(2010, 5, 1))
    referral = build_triaged(northvale, people=[girl], concerns=[codes.Concern.HONOUR_BASED], way="partners")
    purpose = {"purpose": codes.SharingPurpose.SECTION_47, "gateway": codes.StatutoryGateway.CHILD_ENQUIRIES}
    basis = as_typed(
        northvale, referral, **{**NOT_TOLD, **purpose, "tell_by": NEXT_WEEK}, necessity="She may be taken abroad."
    )
    page = send(manager, url("lawful_basis", referral), **basis)
    assert page.status_code == 302, text(page)
    section_47 = {"outcome": "strategy_discussion", "threshold": "4", "final_rating": "red"}
    answers = {**DECIDED, **section_47, **on("strategy_on", date(2026, 11, 30)), "also": ["fmpo"]}
    page = send(manager, url("decide", referral), **answers)
    assert "Enter what is needed for “Forced marriage protection order”" in text(page)
    assert WARNING in text(page)
    how = {"also_fmpo": "Legal services apply today. She is reached at school, by her tutor alone."}
    assert manager.post(url("decide", referral), {**prefilled(page), **answers, **how}).status_code == 302
    assert WARNING in text(manager.get(url("sign", referral)))
    page = signed_page(manager, referral)
    assert "Forced marriage protection order" in page
    assert how["also_fmpo"] in page
    # The school that told us is asked for silence, whatever was decided
    page = text(manager.get(url("feedback", referral)))
    assert WARNING in page
    with acting_as(northvale.manager):
        (first, *_) = wordings_for(referral)
    assert first.key == "protection_for_professional_quiet"
    assert "Please do not tell the family" in first.text


def test_the_death_of_a_child_is_notified_within_five_working_days(manager, northvale):
    referral = build_triaged(northvale, way="decide", rationale="The hospital told us.")
    details = {"also_serious_incident": "Died in hospital; neglect is suspected."}
    days = on("also_serious_incident_on", date(2026, 11, 23))
    incident = {"also": ["serious_incident"], **details, **days}
    death = {"outcome": "child_death", "threshold": "4", "final_rating": "red"}
    page = send(manager, url("decide", referral), **{**DECIDED, **death, **incident})
    assert page.status_code == 302, text(page)
    page = signed_page(manager, referral)
    assert "Child death procedures" in page
    assert "due by 30 November 2026" in page
    assert "Record a notification that the law asks for" in page
    made = {
        "notification": "serious_incident-1",
        "detail": "Told the Panel: SIN-7.",
        **on("made_on", date(2026, 11, 25)),
    }
    assert send(manager, url("notify", referral), **made).status_code == 302
    page = text(manager.get(url("case", referral)))
    assert "Notification made: serious incident notification" in page
    assert "Person 1, done on 25 November 2026 Told the Panel: SIN-7." in page


def test_an_allegation_goes_to_the_designated_officer(manager, northvale):
    referral = build_triaged(northvale, way="decide", rationale="About a coach.")
    decide_on = {"outcome": "allegation", "threshold": "3", "final_rating": "amber"}
    page = send(manager, url("decide", referral), **{**DECIDED, **decide_on, "also": ["lado", "police"]})
    assert page.status_code == 302, text(page)
    page = signed_page(manager, referral)
    assert "Allegation against a person who works with children (LADO)" in page
    assert "Designated officer (LADO); Police, for a suspected crime" in page


def test_an_adult_for_whom_the_duty_stands_does_not_leave_by_care_management_alone(manager, northvale):
    referral = build_triaged(northvale, people=[adult()], way="decide", rationale="She is known to us.")
    reasons = {f"{limb}_reason": "Seen at home." for limb in LIMBS}
    wishes = {"wishes_asked": "expressed", "wishes": "To stay at home."}
    capacity = {"capacity": "coerced", "capacity_decision": "Whether her son stays.", "capacity_detail": "He answers."}
    answers = {**DECIDED, **LIMBS, **reasons, **wishes, **capacity, **on("capacity_on", date(2026, 11, 30))}
    answers |= {"outcome": "care_management", "threshold": "s42_met", "final_rating": "amber"}
    page = send(manager, url("decide", referral), **answers)
    assert page.status_code == 200
    assert "Enter why no section 42 enquiry is made although all three parts of the test are met" in text(page)
    with acting_as(northvale.manager):
        assert not Decision.objects.exists()
    why = {"no_enquiry_reason": "The hospital trust makes the enquiry for the council and reports on Friday."}
    assert send(manager, url("decide", referral), **answers, **why).status_code == 302
    page = signed_page(manager, referral)
    assert why["no_enquiry_reason"] in page
    assert "Has capacity for this decision, but may be coerced" in page
    assert "Whether her son stays. (30 November 2026)" in page


def test_a_decision_signed_with_an_old_code_says_what_it_said(manager, northvale):
    referral = build_triaged(northvale, way="decide", rationale="At once.")
    decide(manager, referral, outcome="emergency_protection", threshold="4", final_rating="red")
    with as_role("mash_owner"):
        Decision.objects.update(outcome="immediate_protection", also=["marac"])
    page = signed_page(manager, referral)
    old = "Immediate protection (police protection, court order or section 20)"
    assert old in page
    assert "MARAC or independent domestic violence adviser" in page
    with as_role("mash_owner"):
        assert Decision.objects.get().frozen["decision"]["outcome_label"] == old
    assert old in text(manager.get(url("case", referral)))
