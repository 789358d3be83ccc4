"""By what a person is searched for: the words of their names, days, numbers and homes, each in one spelling.

Stored terms and those of what somebody types are made by the functions of this package, so that both are spelled alike.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from referrals.people.matching.facts import PersonFacts, facts_of
from referrals.people.matching.homes import HomeFacts
from referrals.people.matching.mention import Mention
from referrals.people.matching.nicknames import roots_of, spelled_alike
from referrals.people.matching.normalise import consonants, is_without_vowels, joined, plain_words, sound

SHORTEST_PREFIX = 3  # letters: shorter beginnings fit too many names, so such a word is searched for as a whole
SHORTEST_SOUND = 4  # how shorter words sound says little


class Term(NamedTuple):
    """`kind` is one of the letters below, `text` has small Latin letters, digits, "+" and "-" only."""

    kind: str
    text: str


WORD, ROOT, SOUND = "n", "r", "s"  # of a name
CONSONANTS, WITHOUT_VOWELS = "c", "v"  # of a name in Latin letters, and in a script that leaves vowels out
DAY, MONTH, YEAR, ABOUT = "b", "m", "y", "a"  # of birth, or when it is expected; ABOUT: a year, by an age that was told
NHS_NUMBER, UPN, PHONE, REFERENCE = "i", "u", "t", "q"
POSTCODE, OUTWARD, HOUSE, STREET, HOUSE_AND_STREET = "p", "o", "h", "w", "d"
LAST, DOOR = "l", "g"  # a last name or a part of it; a house and its flat: by these, members of staff are compared
LONGEST_PARTICLE = 3  # letters of "van" and "der", which are no last names by themselves


def terms_of(mention: Mention) -> frozenset[Term]:
    """Return everything by which this person may be searched for."""
    return frozenset(_terms(mention))


def terms_of_name(name: str) -> frozenset[Term]:
    """Return by what somebody is searched for of whom nothing but the name is known, written in one piece."""
    return frozenset(_of_name(name, name_roots=True))


def _terms(mention: Mention) -> Iterator[Term]:
    for name in mention.names:
        yield from _of_name(name.first, name_roots=True)
        yield from _of_name(name.last, name_roots=False)
        yield from (Term(LAST, last) for last in last_names(name.last))
    facts = facts_of(mention)
    yield from _of_days(facts)
    if facts.nhs_number:
        yield Term(NHS_NUMBER, facts.nhs_number)
    if facts.upn:
        yield Term(UPN, facts.upn.lower())
    yield from (Term(PHONE, phone) for phone in facts.phones)
    for home in facts.homes:
        yield from terms_of_home(home)


def _of_name(half: str, *, name_roots: bool) -> Iterator[Term]:
    """Yield the terms of a first or a last name: of each word, and of words that others write as one."""
    apart = plain_words(half)
    words = dict.fromkeys([*apart, *(a + b for a, b in pairwise(apart)), *([joined(half)] if len(apart) > 1 else [])])
    unvoiced = is_without_vowels(half)
    for word in words:
        yield Term(WORD, word)
        roots = (roots_of(word) if name_roots else frozenset()) | spelled_alike(word)
        yield from (Term(ROOT, plain) for root in roots if (plain := joined(root)) not in words)
        if len(word) >= SHORTEST_SOUND:
            yield Term(SOUND, sound(word).lower())
        if len(frame := consonants(word)) > 1:
            yield Term(WITHOUT_VOWELS if unvoiced else CONSONANTS, frame)


def last_names(typed: str) -> set[str]:
    """Return a last name as one word, and the parts of a double name."""
    return {joined(typed), *(word for word in plain_words(typed) if len(word) > LONGEST_PARTICLE)} - {""}


def _of_days(person: PersonFacts) -> Iterator[Term]:
    day = person.born or person.due
    if day:
        yield from (Term(DAY, f"{day:%Y-%m-%d}"), Term(MONTH, f"{day:%Y-%m}"), Term(YEAR, f"{day:%Y}"))
    elif person.born_between:
        yield from (Term(ABOUT, str(year)) for year in {day.year for day in person.born_between})


def terms_of_home(home: HomeFacts) -> Iterable[Term]:
    """Return the terms of what is known of a home."""
    parts = {
        POSTCODE: home.postcode,
        OUTWARD: home.outward,
        HOUSE: home.house,
        STREET: home.street,
        HOUSE_AND_STREET: home.house and home.street and f"{home.house}+{home.street}",
        DOOR: home.house and f"{home.house}+{home.flat}",
    }
    return [Term(kind, text) for kind, text in parts.items() if text]
