"""Which first names are forms of one name, and which words are written where there is no name."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from referrals.people.matching.normalise import joined, plain_words

LISTS = tomllib.loads((Path(__file__).parent / "nicknames.toml").read_text(encoding="utf-8"))
VERSION: str = LISTS["version"]


def _roots(groups: Mapping[str, str]) -> dict[str, frozenset[str]]:
    roots: dict[str, set[str]] = {}
    for root, forms in groups.items():
        for form in forms.split():
            roots.setdefault(joined(form), set()).add(root)
    return {form: frozenset(named) for form, named in roots.items()}


SPELLED, SHORT = _roots(LISTS["spelled"]), _roots(LISTS["short"])
NO_FIRST_NAME, NO_LAST_NAME, TITLES = (
    frozenset(plain_words(LISTS["missing"][name])) for name in ("first", "last", "titles")
)
SAY_LITTLE, PARTICLES = (frozenset(plain_words(LISTS["said_little"][name])) for name in ("first", "particles"))


def spelled_alike(word: str) -> frozenset[str]:
    """Return the names that this word spells, itself among them."""
    return SPELLED.get(word, frozenset()) | {word}


@lru_cache(maxsize=4096)
def roots_of(word: str) -> frozenset[str]:
    """Return the names that a first name may stand for: "tomek" for Tomek, Tomasz and Thomas."""
    roots, waiting = {word}, [word]
    while waiting:
        form = waiting.pop()
        further = (SPELLED.get(form, frozenset()) | SHORT.get(form, frozenset())) - roots
        roots |= further
        waiting += further
    return frozenset(roots)
