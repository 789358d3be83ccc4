"""What somebody means who types into the search box: a name, a reference, a day, a number, a phone or an address.

Whatever is typed is read as something, or gets a sentence that says why it cannot be searched for. A text that may mean
two things has two meanings. Nothing here looks into the database.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, pairwise
from typing import NamedTuple

from mash.govuk.dates import MONTHS
from mash.govuk.identifiers import UPN_SHAPE, is_placeholder, nhs_number_is_valid, upn_is_valid
from mash.govuk.moments import words as day_in_words
from mash.govuk.plain_text import DASHES, FULL_WIDTH, identifier, one_line
from referrals.models.identifiers import ALPHABET, part_as_written
from referrals.people.addresses import HOUSE_NUMBER, KINDS_OF_HOUSE, KINDS_OF_STREET, address_words, postcodes_in
from referrals.people.matching import HomeMention, normalise, terms
from referrals.people.matching.homes import PARTS_OF_HOUSE, HomeFacts, home_facts
from referrals.people.matching.nicknames import roots_of, spelled_alike
from referrals.people.matching.terms import Term

LONGEST = 200  # characters
MOST_WORDS = 8
SHORTEST_PART = 3  # of a reference: shorter parts match too many
OLDEST = 1900
OF_PLACES = {word for word in KINDS_OF_STREET | PARTS_OF_HOUSE if word.isalpha()}
REFERENCE = re.compile(
    rf"(?<![A-Z0-9])(?:[A-Z0-9]{{1,6}}[ -]*)??([{ALPHABET}]{{4}})[ -]*([{ALPHABET}]{{4}})(?![A-Z0-9])"
)
PART_OF_REFERENCE = re.compile(rf"[A-Z0-9]{{0,6}}-?[{ALPHABET}]{{1,4}}(?:-?[{ALPHABET}]{{1,4}})?")
VOWELS = set("AEIOU")
PHONE = re.compile(r"[+(]?[0-9][0-9 ().\-/]{7,30}")
OUTWARD = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?")
SECTOR = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]? [0-9]")
OF_OTHERS = re.compile(r"(?:[a-z]+ ){0,2}(?:ref|reference|no|number)\b[ .:#]*(?=\S)", re.IGNORECASE)
BIRTH_LABEL = re.compile(
    r"\b(?:d\.?o\.?b\.?|born(?: on| in)?|date of birth|birth ?date|birthday)\b[ :]*", re.IGNORECASE
)
MONTH = rf"({'|'.join(MONTHS)})[a-z]*\.?"
NOT_AFTER, NOT_BEFORE = r"(?<![\w/.\-])", r"(?![\w/\-]|\.\w)"
DAY_ALONE = [
    (re.compile(rf"{NOT_AFTER}(\d{{4}})[/.\-](\d{{1,2}})[/.\-](\d{{1,2}}){NOT_BEFORE}"), (3, 2, 1)),
    (re.compile(rf"{NOT_AFTER}(\d{{1,2}}) ?[/.\-] ?(\d{{1,2}}) ?[/.\-] ?(\d{{4}}|\d{{2}}){NOT_BEFORE}"), (1, 2, 3)),
    (
        re.compile(
            rf"{NOT_AFTER}(\d{{1,2}})(?:st|nd|rd|th)?[ \-]+(?:of )?{MONTH},?[ \-]+(\d{{4}}|\d{{2}}){NOT_BEFORE}", re.I
        ),
        (1, 2, 3),
    ),
    (re.compile(rf"{NOT_AFTER}{MONTH} (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}}){NOT_BEFORE}", re.I), (2, 1, 3)),
    (re.compile(r"^(\d{1,2}) (\d{1,2}) (\d{4}|\d{2})$"), (1, 2, 3)),
    (re.compile(r"^(\d\d)(\d\d)((?:19|20)\d\d)$"), (1, 2, 3)),
]
MONTH_OF_YEAR = [
    (re.compile(rf"{NOT_AFTER}{MONTH},? (\d{{4}}){NOT_BEFORE}", re.I), (1, 2)),
    (re.compile(rf"{NOT_AFTER}(\d{{1,2}})/(\d{{4}}){NOT_BEFORE}"), (1, 2)),
]
YEAR = re.compile(rf"{NOT_AFTER}((?:19|20)\d\d){NOT_BEFORE}")


class Sought(NamedTuple):
    """A term to look for; as a beginning of longer ones where `begins` is set."""

    term: Term
    begins: bool = False


type Query = tuple[tuple[Sought, ...], ...]  # for each group, one of its terms at least


@dataclass(frozen=True)
class Meaning:
    """One thing that the text may mean. `alike` is a wider query, for other spellings."""

    words: str  # "people born on 3 May 2019"
    query: Query
    alike: Query = ()
    part_of_reference: str = ""
    by_home: bool = False


class NotSearchable(ValueError):
    """What was typed cannot be searched for; the text is a sentence for whoever typed it."""


class When(NamedTuple):
    words: str
    query: tuple[Sought, ...]
    alike: tuple[Sought, ...]


def understand(typed: str, *, today: date) -> list[Meaning]:
    """Return what the text may mean, the likeliest first.

    Raises NotSearchable where nothing was typed that anybody could be found by.
    """
    text = one_line(typed).translate(FULL_WIDTH).translate(DASHES)
    if len(text) > LONGEST:
        raise NotSearchable(f"What you search for must be {LONGEST} characters or less")
    if not normalise.plain_words(text):
        raise NotSearchable("Enter a name, a reference, a birth date, a number, a phone number or an address")
    meanings = (meaning for reads in READERS if (meaning := reads(text, today)))
    if sure := next(meanings, []):
        return sure
    return _several(text, today)


def _own_reference(text: str, today: date) -> list[Meaning]:
    whole = REFERENCE.search(text.upper())
    if whole is None or not any(map(str.isalpha, whole[0])):  # a phone number has no letter
        return []
    # Its letters alone: they are of one record, and what stands before them may be another word.
    letters = "-".join(whole.groups())
    return [Meaning(f"the reference {letters}", (), part_of_reference=letters)]


def _number(text: str, today: date) -> list[Meaning]:
    bare = re.sub(r"[ .\-]", "", identifier(text)).upper()
    if UPN_SHAPE.fullmatch(bare):
        if not upn_is_valid(bare):
            raise NotSearchable(
                f"{bare} is not a unique pupil number: its first letter does not fit the rest. Check it"
            )
        return [Meaning("the unique pupil number", _one(Term(terms.UPN, bare.lower())))]
    if not re.fullmatch(r"[0-9]{10}", bare):
        return []
    if len(set(bare)) == 1 or is_placeholder(bare):
        raise NotSearchable(f"{bare} is nobody’s number: people write it where they do not know the right one")
    if nhs_number_is_valid(bare):
        return [Meaning(f"the NHS number {bare[:3]} {bare[3:6]} {bare[6:]}", _one(Term(terms.NHS_NUMBER, bare)))]
    if bare.startswith("0"):
        return []
    raise NotSearchable(f"{bare} is not an NHS number: its last digit does not fit the rest. Check it")


def _phone(text: str, today: date) -> list[Meaning]:
    written = identifier(text)
    if not PHONE.fullmatch(written) or any(pattern.search(text) for pattern, _ in DAY_ALONE):
        return []
    number = normalise.phone(written)
    return [Meaning(f"the phone number {number}", _one(Term(terms.PHONE, number)))] if number else []


def _born(text: str, today: date) -> list[Meaning]:
    """A day, a month or a year, perhaps beside a name: "Kit Sumner 3/5/2019"."""
    when, rest = _when(BIRTH_LABEL.sub("", text), today)
    if when is None or _is_place(rest):
        return []
    words = [word for word in normalise.plain_words(rest) if len(word) > 1][:MOST_WORDS]
    if any(map(str.isdigit, words)):
        return []
    names, alike = _of_names(words, without_vowels=normalise.is_without_vowels(rest))
    called = f" called {rest.strip(' ,;')}" if words else ""
    return [Meaning(f"people{called} born {when.words}", (*names, when.query), (*alike, when.alike))]


def _home(text: str, today: date) -> list[Meaning]:
    return [_at_home(text)] if _is_place(text) else []


READERS: list[Callable[[str, date], list[Meaning]]] = [_own_reference, _number, _born, _home, _phone]


def _several(text: str, today: date) -> list[Meaning]:
    """Read what may be a name as a name, and what may be something else besides as that too."""
    bare, meanings = identifier(text), []
    words = normalise.plain_words(text)[:MOST_WORDS]
    long = [word for word in words if len(word) > 1]
    if any(word.isalpha() and len(word) > 2 or len(words) == 1 and not _has_digit(word) for word in long):
        names, alike = _of_names(long, without_vowels=normalise.is_without_vowels(text))
        meanings.append(Meaning(f"names like “{text}”", names, alike))
    part = part_as_written(bare)
    # Its letters have no vowels, unlike most names.
    if len(part) >= SHORTEST_PART and PART_OF_REFERENCE.fullmatch(part) and ("-" in part or not VOWELS & set(part)):
        meanings.append(Meaning(f"references with {part}", (), part_of_reference=part))
    if OUTWARD.fullmatch(bare.upper()):
        meanings.append(Meaning(f"homes in {bare.upper()}", _one(Term(terms.OUTWARD, bare.lower())), by_home=True))
    theirs = OF_OTHERS.sub("", bare, count=1) if OF_OTHERS.match(bare) else bare
    if _has_digit(theirs) and len(joined := normalise.joined(theirs)) >= SHORTEST_PART:
        meanings.append(Meaning(f"the reference {theirs} of the police or another agency", _other_reference(joined)))
    if len(words) > 1 and words[-1] in OF_PLACES | KINDS_OF_HOUSE:
        meanings.append(_at_home(text))
    if not meanings:
        raise NotSearchable("Enter at least two letters of a name, or three of a reference")
    return meanings


def _has_digit(word: str) -> bool:
    return any(map(str.isdigit, word))


def _other_reference(joined: str) -> Query:
    return ((Sought(Term(terms.REFERENCE, joined), begins=True),),)


def names_in(text: str) -> Query:
    """Return the query for a text that is read as names alone, as they are written or in another way."""
    words = [word for word in normalise.plain_words(text) if len(word) > 1][:MOST_WORDS]
    return _of_names(words, without_vowels=normalise.is_without_vowels(text))[1]


# Names ---------------------------------------------------------------------------------------------------------------
def _of_names(words: Sequence[str], *, without_vowels: bool) -> tuple[Query, Query]:
    """Return the query for these words as they are written, and the one for names that they may stand for."""
    spelled = [(word, *_written_together(words, place)) for place, word in enumerate(words)]
    as_written = tuple(tuple(map(_word, group)) for group in spelled)
    alike = tuple(
        (*map(_word, group), *chain.from_iterable(_alike(word, without_vowels) for word in group)) for group in spelled
    )
    return as_written, alike


def _word(word: str) -> Sought:
    return Sought(Term(terms.WORD, word), begins=len(word) >= terms.SHORTEST_PREFIX)


def _written_together(words: Sequence[str], place: int) -> Iterator[str]:
    """Yield this word with the one before and the one after it, as in "Mc Donald"."""
    yield from map("".join, pairwise(words[max(place - 1, 0) : place + 2]))


def _alike(word: str, without_vowels: bool) -> Iterator[Sought]:
    stands_for = {plain for root in roots_of(word) | spelled_alike(word) if (plain := normalise.joined(root))}
    yield Sought(Term(terms.ROOT, word))
    for root in sorted(stands_for - {word}):
        yield from (Sought(Term(terms.WORD, root)), Sought(Term(terms.ROOT, root)))
    if len(word) >= terms.SHORTEST_SOUND:
        yield Sought(Term(terms.SOUND, normalise.sound(word).lower()))
    if len(frame := normalise.consonants(word)) > 1:
        yield Sought(Term(terms.WITHOUT_VOWELS, frame))
        if without_vowels:
            yield Sought(Term(terms.CONSONANTS, frame))


# Days ----------------------------------------------------------------------------------------------------------------
def _when(text: str, today: date) -> tuple[When | None, str]:
    """Return the day, month or year in a text, and the text without it. Raises NotSearchable for no real date."""
    dated: list[tuple[list, Callable[..., When]]] = [(DAY_ALONE, _day), (MONTH_OF_YEAR, _month)]
    for patterns, reads in dated:
        for pattern, places in patterns:
            if match := pattern.search(text):
                return reads(*(match[place] for place in places), today=today), _without(text, match)
    if match := YEAR.search(text):
        year = match[1]
        about = (Sought(Term(terms.YEAR, year)), Sought(Term(terms.ABOUT, year)))
        return When(f"in {year}, or of that age", about, about), _without(text, match)
    return None, text


def _without(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}"


def _day(day: str, month: str, year: str, *, today: date) -> When:
    number, full = _month_number(month), _full_year(year, today)
    born = _real(int(day), number, full)
    turned = _real(number, int(day), full) if int(day) <= 12 else None
    if born is None and number > 12:  # as it is written in America
        born, turned = _real(number, int(day), full), None
    if born is None or born.year < OLDEST:
        raise NotSearchable(f"{day} {month} {year} is not a real birth date. Check it")
    days = tuple(Sought(Term(terms.DAY, f"{it:%Y-%m-%d}")) for it in dict.fromkeys([born, turned]) if it)
    return When(f"on {day_in_words(born)}", days[:1], days)


def _month(month: str, year: str, *, today: date) -> When:
    number = _month_number(month)
    first = _real(1, number, int(year))
    if first is None or not OLDEST <= first.year <= today.year + 1:
        raise NotSearchable(f"{month} {year} is not a real month. Check it")
    in_it = (Sought(Term(terms.MONTH, f"{first:%Y-%m}")),)
    return When(f"in {first:%B %Y}", in_it, in_it)


def _month_number(month: str) -> int:
    return int(month) if month.isdigit() else MONTHS.index(month[:3].lower()) + 1


def _full_year(year: str, today: date) -> int:
    """Return "19" as 2019, and "67" as 1967: nobody is born after next year."""
    if len(year) == 4:
        return int(year)
    this_century = today.year // 100 * 100 + int(year)
    return this_century if this_century <= today.year + 1 else this_century - 100


def _real(day: int, month: int, year: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


# Homes ---------------------------------------------------------------------------------------------------------------
def _is_place(text: str) -> bool:
    """Whether the text has a postcode, or begins with the number of a house, or has one and the word for a street."""
    if postcodes_in(text.lower()) or SECTOR.fullmatch(text.upper()):
        return True
    words = address_words(" ".join(normalise.plain_words(text)))
    numbers = [place for place, word in enumerate(words) if HOUSE_NUMBER.fullmatch(word)]
    if not numbers:
        return False
    begins_with_one = numbers[0] == 0 and any(len(word) > 2 and word.isalpha() for word in words[1:])
    return begins_with_one or any(word in OF_PLACES for word in words)


def _at_home(text: str) -> Meaning:
    if SECTOR.fullmatch(text.upper()):
        sector = Term(terms.POSTCODE, normalise.joined(text))
        return Meaning(f"homes in {text.upper()}", ((Sought(sector, begins=True),),), by_home=True)
    home = home_facts(HomeMention(text))
    return Meaning(f"homes at “{text}”", tuple((Sought(term),) for term in _parts_of(home)), by_home=True)


def _parts_of(home: HomeFacts) -> Iterator[Term]:
    """Yield what is to agree: house and street together where both are known, and the postcode."""
    if home.postcode:
        yield Term(terms.POSTCODE, home.postcode)
    if home.house and home.street:
        yield Term(terms.HOUSE_AND_STREET, f"{home.house}+{home.street}")
    elif home.house or home.street:
        yield Term(terms.HOUSE if home.house else terms.STREET, home.house or home.street)


def _one(term: Term) -> Query:
    return ((Sought(term),),)
