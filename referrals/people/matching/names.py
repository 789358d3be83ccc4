"""How alike two names are, first and last name each with a level of its own."""

from itertools import product
from typing import NamedTuple

from rapidfuzz.distance import OSA, JaroWinkler

from referrals.people.matching import weights
from referrals.people.matching.facts import NameFacts
from referrals.people.matching.mention import NameKind
from referrals.people.matching.nicknames import SAY_LITTLE, roots_of
from referrals.people.matching.normalise import consonants

CLOSE, ALIKE, TURNED = 0.92, 0.79, 0.9
A_SLIP, LONG = 2, 6  # edits, letters


class NameLevels(NamedTuple):
    """How one name of the one compares with one of the other, and the bits of each half."""

    first: str
    last: str
    first_bits: float
    last_bits: float
    under_another: bool  # by an alias or a previous name of either

    @property
    def bits(self) -> float:
        return self.first_bits + self.last_bits


NOTHING = NameLevels("missing", "missing", 0.0, 0.0, False)


def best_names(ours: tuple[NameFacts, ...], theirs: tuple[NameFacts, ...], *, unborn: bool = False) -> NameLevels:
    """Return the levels of the two names that agree best."""
    pairs = [_compared(a, b, unborn) for a, b in product(ours, theirs)]
    return max(pairs, key=lambda pair: (pair.bits, not pair.under_another), default=NOTHING)


def first_level(a: NameFacts, b: NameFacts) -> str:
    if not (a.first and b.first):
        return "missing"
    if a.first == b.first:
        return "exact"
    begin_with_forms = bool(a.first_roots & b.first_roots)
    if begin_with_forms and a.first_words[1:] == b.first_words[1:]:
        return "variant"
    if level := _level_of_words(a.first_words, b.first_words):
        return level
    if begin_with_forms:
        return _level_of_forms(a.first_words, b.first_words)
    if len(a.first) == 1 or len(b.first) == 1:
        return "initial" if a.first[0] == b.first[0] else "different"
    if _same_consonants(a, b, a.first_words[0], b.first_words[0]):
        return "close"
    return _level_of_spelling(a, b)


def _level_of_words(a: tuple[str, ...], b: tuple[str, ...]) -> str:
    """Return "more" where one has further names, "part" where they share a name and are not plainly the same."""
    if len(a) == len(b) == 1:
        return ""
    short, long = sorted((a, b), key=len)
    if len(short) == 1 and short[0] == long[0]:
        return "part" if short[0] in SAY_LITTLE else "more"
    if set(short) == set(long):
        return "variant"
    return "part" if set(short) & {word for word in long if len(word) > 1} else ""


def _level_of_forms(a: tuple[str, ...], b: tuple[str, ...]) -> str:
    """Return the level of names that begin with two forms of one name and go on differently."""
    short = min(a, b, key=len)
    return "part" if len(short) > 1 or roots_of(short[0]) & SAY_LITTLE else "more"


def _level_of_spelling(a: NameFacts, b: NameFacts) -> str:
    likeness, edits = _likeness(a.first, b.first)
    # Two names that are both usual are seldom a slip of the pen: Ella and Bella are sisters.
    usual = weights.is_usual_first(a.first) and weights.is_usual_first(b.first)
    same_beginning = a.first[0] == b.first[0]
    if not usual and same_beginning and (likeness >= CLOSE and edits <= 1 or edits == 1 and _long(a.first, b.first)):
        return "close"
    if likeness >= ALIKE or edits <= A_SLIP and _long(a.first, b.first) or a.first_sound == b.first_sound:
        return "alike"
    return "begins_alike" if a.first[:2] == b.first[:2] else "different"


def last_level(a: NameFacts, b: NameFacts) -> str:
    if not (a.last and b.last):
        return "missing"
    if a.last == b.last:
        return "exact"
    if a.last_roots & b.last_roots:
        return "variant"
    if a.last_parts & b.last_parts:
        return "part"
    likeness, edits = _likeness(a.last, b.last)
    sounds_alike = a.last_sound == b.last_sound
    if likeness >= CLOSE or sounds_alike and likeness >= ALIKE or _same_consonants(a, b, a.last, b.last):
        return "close"
    if likeness >= ALIKE or sounds_alike or edits <= A_SLIP and _long(a.last, b.last):
        return "alike"
    return "different"


def _compared(a: NameFacts, b: NameFacts, unborn: bool) -> NameLevels:
    under_another = NameKind.TOLD not in (a.kind, b.kind) or a.kind != b.kind
    first, last = first_level(a, b), last_level(a, b)
    straight = NameLevels(
        first,
        last,
        weights.first_bits(first, a.first, b.first),
        weights.last_bits("different_unborn" if unborn and last == "different" else last, a.last, b.last),
        under_another,
    )
    if not _are_turned(a, b):
        return straight
    half = (weights.swapped_bits(a.first, b.last) + weights.swapped_bits(a.last, b.first)) / 2
    turned = NameLevels("swapped", "swapped", half, half, under_another)
    return max(straight, turned, key=lambda levels: levels.bits)


def _are_turned(a: NameFacts, b: NameFacts) -> bool:
    """Whether first and last name changed places, perhaps with a slip."""
    if not (a.first and a.last and b.first and b.last):
        return False
    worse, better = sorted((_likeness(a.first, b.last)[0], _likeness(a.last, b.first)[0]))
    return worse >= TURNED or worse >= ALIKE and better == 1.0


def _likeness(a: str, b: str) -> tuple[float, int]:
    """Return the same for (a, b) and (b, a), which Jaro's measure by itself does not."""
    a, b = (a, b) if a <= b else (b, a)
    return JaroWinkler.similarity(a, b), OSA.distance(a, b)


def _long(a: str, b: str) -> bool:
    return min(len(a), len(b)) >= LONG


def _same_consonants(a: NameFacts, b: NameFacts, word: str, other: str) -> bool:
    if not (a.without_vowels or b.without_vowels):
        return False
    return len(ours := consonants(word)) > 1 and ours == consonants(other)
