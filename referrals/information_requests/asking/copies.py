"""The copy of a case that one agency sees. Preview and sending draw it up with the same code."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from agencies.kinds import AgencyKind
from agencies.models import Agency
from mash.govuk.moments import words
from referrals import codes
from referrals.information_requests.asking.cautions import not_its_powers, taken_off
from referrals.models import InformationRequest, LawfulBasis, Person, Referral, RequestQuestion
from referrals.people.ages import age_words
from referrals.timing.targets import request_due_at, week_of
from referrals.timing.working_week import to_store

HEALTH = frozenset({AgencyKind.HEALTH, AgencyKind.MENTAL_HEALTH, AgencyKind.CAMHS, AgencyKind.AMBULANCE})
SCHOOLS = frozenset({AgencyKind.EDUCATION, AgencyKind.EARLY_YEARS, AgencyKind.COUNCIL_EDUCATION})

# How questions refer to the people in a request
SPOKEN_OF = [
    ("adult", re.compile(r"\b(this|the|each|any) adults?\b", re.IGNORECASE), {"adult"}),
    ("child", re.compile(r"\b(this|the|each|any) child(ren)?\b", re.IGNORECASE), {"child"}),
    (
        "unborn",
        re.compile(r"\b(this|the|each|any) (unborn (child(ren)?|bab(y|ies))|bab(y|ies))\b", re.IGNORECASE),
        {"unborn", "child"},
    ),
]


@dataclass(frozen=True)
class NewRequest:
    """What the hub asks one agency: about whom, why, which questions and since when.

    Only with `tells_source` does the agency learn who is thought to be the source of harm.
    """

    agency: Agency
    people: Sequence[Person]
    reason: str
    questions: Sequence[str]
    from_on: date | None = None
    tells_source: bool = False
    left_out: Sequence[str] = ()  # suggested for others of the case than `people`, and so not asked


@dataclass(frozen=True)
class Copy:
    request: InformationRequest
    questions: list[RequestQuestion]
    left_out: Sequence[str] = ()

    @property
    def asks_about_nobody(self) -> list[str]:
        """Return the kinds of people a question mentions though the request names none of them."""
        named = {subject["kind"] for subject in self.request.subjects}
        text = " ".join(question.text for question in self.questions)
        return [kind for kind, words, those in SPOKEN_OF if words.search(text) and not named & those]

    @property
    def cautions(self) -> list[str]:
        kind, powers = self.request.agency.kind, [self.request.gateway, self.request.adult_gateway]
        return [*taken_off(kind, self.request.hub), *not_its_powers(kind, powers)]


def draw_up(
    referral: Referral,
    ask: NewRequest,
    *,
    secret: Collection[Person],
    basis: LawfulBasis | None,
    by,
    now: datetime,
) -> Copy:
    """Draw up a request without saving it. It gets its reference when it is sent.

    `secret` are the people of the case whose address must be kept secret. Without a basis the request can be previewed
    but not sent.
    """
    due_at, mode = request_due_at(referral.hub, referral.rating, now)
    others_untold = _others_untold(ask.people, basis)
    request = InformationRequest(
        referral=referral,
        hub=referral.hub,
        agency=ask.agency,
        lawful_basis=basis,
        **_powers(basis, ask.people),
        article6=basis.article6 if basis else "",
        section_47_reason=_why_section_47(basis, ask.people),
        family_informed=basis.family_informed if basis else "",
        rating=referral.rating,
        reason=ask.reason,
        subjects=[
            details(person, ask.agency.kind, secret=person in secret, tells_source=ask.tells_source)
            | {"person": str(person.pk)}
            | _what_they_know(person, basis)
            | others_untold
            | ({"do_not_tell": True} if referral.do_not_tell else {})
            for person in ask.people
        ],
        from_on=ask.from_on,
        sent_by=by,
        sent_at=now,
        due_at=due_at,
        first_due_at=due_at,
        clock_mode=mode,
        week=to_store(week_of(referral.hub), now),
    )
    questions = [
        RequestQuestion(request=request, position=position, text=text)
        for position, text in enumerate(ask.questions, start=1)
    ]
    return Copy(request, questions, ask.left_out)


def _what_they_know(person: Person, basis: LawfulBasis | None) -> dict[str, str]:
    """Return what one person knows of the request, so that an agency tells nobody who must not know."""
    answer = basis.who_knows.get(str(person.pk), "") if basis else ""
    return {"knows": answer} if answer else {}


def _others_untold(people: Sequence[Person], basis: LawfulBasis | None) -> dict[str, bool]:
    """Say in a request that somebody whom it does not name does not know, without saying who."""
    named = {str(person.pk) for person in people}
    others = {answer for number, answer in basis.who_knows.items() if number not in named} if basis else set()
    return {"others_untold": True} if others & codes.NOT_TOLD else {}


def _powers(basis: LawfulBasis | None, people: Sequence[Person]) -> dict[str, str]:
    """Return the powers that fit the people in the request.

    An adult who is not a subject is covered by either power.
    """
    if basis is None or not basis.adult_gateway:
        return {"gateway": basis.gateway if basis else ""}
    children = any(person.kind != codes.PersonKind.ADULT for person in people)
    adults = any(person.kind == codes.PersonKind.ADULT and person.is_subject for person in people)
    if children == adults:
        return {"gateway": basis.gateway, "adult_gateway": basis.adult_gateway}
    return {"gateway": basis.gateway if children else basis.adult_gateway}


def _why_section_47(basis: LawfulBasis | None, people: Sequence[Person]) -> str:
    """Return why the children are asked about under section 47, if the request is about any."""
    children = any(person.kind != codes.PersonKind.ADULT for person in people)
    return basis.section_47_reason if basis and children else ""


def details(person: Person, agency_kind: str, *, secret: bool, tells_source: bool = False) -> dict[str, str | bool]:
    """Return only what this kind of agency needs to find the person in its records.

    A `secret` address never leaves the hub, so that no agency can pass it on.
    """
    source = {"alleged_source": True} if tells_source and person.alleged_source else {}
    return {
        **source,
        "name": person.display_name,
        "other_names": person.other_names,
        "kind": person.kind,
        "born": _born(person),
        "nhs_number": person.nhs_number if agency_kind in HEALTH else "",
        "upn": person.upn if agency_kind in SCHOOLS else "",
        "address": "" if secret else _address(person),
        "relationship": person.get_relationship_display(),
    }


def _born(person: Person) -> str:
    """Return when they were born or are due, or their age when they are asked about."""
    age = age_words(person, timezone.localdate())
    if person.kind == codes.PersonKind.UNBORN:
        return age.removeprefix("due ")
    if person.date_of_birth:
        return words(person.date_of_birth)
    in_years = age[-1:].isdecimal()
    return f"{age[:1].upper()}{age[1:]} {'years ' if in_years else ''}old" if age else ""


def _address(person: Person) -> str:
    return "\n".join(part for part in (person.address, person.postcode) if part)
