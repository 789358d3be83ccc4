"""Finding other referrals of the hub that name the same people."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet

from mash.hub_time import years_before
from referrals.access.visible import visible_referrals
from referrals.codes import Outcome
from referrals.models import Decision, Person, Referral

MOST_SHOWN = 200


def marks_of(person: Person) -> set[tuple]:
    """Return the marks of a person: two rows that share a mark count as the same person.

    A mark is an NHS number, or a last name with a date of birth.
    """
    marks: set[tuple] = set()
    if person.nhs_number:
        marks.add(("nhs", person.nhs_number))
    if person.last_name and person.date_of_birth:
        marks.add((person.last_name.casefold(), person.date_of_birth))
    return marks


def candidate_filter(people: Iterable[Person]) -> Q:
    """Return a filter that may match too much, for `marks_of` to check afterwards.

    It compares spellings and not lower(last_name), because the index is on the bare column.
    """
    numbers = {person.nhs_number for person in people if person.nhs_number}
    named = [person for person in people if person.last_name and person.date_of_birth]
    last_names = {person.last_name for person in named}
    cases: tuple[Callable[[str], str], ...] = (str, str.upper, str.lower, str.title)
    spellings = {change(name) for name in last_names for change in cases}
    births = {person.date_of_birth for person in named}
    return Q(nhs_number__in=numbers) | Q(last_name__in=spellings, date_of_birth__in=births)


@dataclass
class EarlierReferral:
    """Another referral of the hub, and the rows in it that name the same people (`about`)."""

    referral: Referral
    outcomes: list[str]
    within_a_year: bool
    about: list[Person] = field(default_factory=list)


def other_referrals(user, referral: Referral, subjects: Iterable[Person]) -> list[EarlierReferral]:
    """Return the other referrals about these people that the user may see, newest first.

    They are fetched in one query.
    """
    subjects = list(subjects)
    marks = set().union(*(marks_of(person) for person in subjects)) if subjects else set()
    if not marks:
        return []
    earlier_by_key: dict = {}
    for person in _namesakes(user, referral, subjects):
        if marks & marks_of(person):
            other = person.referral
            within_a_year = _in_the_year_before(referral, other)
            earlier = EarlierReferral(other, _labels(person.outcomes), within_a_year)
            earlier_by_key.setdefault(other.pk, earlier).about.append(person)
    return list(earlier_by_key.values())


def _namesakes(user, referral: Referral, subjects: list[Person]) -> QuerySet[Person]:
    signed = (
        Decision.objects.filter(referral=OuterRef("referral"), state=Decision.State.SIGNED)
        .order_by("outcome")
        .values("outcome")
    )
    # Only cases the user may see. `existence_cards` shows that there are others.
    return (
        Person.objects.filter(candidate_filter(subjects), referral__in=visible_referrals(user).in_hub(referral.hub))
        .exclude(referral=referral.pk)
        .select_related("referral")
        # Only signed decisions, in the same query: a draft says nothing yet.
        .annotate(outcomes=ArraySubquery(signed))
        .order_by("-referral__received_at", "position")[:MOST_SHOWN]
    )


def _labels(outcomes: list[str]) -> list[str]:
    return [Outcome(code).label for code in dict.fromkeys(outcomes)]


def _in_the_year_before(referral: Referral, other: Referral) -> bool:
    return years_before(referral.received_at) <= other.received_at <= referral.received_at
