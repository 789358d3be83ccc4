"""Codes and labels of casework that the administrator's pages show.

The referrals app registers them when it starts, because agencies must not import from it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class ListedCode:
    """A code with what holds of it, as the hub's page on a list shows it."""

    code: str
    words: str
    family: str
    whom: str  # whom it is for
    bodies: str
    source: str
    note: str
    starts: date | None
    ends: date | None
    waits: bool  # the hub enters the first day of this law
    optional: bool  # a hub may take it off its list
    changed: str = ""  # since the last release: new, renamed or ended, and what took its place


@dataclass(frozen=True)
class ListedCodes:
    title: str
    codes: list[ListedCode]


LISTS: dict[str, ListedCodes] = {}
CONCERNS: dict[str, str] = {}
OUTCOMES: dict[str, str] = {}
PAUSE_REASONS: list[str] = []  # the usual ones
RATINGS: dict[str, str] = {"": "Any rating", "red": "Red", "amber": "Amber", "green": "Green", "blue": "Blue"}


TERMS_OF_STAFF: list[Callable[..., list[str]]] = []


def terms_of_staff(**particulars) -> list[str]:
    """Return what of somebody's particulars is compared with the people of cases."""
    return TERMS_OF_STAFF[0](**particulars)


@dataclass(frozen=True)
class UsualTarget:
    measure: str
    rating: str
    hours: Decimal | None
    mode: str


USUAL_TARGETS: list[UsualTarget] = []


def register(
    *,
    concerns: dict[str, str],
    outcomes: dict[str, str],
    targets: list[UsualTarget],
    pause_reasons: list[str],
    lists: dict[str, ListedCodes],
    terms_of_staff: Callable[..., list[str]],
) -> None:
    LISTS.update(lists)
    CONCERNS.update(concerns)
    OUTCOMES.update(outcomes)
    USUAL_TARGETS[:] = targets
    PAUSE_REASONS[:] = pause_reasons
    TERMS_OF_STAFF[:] = [terms_of_staff]
