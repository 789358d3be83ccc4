"""The further questions that some answers of a decision call for: when each is asked, checked and frozen."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from mash.govuk.moments import words
from mash.govuk.wording import in_sentence
from mash.refusals import RuleViolation
from referrals import codes
from referrals.codes import lists
from referrals.codes.offering import refuse_not_offered
from referrals.models import Decision, LawfulBasis, Person, Referral
from referrals.overview.notifications import fgm_due_on, route_due_on

TEXTS = ("section_47_reason", "no_enquiry_reason", "attempts", "cover", "fgm_duty")
DATES = ("strategy_on", "fgm_discovered_on")
# They say that the hub knows too little. That ends nothing: what was tried, and who looks after the person, is said.
ENDS_NOTHING = {codes.OutcomeReason.NOT_ENOUGH_INFORMATION, codes.OutcomeReason.WITHDRAWN}
FITS_SECTION_47 = {codes.SharingPurpose.SECTION_47, codes.SharingPurpose.IMMEDIATE_SAFETY}
NO_ENQUIRY = "Enter why no section 42 enquiry is made although all three parts of the test are met."

QUESTIONS = {
    "strategy_on": "Strategy discussion",
    "section_47_reason": "Why it is section 47 all the same",
    "no_enquiry_reason": "Why there is no section 42 enquiry",
    "attempts": "What was tried to learn more",
    "cover": "Who looks after the person meanwhile",
    "fgm_duty": "Was FGM told by the girl, or seen, by a healthcare professional or teacher?",
    "fgm_discovered_on": "When they were told or saw it",
}


def routes_with_needs(routes: Iterable[str]) -> list[codes.OnwardRoute]:
    """Return those of these routes that ask for something, in the order of the list."""
    chosen = set(routes)
    return [route for route in codes.OnwardRoute if route in chosen and codes.ROUTE_FACTS[route].needs]


def says_too_little(answers: Mapping[str, Any]) -> bool:
    return answers.get("outcome_reason") in ENDS_NOTHING


def leaves_without_enquiry(outcome: str, limbs: Iterable[str]) -> bool:
    """Whether all three parts of the section 42 test are met and the outcome makes no enquiry."""
    answers = list(limbs)
    all_met = len(answers) == len(codes.S42Limb) and all(answer == codes.LimbAnswer.MET for answer in answers)
    return bool(outcome) and all_met and outcome != codes.Outcome.S42_ENQUIRY


def asks_about_fgm(referral: Referral, subjects: Iterable[Person]) -> bool:
    """Whether the duty to tell the police of FGM may apply: a concern of it, about a child who may be a girl."""
    may_be_a_girl = any(person.kind == codes.PersonKind.CHILD and person.sex != codes.Sex.MALE for person in subjects)
    return codes.Concern.FGM in referral.known_concerns and may_be_a_girl


def section_47_gaps(basis: LawfulBasis | None, answers: Mapping[str, Any]) -> list[str]:
    """Return in words what does not fit section 47; none while another outcome, or no rating, is selected.

    It is for reasonable cause to suspect significant harm: so the purpose of asking, a red rating and a strategy
    discussion go with it.
    """
    rating = answers.get("final_rating")
    if answers.get("outcome") != codes.Outcome.STRATEGY_DISCUSSION or rating not in codes.Rating.values:
        return []
    gaps = []
    if basis and not FITS_SECTION_47 & {basis.purpose, basis.adult_purpose}:
        gaps.append(f"agencies were asked “{in_sentence(basis.get_purpose_display())}”")
    if rating != codes.Rating.RED:
        gaps.append(f"the final rating is {codes.Rating(rating).label.lower()}")
    if not answers.get("strategy_on"):
        gaps.append("there is no date of a strategy discussion")
    return gaps


def newest_basis(referral: Referral) -> LawfulBasis | None:
    return referral.lawful_bases.last()


def checked_further(
    referral: Referral, subjects: list[Person], fields: dict[str, Any], facts: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the further answers as they are saved; one to a question not asked is dropped. Raises RuleViolation."""
    further: dict[str, Any] = {name: facts.get(name) or "" for name in TEXTS}
    further |= {name: facts.get(name) or None for name in DATES}
    further["route_details"] = _details(fields["also"], facts.get("route_details") or {})
    if fields["outcome"] != codes.Outcome.STRATEGY_DISCUSSION:
        further["strategy_on"] = None
    if not asks_about_fgm(referral, subjects):
        further["fgm_duty"] = ""
    if further["fgm_duty"] != codes.FgmDuty.TO_REPORT:
        further["fgm_discovered_on"] = None
    if not section_47_gaps(newest_basis(referral), fields | further):
        further["section_47_reason"] = ""
    if not leaves_without_enquiry(fields["outcome"], _answers(fields.get("limbs") or {})):
        further["no_enquiry_reason"] = ""
    if not says_too_little(fields):
        further |= {"attempts": "", "cover": ""}
    check_further(referral, subjects, fields | further)
    return further


def check_further(referral: Referral, subjects: list[Person], fields: Mapping[str, Any]) -> None:
    """Raise RuleViolation for the first further question that these answers call for and that has no answer."""
    _check_routes(fields["also"], fields["route_details"])
    if says_too_little(fields):
        _need(fields, "attempts", "Enter what was tried to learn more.")
        _need(fields, "cover", "Enter who looks after the person meanwhile.")
    if leaves_without_enquiry(fields["outcome"], _answers(fields.get("limbs") or {})):
        _need(fields, "no_enquiry_reason", NO_ENQUIRY)
    if gaps := section_47_gaps(newest_basis(referral), fields):
        message = f"Section 47 does not fit: {', and '.join(gaps)}. Change your answers, or enter why it is section 47."
        _need(fields, "section_47_reason", message)
    if asks_about_fgm(referral, subjects):
        _check_fgm(referral, fields)


def rows(decision: Decision) -> list[dict[str, str]]:
    """Return the further questions that were answered, in the words in which they are frozen."""
    answered = []
    for route in routes_with_needs(decision.also):
        details = decision.route_details.get(route, {})
        due = route_due_on(route, details)
        aware = f" Aware of it on {_day(details['aware_on'])}; due by {words(due)}." if due else ""
        answered.append({"question": route.label, "answer": f"{details.get('detail', '')}{aware}"})
    for name, question in QUESTIONS.items():
        answer = getattr(decision, name)
        if name == "fgm_duty":
            answer = decision.get_fgm_duty_display()
        if name == "fgm_discovered_on" and (due := fgm_due_on(decision)):
            answer = f"{words(answer)}. The police are told by {words(due)}."
        if answer:
            answered.append({"question": question, "answer": words(answer) if isinstance(answer, date) else answer})
    return answered


def _details(routes: Iterable[str], details: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """Return what is said of the chosen routes that need something, with days as they are stored."""
    stored = {}
    for route in routes_with_needs(routes):
        answer = details.get(route, {})
        stored[route.value] = {"detail": (answer.get("detail") or "").strip()}
        if day := answer.get("aware_on"):
            stored[route.value]["aware_on"] = day.isoformat() if isinstance(day, date) else str(day)
    return stored


def _check_routes(routes: Iterable[str], details: Mapping[str, Mapping[str, str]]) -> None:
    for route in routes_with_needs(routes):
        facts, answer = codes.ROUTE_FACTS[route], details.get(route, {})
        if facts.aware and not answer.get("aware_on"):
            raise RuleViolation("Enter the day on which the council became aware.", field=f"also_{route}_on")
        if facts.aware:
            day = date.fromisoformat(answer["aware_on"])
            check_past(day, "The day on which the council became aware", field=f"also_{route}_on")
        if not answer.get("detail"):
            raise RuleViolation(f"Enter what is needed for “{route.label}”.", field=f"also_{route}")


def _check_fgm(referral: Referral, fields: Mapping[str, Any]) -> None:
    message = "Select whether FGM was told by the girl, or seen, by a healthcare professional or teacher."
    _need(fields, "fgm_duty", message)
    refuse_not_offered(lists.FGM_DUTY, fields["fgm_duty"], referral.hub, field="fgm_duty", message=message)
    if fields["fgm_duty"] == codes.FgmDuty.TO_REPORT and not fields["fgm_discovered_on"]:
        raise RuleViolation("Enter the day on which they were told or saw it.", field="fgm_discovered_on")
    check_past(fields["fgm_discovered_on"], "The day on which they were told or saw it", field="fgm_discovered_on")


def check_past(day: date | None, noun: str, *, field: str) -> None:
    """Raise RuleViolation if this day is in the future."""
    if day and day > timezone.localdate():
        raise RuleViolation(f"{noun} must be today or in the past.", field=field)


def _need(fields: Mapping[str, Any], name: str, message: str) -> None:
    if not str(fields.get(name) or "").strip():
        raise RuleViolation(message, field=name)


def _answers(limbs: Mapping[str, Mapping[str, str]]) -> list[str]:
    return [limb["answer"] for limb in limbs.values()]


def _day(iso: str) -> str:
    return words(date.fromisoformat(iso))
