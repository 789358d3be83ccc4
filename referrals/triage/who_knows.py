"""What the people of a case know of the sharing: of whom it is asked, what may be answered, and what follows."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, NotRequired, TypedDict

from django.utils import timezone

from mash.refusals import RuleViolation
from referrals import codes
from referrals.codes import lists
from referrals.codes.offering import refuse_not_offered
from referrals.models import LawfulBasis, Person, Referral
from referrals.people.ages import years_now

# From this age a child is taken to understand. The Data Protection Act 2018, section 208, presumes it from 12 for
# Scotland; the law of England names no age, and 12 is the guide here as well.
UNDERSTANDS_FROM = 12
KNOWING = frozenset({codes.Knows.KNOWS, codes.Knows.OBJECTS})
NOT_OFFERED = "Select a reason that your hub offers."
TOLD_BY_AN_ACT = (
    "Agencies were asked without telling them. Record that they were told: when, by whom and how. If they never will be"
    " told, another manager records why."
)


class Telling(TypedDict):
    """What a lawful basis says of telling: a `Knows` code by the number of each person, and why not and until when."""

    who_knows: dict[str, str]
    not_informed_reason: NotRequired[str]
    not_informed_detail: NotRequired[str]
    objection_detail: NotRequired[str]
    tell_by: NotRequired[date | None]


def people_to_tell(referral: Referral) -> list[Person]:
    """Return the people of the case of whom it is asked what they know: all but the unborn."""
    return [person for person in referral.people.all() if person.kind != codes.PersonKind.UNBORN]


def answers_about(person: Person, today: date) -> list[codes.Knows]:
    """Return what may be answered about what somebody knows: too young is no adult, and nobody of UNDERSTANDS_FROM."""
    years = years_now(person, today)
    understands = person.kind == codes.PersonKind.ADULT or (years is not None and years >= UNDERSTANDS_FROM)
    return [answer for answer in codes.Knows if not (understands and answer == codes.Knows.TOO_YOUNG)]


def answers_by_an_act(referral: Referral, latest: LawfulBasis | None) -> dict[str, frozenset[codes.Knows]]:
    """Return, by the number of each person of whom agencies were asked unknown to them, the answers that need an act.

    They come to know by the act of telling alone, and whoever was to be told is not too young for it afterwards.
    Where the family as a whole does not know it is everybody. Before the first request a wrong answer can be corrected.
    """
    if latest is None or not latest.untold or not referral.requests.exists():
        return {}
    if codes.FAMILY in latest.untold:
        return {str(person.pk): KNOWING for person in referral.people.all()}
    return dict.fromkeys(latest.untold, KNOWING | {codes.Knows.TOO_YOUNG})


def family_informed(answers: Collection[str]) -> codes.FamilyInformed:
    """Return whether everybody knows. Somebody must: a case of people too young, or unborn, is one nobody knows of."""
    if codes.Knows.MUST_NOT in answers:
        return codes.FamilyInformed.NO
    everybody = bool(KNOWING & set(answers)) and codes.Knows.NOT_YET not in answers
    return codes.FamilyInformed.YES if everybody else codes.FamilyInformed.NOT_YET


def checked(referral: Referral, telling: Telling, now: datetime) -> dict[str, Any]:
    """Return the fields of a lawful basis about telling. An answer left over is dropped. Raises RuleViolation."""
    latest = referral.lawful_bases.last()
    acts, today = answers_by_an_act(referral, latest), timezone.localdate(now)
    answers = known_before(latest) | _answer_for_each(referral, telling["who_knows"], acts, today)
    informed = family_informed(answers.values())
    tellings = tellings_that_stand(latest, answers)
    waits = LawfulBasis(who_knows=answers, tellings=tellings).still_to_tell
    untold = {} if informed == codes.FamilyInformed.YES else _why_not(referral, telling, now, by_a_day=bool(waits))
    objection = _answer_to_objection(answers, telling.get("objection_detail", ""))
    return {
        "who_knows": answers,
        "tellings": tellings,
        "family_informed": informed,
        "objection_detail": objection,
        **untold,
    }


def tellings_that_stand(latest: LawfulBasis | None, answers: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return what is recorded of telling and still true: that somebody was told while they know, or never will be."""
    standing = {}
    for number, facts in latest.tellings.items() if latest else ():
        # The family has an answer only once it knows.
        answer = answers.get(number, codes.Knows.NOT_YET if number == codes.FAMILY else "")
        if answer in (codes.NOT_TOLD if "never" in facts else KNOWING):
            standing[number] = facts
    return standing


def known_before(latest: LawfulBasis | None) -> dict[str, str]:
    """Return that the family knows, if it was told: it is nobody of the case, so that nobody is asked again."""
    answer = latest.who_knows.get(codes.FAMILY) if latest else None
    return {codes.FAMILY: answer} if answer else {}


def _answer_for_each(
    referral: Referral, who_knows: Mapping[str, str], acts: Mapping[str, Collection[str]], today: date
) -> dict[str, str]:
    answers = {}
    for person in people_to_tell(referral):
        answers[str(person.pk)] = answer = who_knows.get(str(person.pk), "")
        if answer in acts.get(str(person.pk), ()):
            raise RuleViolation(TOLD_BY_AN_ACT, field=f"knows_{person.pk}")
        if answer not in answers_about(person, today):
            raise RuleViolation("Select what this person knows.", field=f"knows_{person.pk}")
    return answers


def _why_not(referral: Referral, telling: Telling, now: datetime, *, by_a_day: bool) -> dict[str, Any]:
    """Return why somebody is not told, and `by_a_day`, if anybody still is to be told, until when."""
    reason, detail = telling.get("not_informed_reason", ""), telling.get("not_informed_detail", "")
    tell_by = telling.get("tell_by") if by_a_day else None
    if not reason:
        raise RuleViolation("Select why they have not been told.", field="not_informed_reason")
    kinds = {person.kind for person in referral.people.all() if person.is_subject}
    refuse_not_offered(
        lists.NOT_INFORMED, reason, referral.hub, field="not_informed_reason", message=NOT_OFFERED, kinds=kinds
    )
    if not detail.strip():
        raise RuleViolation("Enter what makes it unsafe or impossible to tell them.", field="not_informed_detail")
    if by_a_day and tell_by is None:
        raise RuleViolation("Enter the day by which they are told.", field="tell_by")
    if tell_by and tell_by < timezone.localdate(now):
        raise RuleViolation("The day by which they are told must be today or later.", field="tell_by")
    return {"not_informed_reason": reason, "not_informed_detail": detail, "tell_by": tell_by}


def _answer_to_objection(answers: Mapping[str, str], detail: str) -> str:
    if codes.Knows.OBJECTS not in answers.values():
        return ""
    if not detail.strip():
        raise RuleViolation("Enter why it goes on although somebody objects.", field="objection_detail")
    return detail
