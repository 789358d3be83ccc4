"""What stands beside the words of a code: whom it is for, who may use it, since when, and where that is written.

A code keeps its words for ever, so an old record says what it said. Where words must change, the old code ends and a
new one begins.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.models import TextChoices

from agencies.rules.dates import is_within
from referrals.codes.people import PersonKind

CHILDREN = frozenset({PersonKind.CHILD, PersonKind.UNBORN})
BORN = frozenset({PersonKind.CHILD})
UNBORN = frozenset({PersonKind.UNBORN})
ADULTS = frozenset({PersonKind.ADULT})
EVERYONE = frozenset(PersonKind)


class Body(TextChoices):
    """The kinds of body that may rely on a power or a basis."""

    COUNCIL = "council", "Councils"
    POLICE = "police", "Police"
    NHS = "nhs", "NHS bodies"
    EDUCATION = "education", "Schools and colleges"
    EARLY_YEARS = "early_years", "Early years providers"
    JUSTICE = "justice", "Probation, prisons and youth justice"
    HOUSING = "housing", "Social housing providers"
    IMMIGRATION = "immigration", "Immigration enforcement"
    OTHER_PUBLIC = "other_public", "Other public bodies"
    NOT_PUBLIC = "not_public", "Charities and private bodies"


PUBLIC_BODIES = frozenset(Body) - {Body.NOT_PUBLIC}
ANY_BODY = frozenset(Body)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeFacts:
    """What holds of one code.

    `starts` is the first and `ends` the last day on which it may be chosen; without one it is open on that side.
    `waits` marks a law that is made and whose first day is not known: no hub offers it until it enters the day.
    `with_power`: it is offered where the hub offers this power to share, and has no switch of its own.
    `optional`: a hub may take it off its list. `instead`: the codes that took the place of one that ended; one of
    another list has the key of that list before it, as "onward_route:nrm". `family`: its words to the family, where
    the label is not fit for them. Only lists that a family reads have any: what nobody reads nobody checks.
    """

    source: str
    kinds: frozenset[PersonKind] = EVERYONE
    bodies: frozenset[Body] = ANY_BODY
    starts: date | None = None
    ends: date | None = None
    waits: bool = False
    with_power: str = ""
    optional: bool = False
    instead: tuple[str, ...] = ()
    family: str = ""
    note: str = ""  # what a professional must know to choose it rightly

    def is_in_force(self, on: date) -> bool:
        """Return whether the law is in force on a day, whatever a hub has settled. One that waits is not."""
        return not self.waits and is_within(self.starts, self.ends, on)


class CodeList:
    """A list with the facts of each of its codes. Raises ImproperlyConfigured if a code has none."""

    def __init__(self, key: str, title: str, codes: type[TextChoices], facts: Mapping[Any, CodeFacts]):
        if missing := [code.value for code in codes if code not in facts]:
            raise ImproperlyConfigured(f"The list {key} has no facts for {', '.join(missing)}. Add them beside it.")
        self.key, self.title, self.codes, self.facts = key, title, codes, facts

    @property
    def is_settled_by_hubs(self) -> bool:
        """Whether there is any code that a hub may take off, or offer once its law is in force."""
        return any(facts.optional or facts.waits for facts in self.facts.values())

    def family_words(self, code: str) -> str:
        """Return the words of a code for the family, or for the adult themselves."""
        member = self.codes(code)
        return self.facts[member].family or member.label
