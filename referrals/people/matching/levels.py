"""Every fact of two people compared: for each a level, and what it is worth."""

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from rapidfuzz.distance import OSA, JaroWinkler

from referrals.people.matching import weights
from referrals.people.matching.births import birth_level
from referrals.people.matching.facts import NameFacts, PersonFacts
from referrals.people.matching.homes import HomeFacts
from referrals.people.matching.mention import MentionKind
from referrals.people.matching.names import best_names

PLACE = ("postcode", "street", "house", "flat", "town", "building")
# What people of one home have in common.
HOUSEHOLD = {"last", "phone", "school", "parent", *PLACE}
CLOSE_WORDS = 0.9
AGREES = {"exact", "variant", "more", "close", "swapped"}


class Level(NamedTuple):
    fact: str
    level: str
    bits: float


def compared(a: PersonFacts, b: PersonFacts) -> tuple[Level, ...]:
    """Return the level of each fact that both are known by."""
    return tuple(level for level in _levels(a, b) if level.level != "missing")


def score(levels: tuple[Level, ...]) -> float:
    """Return what all levels are worth together, with the prior.

    What people of one home share is capped: an address, a phone number and a last name are three facts about the home,
    not about the person. What speaks against is not capped.
    """
    alone = household = place = 0.0
    for fact, _, bits in levels:
        if fact not in HOUSEHOLD or bits < 0:
            alone += bits
        elif fact in PLACE:
            place += bits
        else:
            household += bits
    return weights.PRIOR + alone + min(household + min(place, weights.MOST_OF_PLACE), weights.MOST_OF_HOUSEHOLD)


def _levels(a: PersonFacts, b: PersonFacts) -> Iterator[Level]:
    names = best_names(a.names, b.names, unborn=a.is_unborn or b.is_unborn)
    yield Level("first", names.first, names.first_bits)
    yield Level("last", names.last, names.last_bits)
    if names.under_another:
        yield Level("name", "another", 0.0)
    yield _level("birth", birth_level(a, b))
    yield _level("sex", _same_or_different(a.sex, b.sex))
    yield _level("nhs_number", _same_or_different(a.nhs_number, b.nhs_number))
    yield _level("upn", _same_or_different(a.upn, b.upn))
    yield from best_place(a.homes, b.homes)
    yield _level("phone", _shared(a.phones, b.phones))
    yield _level("school", _shared(a.schools, b.schools))
    yield _level("parent", _parent_level(a.parents, b.parents))
    if {a.kind, b.kind} == {MentionKind.ADULT, MentionKind.CHILD}:
        yield Level("kind", "different", 0.0)


def best_place(ours: tuple[HomeFacts, ...], theirs: tuple[HomeFacts, ...]) -> list[Level]:
    """Return the levels of the two homes that agree best."""
    pairs = [_place_levels(a, b) for a, b in product(ours, theirs)]
    return max(pairs, key=lambda levels: sum(level.bits for level in levels), default=[])


def _place_levels(a: HomeFacts, b: HomeFacts) -> list[Level]:
    if a.uprn and b.uprn:  # the number of the property decides, whatever the texts say
        house = _same_or_different(a.uprn, b.uprn)
        return [_level("postcode", "same" if house == "same" else _postcode_level(a, b)), _level("house", house)]
    levels = [_level("postcode", _postcode_level(a, b)), _level("street", _words_level(a.street, b.street))]
    if _near(levels):
        # A number says nothing in another street.
        levels += [_level("house", _same_or_different(a.house, b.house))]
        levels += [_level("flat", _same_or_different(a.flat, b.flat))] if levels[-1].level == "same" else []
    levels.append(_level("building", _words_level(a.building, b.building)))
    return [*levels, _level("town", _words_level(a.town, b.town))]


def _near(levels: list[Level]) -> bool:
    return any(level.level in {"same", "close", "one_letter", "sector"} for level in levels)


def _postcode_level(a: HomeFacts, b: HomeFacts) -> str:
    if not (a.postcode and b.postcode):
        return "missing"
    if a.postcode == b.postcode:
        return "same"
    if OSA.distance(a.postcode, b.postcode) == 1:
        return "one_letter"
    if a.sector == b.sector:
        return "sector"
    return "outward" if a.outward == b.outward else "different"


def _words_level(a: str, b: str) -> str:
    if not (a and b):
        return "missing"
    if a == b:
        return "same"
    return "close" if _likeness(a, b) >= CLOSE_WORDS else "different"


def _likeness(a: str, b: str) -> float:
    return JaroWinkler.similarity(*sorted((a, b)))


def _same_or_different(a: str, b: str) -> str:
    if not (a and b):
        return "missing"
    return "same" if a == b else "different"


def _shared(a: frozenset[str], b: frozenset[str]) -> str:
    if not (a and b):
        return "missing"
    return "same" if a & b else "different"


def _parent_level(ours: tuple[NameFacts, ...], theirs: tuple[NameFacts, ...]) -> str:
    """Return how well the parents agree who agree best."""
    if not (ours and theirs):
        return "missing"
    names = best_names(ours, theirs)
    if names.first not in AGREES:
        return "missing" if names.first == "missing" else "different"
    return "both_names" if names.last in AGREES | {"part"} else "first_name"


def _level(fact: str, level: str) -> Level:
    return Level(fact, level, weights.bits(fact, level))
