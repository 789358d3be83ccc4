"""The people of a referral in few words, and earlier referrals that name the same people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from referrals.access import visible_referrals
from referrals.codes import Outcome, PersonKind
from referrals.models import Decision, Person, Referral

A_YEAR = timedelta(days=365)


def age_words(person: Person, today: date) -> str:
    """`7`, `about 7`, `due 3 May 2026`, or nothing where nobody knows."""
    if person.kind == PersonKind.UNBORN:
        on = person.expected_on
        return f"due {on.day} {on:%B %Y}" if on else ""
    if person.date_of_birth:
        born = person.date_of_birth
        years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
        return str(years) if years else "under 1"
    return f"about {person.estimated_age}" if person.estimated_age is not None else ""


def name_and_age(person: Person, today: date) -> str:
    return ", ".join(part for part in (person.display_name, age_words(person, today)) if part)


def _marks(person: Person) -> set[tuple]:
    """What makes two rows the same person: an NHS number, or a last name with a date of birth."""
    marks = set()
    if person.nhs_number:
        marks.add(("nhs", person.nhs_number))
    if person.last_name and person.date_of_birth:
        marks.add((person.last_name.casefold(), person.date_of_birth))
    return marks


def _likely(people: Iterable[Person]) -> Q:
    """A net that uses the indexes of Person; `_marks` then decides."""
    numbers = {person.nhs_number for person in people if person.nhs_number}
    named = [person for person in people if person.last_name and person.date_of_birth]
    spellings = {
        form for p in named for form in (p.last_name, p.last_name.upper(), p.last_name.lower(), p.last_name.title())
    }
    births = {person.date_of_birth for person in named}
    return Q(nhs_number__in=numbers) | Q(last_name__in=spellings, date_of_birth__in=births)


def _namesakes(user, hub, people: list[Person]) -> QuerySet[Person]:
    """People of this hub's referrals who may be one of these, only where this person may see the referral."""
    return Person.objects.filter(_likely(people), referral__in=visible_referrals(user).in_hub(hub))


def earlier_counts(user, hub, referrals: Iterable[Referral]) -> dict:
    """For each referral how many came in the 12 months before it about the same people; one query for all.

    Each referral carries its people as `subjects`.
    """
    referrals = list(referrals)
    people = [person for referral in referrals for person in referral.subjects]
    if not any(_marks(person) for person in people):
        return {}
    since = min(referral.received_at for referral in referrals) - A_YEAR
    found = _namesakes(user, hub, people).filter(referral__received_at__gte=since)
    named: dict[tuple, dict] = {}
    for other in found.select_related("referral").only(
        "nhs_number", "last_name", "date_of_birth", "referral__received_at"
    ):
        for mark in _marks(other):
            named.setdefault(mark, {})[other.referral_id] = other.referral.received_at
    return {referral.pk: len(_before(referral, named)) for referral in referrals}


def _before(referral: Referral, named: dict[tuple, dict]) -> set:
    same = {pk: at for person in referral.subjects for mark in _marks(person) for pk, at in named.get(mark, {}).items()}
    came = referral.received_at
    return {pk for pk, at in same.items() if pk != referral.pk and came - A_YEAR <= at <= came}


@dataclass(frozen=True)
class Earlier:
    """One earlier referral, as the triage page shows it."""

    referral: Referral
    about: list[str]
    outcomes: list[str]
    within_a_year: bool

    @property
    def received_on(self) -> date:
        return timezone.localdate(self.referral.received_at)


def earlier_referrals(user, referral: Referral, *, now: datetime) -> list[Earlier]:
    """Every other referral in this hub about the same people that this person may see, newest first."""
    subjects = [person for person in referral.people.all() if person.is_subject]
    marks = set().union(*(_marks(person) for person in subjects)) if subjects else set()
    if not marks:
        return []
    named: dict = {}
    for other in _namesakes(user, referral.hub, subjects).exclude(referral=referral.pk):
        if marks & _marks(other):
            named.setdefault(other.referral_id, []).append(other)
    signed = Prefetch("decisions", Decision.objects.filter(state="signed").order_by("at"), to_attr="signed")
    cases = visible_referrals(user).filter(pk__in=named).prefetch_related(signed).order_by("-received_at")
    today = timezone.localdate(now)
    return [
        Earlier(
            referral=case,
            about=[name_and_age(person, today) for person in named[case.pk]],
            outcomes=sorted({Outcome(decision.outcome).label for decision in case.signed}),
            within_a_year=referral.received_at - A_YEAR <= case.received_at <= referral.received_at,
        )
        for case in cases
    ]
