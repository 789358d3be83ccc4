"""A mention made ready to be compared: its texts in one spelling, its days as days, what says nothing left out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from referrals.people.matching import normalise
from referrals.people.matching.homes import HomeFacts, home_facts
from referrals.people.matching.mention import Mention, MentionKind, NameKind, NameMention
from referrals.people.matching.nicknames import NO_FIRST_NAME, NO_LAST_NAME, PARTICLES, TITLES, roots_of, spelled_alike

# Days that systems and people write for a birth date they do not know.
DEFAULT_DAYS = {(1, 1)}
DEFAULT_DATES = {date(1900, 1, 1), date(1900, 1, 2), date(1899, 12, 30), date(1970, 1, 1)}
PREGNANCY = timedelta(weeks=40)
# Nobody counts the weeks of a pregnancy to the day, and a baby may come early.
EARLY, LATE = timedelta(weeks=15), timedelta(weeks=4)


@dataclass(frozen=True, slots=True)
class NameFacts:
    """A name in plain letters; `first` and `last` are written as one word, and "" where there is none."""

    first: str
    first_words: tuple[str, ...]
    first_roots: frozenset[str]
    first_sound: str
    last: str
    last_parts: frozenset[str]
    last_roots: frozenset[str]
    last_sound: str
    without_vowels: bool
    kind: NameKind


class Span(NamedTuple):
    """The first and the last day on which something may have happened."""

    first: date
    last: date

    def gap(self, other: "Span") -> int:
        """Return the days between two spans, 0 where they overlap."""
        return max((self.first - other.last).days, (other.first - self.last).days, 0)


@dataclass(frozen=True, slots=True)
class PersonFacts:
    kind: MentionKind
    names: tuple[NameFacts, ...]
    born: date | None
    born_between: Span | None  # by the age that was told
    age: int | None
    told_on: date | None
    due: date | None
    due_between: Span | None
    sex: str
    nhs_number: str
    upn: str
    phones: frozenset[str]
    homes: tuple[HomeFacts, ...]
    schools: frozenset[str]
    parents: tuple[NameFacts, ...]

    @property
    def is_unborn(self) -> bool:
        return self.kind == MentionKind.UNBORN


# A page compares the same few people with many.
@lru_cache(maxsize=512)
def facts_of(mention: Mention) -> PersonFacts:
    unborn = mention.kind == MentionKind.UNBORN
    born = None if unborn else mention.date_of_birth
    return PersonFacts(
        kind=mention.kind,
        names=tuple(_names(mention.names)),
        born=born,
        born_between=None if unborn or born else _born_between(mention.age, mention.told_on),
        age=mention.age,
        told_on=mention.told_on,
        due=mention.expected_on if unborn else None,
        due_between=_due_between(mention.expected_on, mention.told_on) if unborn else None,
        sex=mention.sex.strip().casefold(),
        nhs_number=normalise.nhs_number(mention.nhs_number),
        upn=normalise.upn(mention.upn),
        phones=frozenset(filter(None, map(normalise.phone, mention.phones))),
        homes=tuple(facts for home in mention.homes if any(facts := home_facts(home))),
        schools=frozenset(filter(None, map(normalise.joined, mention.schools))),
        parents=tuple(_names(mention.parents)),
    )


def is_default(day: date) -> bool:
    """Whether a birth date is one that is written when nobody knows it."""
    return (day.month, day.day) in DEFAULT_DAYS or day in DEFAULT_DATES


def _names(mentions: Iterable[NameMention]) -> Iterable[NameFacts]:
    names = [_name(m.first, m.last, m.kind, normalise.is_without_vowels(m.first + m.last)) for m in mentions]
    return (name for name in names if name.first or name.last)


def _name(first: str, last: str, kind: NameKind, without_vowels: bool) -> NameFacts:
    first_words = _first_words(normalise.plain_words(first))
    last_words = _told(normalise.plain_words(last), NO_LAST_NAME)
    joined_first, joined_last = "".join(first_words), "".join(last_words)
    return NameFacts(
        first=joined_first,
        first_words=first_words,
        first_roots=roots_of(joined_first) | (roots_of(first_words[0]) if len(first_words) > 1 else frozenset()),
        first_sound=normalise.sound(joined_first),
        last=joined_last,
        last_parts=frozenset(word for word in last_words if word not in PARTICLES and len(word) > 1),
        last_roots=spelled_alike(joined_last),
        last_sound=normalise.sound(joined_last),
        without_vowels=without_vowels,
        kind=kind,
    )


def _told(words: tuple[str, ...], missing: frozenset[str]) -> tuple[str, ...]:
    """Return the words of a name without titles, and nothing of what only says that there is none."""
    words = tuple(word for word in words if word not in TITLES)
    return () if all(word in missing for word in words) else words


def _first_words(words: tuple[str, ...]) -> tuple[str, ...]:
    # "Baby of Mary Rowntree" is no name of the baby's.
    if words[:2] in (("baby", "of"), ("b", "o"), ("unborn", "of")):
        return ()
    return _told(words, NO_FIRST_NAME)


def _born_between(age: int | None, told_on: date | None) -> Span | None:
    if age is None or told_on is None:
        return None
    return Span(_years_before(told_on, age + 1) + timedelta(days=1), _years_before(told_on, age))


def _due_between(due: date | None, told_on: date | None) -> Span | None:
    """Return when a child who was not born yet may have been born."""
    if due:
        return Span(due - EARLY, due + LATE)
    return Span(told_on, told_on + PREGNANCY) if told_on else None


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=max(day.year - years, 1))
    except ValueError:  # 29 February
        return day.replace(year=max(day.year - years, 1), day=28)
