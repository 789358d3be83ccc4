"""Suggest agencies for a case, and warn about those asked recently. The worker chooses."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q

from agencies.kinds import AgencyKind as Kind
from agencies.question_defaults import THEMES, themes
from mash.govuk.moments import words
from mash.hub_time import days_after
from referrals import codes
from referrals.models import InformationRequest, Person, Referral
from referrals.people.ages import years_now

LATELY = 30  # days

THEME_WORDS = {
    themes.DOMESTIC_ABUSE: "domestic abuse",
    themes.NEGLECT: "neglect",
    themes.PHYSICAL_ABUSE: "physical abuse",
    themes.SEXUAL_ABUSE: "sexual abuse",
    themes.EMOTIONAL_ABUSE: "emotional abuse",
    themes.EXPLOITATION: "exploitation",
    themes.MENTAL_HEALTH: "mental health",
    themes.SUBSTANCE_MISUSE: "alcohol or drugs",
    themes.UNBORN: "an unborn child",
    themes.HARMFUL_PRACTICE: "a harmful practice",
    themes.RADICALISATION: "radicalisation",
    themes.HOMELESSNESS: "housing",
    themes.DISABILITY: "illness or disability",
    themes.FINANCIAL: "financial abuse",
    themes.ORGANISATIONAL: "care by an organisation",
    themes.SELF_NEGLECT: "self-neglect",
    themes.NOT_IN_SCHOOL: "missing education",
    themes.POSES_RISK: "a person who poses a risk",
    themes.ALLEGATION: "an allegation",
    themes.PRIVATE_FOSTERING: "private fostering",
    themes.UNACCOMPANIED: "an unaccompanied child",
    themes.CHILD_DEATH: "the death of a child",
    themes.PARENT_OFFENDING: "a parent’s offending",
    themes.PRIVATE_LAW: "a dispute about a child",
}
# Immigration enforcement is never suggested: asking it can keep families from seeking help.
BY_THEME: dict[str, set[Kind]] = {
    themes.DOMESTIC_ABUSE: {Kind.HOUSING, Kind.PROBATION, Kind.AMBULANCE, Kind.DOMESTIC_ABUSE_SERVICE},
    themes.NEGLECT: {Kind.HOUSING},
    themes.PHYSICAL_ABUSE: {Kind.AMBULANCE},
    themes.SEXUAL_ABUSE: {Kind.PROBATION, Kind.YOUTH_OFFENDING},
    themes.EMOTIONAL_ABUSE: {Kind.CAMHS},
    themes.EXPLOITATION: {Kind.YOUTH_OFFENDING, Kind.HOUSING},
    themes.MENTAL_HEALTH: {Kind.MENTAL_HEALTH, Kind.CAMHS, Kind.AMBULANCE},
    themes.SUBSTANCE_MISUSE: {Kind.MENTAL_HEALTH, Kind.PROBATION, Kind.SUBSTANCE_MISUSE},
    themes.RADICALISATION: {Kind.YOUTH_OFFENDING, Kind.PROBATION},
    themes.HOMELESSNESS: {Kind.HOUSING},
    themes.DISABILITY: {Kind.ADULT_SOCIAL_CARE},
    themes.SELF_NEGLECT: {Kind.HOUSING, Kind.AMBULANCE, Kind.MENTAL_HEALTH, Kind.FIRE},
    themes.ORGANISATIONAL: {Kind.CARE_PROVIDER, Kind.REGULATOR},
    themes.NOT_IN_SCHOOL: {Kind.COUNCIL_EDUCATION},
    themes.POSES_RISK: {Kind.PROBATION},
    themes.ALLEGATION: {Kind.REGULATOR},
    themes.CHILD_DEATH: {Kind.AMBULANCE},
    themes.PARENT_OFFENDING: {Kind.PROBATION, Kind.PRISON},
    themes.PRIVATE_LAW: {Kind.CAFCASS},
}
STARTS_SCHOOL, LEAVES_SCHOOL = 4, 19


def suggested_kinds(referral: Referral, people: Iterable[Person], today: date) -> dict[str, str]:
    """Return the suggested kinds of agency, each with the reason."""
    subjects = [person for person in people if person.is_subject]
    reasons = {kind: "as usual for a child" for person in subjects for kind in _usual_for(person, today)}
    adults = {Kind.POLICE, Kind.HEALTH, Kind.ADULT_SOCIAL_CARE} if referral.about_adults else set()
    reasons |= {kind: "as usual for an adult" for kind in adults if kind not in reasons}
    for concern in referral.known_concerns:
        for theme in THEMES.get(concern, ()):
            for kind in BY_THEME.get(theme, ()):
                # The first reason stays: one is enough for the worker.
                reasons.setdefault(kind, f"for {THEME_WORDS[theme]}")
    return reasons


def _usual_for(person: Person, today: date) -> set[Kind]:
    """Return the agencies usually asked about this person, by kind of person and age."""
    if person.kind == codes.PersonKind.ADULT:
        return set()
    usual = {Kind.POLICE, Kind.HEALTH, Kind.CHILDRENS_SERVICES}
    if person.kind == codes.PersonKind.UNBORN:
        return usual
    age = years_now(person, today)
    # Without an age, both early years and schools may know the child.
    if age is None or age <= STARTS_SCHOOL:
        usual.add(Kind.EARLY_YEARS)
    if age is None or STARTS_SCHOOL <= age <= LEAVES_SCHOOL:
        usual.add(Kind.EDUCATION)
    return usual


def asked_already(referral: Referral, people: Iterable[Person], now: datetime) -> dict[int, str]:
    """Return a warning by agency key: asked for this case, or recently about one of its people.

    Only cases this person may see count.
    """
    warnings = {}
    for request in _about_the_same_people(referral, people, now):
        case = request.referral.reference
        warnings[request.agency_id] = f"Already asked about the same person on {words(request.sent_at)}, in case {case}"
    # Last, because a request in this case matters more than one in another.
    for request in referral.requests.all():
        state = "answered" if request.closed_at else "not answered yet"
        warnings[request.agency_id] = f"Already asked for this case on {words(request.sent_at)}, {state}"
    return warnings


def _about_the_same_people(referral: Referral, people: Iterable[Person], now: datetime):
    """Return recent requests of the hub about these people in other cases."""
    same = Q()
    for person in people:
        same |= _same_person(person)
    if not same:
        return []
    # Row security limits the requests to cases this person may see.
    lately = InformationRequest.objects.filter(hub=referral.hub_id, sent_at__gte=days_after(now, -LATELY)).exclude(
        referral=referral
    )
    return lately.filter(same).select_related("referral").distinct()


def _same_person(person: Person) -> Q:
    """Return a condition for the same person: NHS number, UPN, or full name and date of birth."""
    same = Q()
    if person.nhs_number:
        same |= Q(referral__people__nhs_number=person.nhs_number)
    if person.upn:
        same |= Q(referral__people__upn=person.upn)
    if person.last_name and person.date_of_birth:
        same |= Q(
            referral__people__last_name=person.last_name,
            referral__people__first_name=person.first_name,
            referral__people__date_of_birth=person.date_of_birth,
        )
    return same
