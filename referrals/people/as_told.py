"""The people of a case as they were first told, before facts that came later."""

from collections.abc import Iterable
from typing import Any

from referrals.access.items import may_read
from referrals.models import Person, PersonFact, Referral

COLUMNS = {field.name: field for field in Person._meta.concrete_fields}
ADDED = "added"  # in the value of the fact that says why somebody was added later


def readable_facts(referral: Referral, *, user, person: Person | None = None) -> list[PersonFact]:
    """Return the facts of a case, or of one person of it, that the user may read, oldest first.

    What comes from an item, and is not what the case shows, is read by whoever may read that item by its marks now.
    """
    facts = referral.facts.select_related("by", "person", "item__request__agency")
    if person:
        facts = facts.filter(person=person)
    return [fact for fact in facts if fact.item is None or fact.after or may_read(user, fact.item)]


def first_told(person: Person, facts: Iterable[PersonFact]) -> dict[str, Any]:
    """Return the columns that facts changed, as they were first told."""
    before: dict[str, Any] = {}
    for fact in facts:
        before = fact.before | before
    return before


def people_as_told(people: Iterable[Person], facts: Iterable[PersonFact]) -> list[Person]:
    """Return those whom the referral named, each as it named them. `facts` are of the whole case, oldest first."""
    facts = list(facts)
    added = {fact.person_id for fact in facts if ADDED in fact.value}
    return [_as_told(person, facts) for person in people if person.pk not in added]


def _as_told(person: Person, facts: list[PersonFact]) -> Person:
    for column, value in first_told(person, [fact for fact in facts if fact.person_id == person.pk]).items():
        setattr(person, column, COLUMNS[column].to_python(value))
    return person
