"""Whose identity is protected in a case, for its readers."""

from collections.abc import Iterable
from dataclasses import dataclass

from referrals.access.protected import ProtectedRow
from referrals.models import Person


@dataclass(frozen=True)
class Protected:
    """A mark, with the name of its person in this case."""

    name: str
    mark: ProtectedRow


def named_marks(marks: Iterable[ProtectedRow], people: Iterable[Person]) -> list[Protected]:
    names = {person.position: person.display_name for person in people}
    return [Protected(names.get(mark.position, ""), mark) for mark in marks]
