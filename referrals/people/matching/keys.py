"""The keys of a person: two mentions that may be of one person share at least one of them.

Keys only find whom to compare. They are many and coarse, because a person whom no key finds is never seen; the
comparison then throws out whoever is somebody else.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import product
from typing import NamedTuple

from referrals.people.matching.facts import NameFacts, PersonFacts, facts_of, is_default
from referrals.people.matching.homes import HomeFacts
from referrals.people.matching.mention import Mention
from referrals.people.matching.nicknames import spelled_alike
from referrals.people.matching.normalise import consonants, sound

# Change it with any change to what keys are made of, so that stored keys can be made again beside the old ones.
SCHEME = 2


class Key(NamedTuple):
    kind: str
    text: str


def keys_of(mention: Mention) -> frozenset[Key]:
    """Return everything by which this person may be looked up."""
    return frozenset(_keys(facts_of(mention)))


def _keys(person: PersonFacts) -> Iterator[Key]:
    if person.nhs_number:
        yield Key("nhs_number", person.nhs_number)
    if person.upn:
        yield Key("upn", person.upn)
    yield from (Key("phone", phone) for phone in person.phones)
    # With the smaller number first, a birth date has the same key when day and month are turned round.
    if person.born and not is_default(person.born):
        yield Key("birth", f"{person.born.year}-{_low_high(person.born)}")
    firsts = {sounds for name in person.names for sounds in first_sounds(name)}
    lasts = {sounds for name in person.names for sounds in last_sounds(name)}
    yield from _keys_of_names(person)
    yield from _keys_of_names_and_birth(person, firsts, lasts)
    for home in person.homes:
        yield from _keys_of_home(home)
        yield from _keys_of_names_and_home(home, firsts, lasts)
    yield from _keys_of_parents(person)


def first_sounds(name: NameFacts) -> set[str]:
    """Return how a first name sounds, and every name it may stand for."""
    if not name.first:
        return set()
    return {sound(root) for root in name.first_roots} | {sound(word) for word in name.first_words[:2]}


def last_sounds(name: NameFacts) -> set[str]:
    """Return how a last name sounds, as a whole and by its parts."""
    if not name.last:
        return set()
    roots = {root for part in name.last_parts for root in spelled_alike(part)} | name.last_roots
    return {sound(root) for root in roots}


def _keys_of_names(person: PersonFacts) -> Iterator[Key]:
    # In one order, so that names told the wrong way round meet.
    for name in person.names:
        for first, last in product(first_sounds(name), last_sounds(name)):
            yield Key("names", "+".join(sorted((first, last))))
        if name.first and name.last:  # where one of the two is in a script without vowels
            yield Key("consonants", "+".join(sorted((consonants(name.first_words[0]), consonants(name.last)))))


def _keys_of_names_and_birth(person: PersonFacts, firsts: set[str], lasts: set[str]) -> Iterator[Key]:
    for year in _years(person):
        yield from (Key("last_year", f"{last}+{year}") for last in lasts)
    if person.born and not is_default(person.born):
        day = _low_high(person.born)
        yield from (Key("last_day", f"{last}+{day}") for last in lasts)
        yield from (Key("first_day", f"{first}+{day}") for first in firsts)
        yield from (Key("first_month", f"{first}+{person.born:%Y-%m}") for first in firsts)


def _keys_of_home(home: HomeFacts) -> Iterator[Key]:
    if home.uprn:
        yield Key("uprn", home.uprn)
    if home.postcode:
        yield Key("postcode", home.postcode)
        yield Key("postcode_letters", "".join(sorted(home.postcode)))
    if home.house and home.street:
        yield Key("house_street", f"{home.house}+{home.street}")


def _keys_of_names_and_home(home: HomeFacts, firsts: set[str], lasts: set[str]) -> Iterator[Key]:
    places = {"outward": home.outward, "house": home.house}
    if home.house and home.town:
        places["house_town"] = f"{home.house}+{home.town}"
    for first in firsts:
        yield from (Key(f"first_{kind}", f"{first}+{place}") for kind, place in places.items() if place)
    places = {"sector": home.sector, "street": home.street, **places}
    del places["outward"]
    for last in lasts:
        yield from (Key(f"last_{kind}", f"{last}+{place}") for kind, place in places.items() if place)


def _keys_of_parents(person: PersonFacts) -> Iterator[Key]:
    """A baby has no name of their own before birth, and perhaps another last name after it; their mother has hers."""
    for parent, year in product(person.parents, _years(person)):
        for first, last in product(first_sounds(parent), last_sounds(parent)):
            yield Key("parent_year", f"{first}+{last}+{year}")


def _years(person: PersonFacts) -> Iterable[int]:
    """Return the years in which the person was or will be born, a little generously where only an age was told."""
    if person.born:
        return (person.born.year,)
    if person.due_between:
        return range(person.due_between.first.year, person.due_between.last.year + 1)
    if person.born_between:
        return range(person.born_between.first.year - 1, person.born_between.last.year + 2)
    return ()


def _low_high(day: date) -> str:
    low, high = sorted((day.day, day.month))
    return f"{low:02}-{high:02}"
