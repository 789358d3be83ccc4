"""How sure a comparison is, in the three bands that people see, and what holds a pair back whatever its sum.

A sum alone takes twins for one child: they share everything but a first name. So what a pair must not lack to be called
almost certain stands here by name, and so does what can never be the same person.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum

from referrals.people.matching import weights

IDENTIFIERS = ("nhs_number", "upn")
SURE_FIRST = {"exact", "variant", "more", "close", "swapped"}
PLAINLY_OTHER_FIRST = {"different", "begins_alike"}
SURE_BIRTH = {"exact", "turned", "days_out", "one_digit", "age_agrees"}
ANOTHER_TIME = {"generations", "due_and_not_born_then", "due_apart"}
OTHER_BIRTH = {"different", "two_parts", "age_differs", *ANOTHER_TIME}
SAME_DAY = {"exact", "exact_default", "turned", "due_and_born", "due_together"}
SAME_HOME = {("postcode", "same"), ("house", "same"), ("phone", "same")}


class Band(StrEnum):
    ALMOST_CERTAINLY = "almost certainly"
    POSSIBLY = "possibly"
    BELOW = "below"


def band_of(bits: float, levels: Mapping[str, str]) -> tuple[Band, tuple[str, ...]]:
    """Return the band, and the names of what holds the pair back from being almost certain."""
    if (others := _are_two_people(levels)) and not _share_identifier(levels):
        return Band.BELOW, (others,)
    vetoes = tuple(_vetoes(levels))
    if bits >= weights.ALMOST_CERTAINLY and not vetoes:
        return Band.ALMOST_CERTAINLY, ()
    # One number for two names is for a person to judge, however little else agrees.
    shown = bits >= weights.POSSIBLY or _share_identifier(levels)
    return (Band.POSSIBLY if shown else Band.BELOW), vetoes


def _are_two_people(levels: Mapping[str, str]) -> str:
    """Return why these are two people of one family, whatever they share, or ""."""
    birth = levels.get("birth", "")
    # Two first names on one day of birth are twins, and not one child renamed.
    if birth in SAME_DAY and levels.get("first") in PLAINLY_OTHER_FIRST:
        return "siblings"
    return birth if birth in ANOTHER_TIME else ""


def _share_identifier(levels: Mapping[str, str]) -> bool:
    return any(levels.get(identifier) == "same" for identifier in IDENTIFIERS)


def _vetoes(levels: Mapping[str, str]) -> Iterator[str]:
    identified = _share_identifier(levels) and not any(levels.get(number) == "different" for number in IDENTIFIERS)
    yield from (f"{number}s" for number in IDENTIFIERS if levels.get(number) == "different")
    first, birth = levels.get("first", ""), levels.get("birth", "")
    if birth in OTHER_BIRTH:
        yield "births"
    elif not identified and birth not in SURE_BIRTH:
        yield "no_birth"
    if first in PLAINLY_OTHER_FIRST:
        yield "first_names"
    elif not identified and first not in SURE_FIRST:
        yield "first_names_alike" if first else "no_first_name"
    if not identified:
        yield from _doubts(levels, first, birth)


def _doubts(levels: Mapping[str, str], first: str, birth: str) -> Iterator[str]:
    if levels.get("sex") == "different" and first != "exact":
        yield "sexes"
    if birth in {"turned", "days_out", "one_digit", "age_agrees"} and not SAME_HOME & set(levels.items()):
        yield "birth_and_place"
    if birth == "age_agrees" and levels.get("kind") == "different":
        yield "kinds"
