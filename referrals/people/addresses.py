"""Which people of a case may share a home, however it is written, and which of their addresses must be kept secret.

An address that somebody asked to keep secret is given away by every other person at it. So the decision is made about
all people of a case together, when they are received and again whenever an address is printed, sent or released. Where
it is not certain, it errs on the side of secrecy: neighbours with the same postcode are kept secret too.
"""

import re
import unicodedata
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from typing import Protocol

from mash.govuk.plain_text import DASHES, FULL_WIDTH, one_line, without_control_characters

# A postcode in any spelling; people write the digit 0 as the letter O.
GAP = r"[^\w\n]*"
INWARD = rf"([0-9][a-z0-9]?){GAP}([0-9o]){GAP}([a-z]){GAP}([a-z])(?![a-z0-9])"
POSTCODE = re.compile(rf"(?<![a-z0-9])([a-z]{{1,2}}){GAP}{INWARD}")
SPACED_POSTCODE = re.compile(rf"(?<![a-z0-9])([a-z]{GAP}[a-z]){GAP}{INWARD}")
APOSTROPHES = str.maketrans("", "", "'`")
LINE = re.compile(r"[\n,;]")
HOUSE_NUMBER = re.compile(r"([0-9]+)[a-z]?")
SHORTENED = {
    "street": ["st", "str", "saint"],  # "St" is both, so here they are the same word
    "road": ["rd"],
    "avenue": ["ave", "av"],
    "lane": ["ln", "la"],
    "close": ["cl", "clo"],
    "court": ["ct", "crt"],
    "drive": ["dr", "drv"],
    "place": ["pl"],
    "square": ["sq"],
    "terrace": ["ter", "terr", "tce"],
    "crescent": ["cres", "cr"],
    "gardens": ["gdns"],
    "grove": ["gr", "gro"],
    "green": ["grn"],
    "house": ["hse", "ho"],
    "cottage": ["cott"],
    "cottages": ["cotts"],
    "mount": ["mt"],
    "park": ["pk"],
    "building": ["bldg"],
    "buildings": ["bldgs"],
    "mews": ["mws"],
    "way": ["wy"],
    "walk": ["wlk", "wk"],
    "heights": ["hts"],
    "estate": ["est"],
    "farm": ["fm"],
    "view": ["vw"],
    "great": ["gt"],
    "little": ["lt"],
    "lower": ["lwr"],
    "upper": ["upr"],
    "north": ["nth"],
    "south": ["sth"],
    "first": ["1st"],
    "second": ["2nd"],
    "third": ["3rd"],
    "fourth": ["4th"],
    "fifth": ["5th"],
    "sixth": ["6th"],
    "seventh": ["7th"],
    "eighth": ["8th"],
    "ninth": ["9th"],
    "tenth": ["10th"],
    "1": ["one"],
    "2": ["two"],
    "3": ["three"],
    "4": ["four"],
    "5": ["five"],
    "6": ["six"],
    "7": ["seven"],
    "8": ["eight"],
    "9": ["nine"],
    "10": ["ten"],
    "11": ["eleven"],
    "12": ["twelve"],
}
IN_FULL = {short: full for full, all_short in SHORTENED.items() for short in all_short}
KINDS_OF_STREET = {*SHORTENED, "hill", "rise", "row", "vale", "yard", "wharf", "parade", "broadway", "end"}
# The name of a house ends here, where the street follows on the same line.
KINDS_OF_HOUSE = {
    *("cottage", "cottages", "house", "lodge", "farm", "farmhouse", "barn", "villa", "hall", "bungalow", "manor"),
    *("court", "mill", "vicarage", "rectory", "flats", "refuge", "hostel", "hotel", "heights", "tower", "towers"),
    *("building", "buildings", "mansions"),
}
PART_OF_HOUSE = re.compile(r"(flat|apartment|apt|unit|room|floor|basement|ground floor|first floor|top floor)\b.*")
# First words of streets that stand after a number in other sentences too: "14 high risks", "3 new schools".
ORDINARY = {
    *("high", "main", "new", "old", "green", "long", "broad", "short", "school", "church", "park", "station"),
    *("bridge", "mill", "great", "little"),
}
LEFT_OUT = "[Not printed: an address that must be kept secret]"
EMPTY_WORDS = {"the", "at", "in", "of", "no", "nr", "number"}


class Housed(Hashable, Protocol):
    """A person of a case, as far as their home is concerned."""

    address: str
    postcode: str
    uprn: str
    whereabouts: str
    address_withheld: bool
    is_subject: bool
    in_household: str


@dataclass(frozen=True)
class Home:
    """What a person's texts say about where they live or stay."""

    postcodes: frozenset[str]
    houses: frozenset[str]  # "12 elm" for 12a Elm Street; "rose cottage"
    phrases: frozenset[str]  # "12 elm street"
    texts: frozenset[str]
    uprn: str = ""

    def may_be(self, other: "Home") -> bool:
        if self.uprn and other.uprn:  # the number of the property decides, whatever the texts say
            return self.uprn == other.uprn
        return bool(self.postcodes & other.postcodes or self.houses & other.houses or self.texts & other.texts)

    def is_elsewhere_than(self, other: "Home") -> bool:
        """Whether both are known well enough to say that they are two homes."""
        numbered = self.uprn and other.uprn
        known = numbered or (self.postcodes and self.houses and other.postcodes and other.houses)
        return bool(known) and not self.may_be(other)


def home_of(person: Housed) -> Home:
    return _home_of(person.address or "", person.postcode or "", person.whereabouts or "", person.uprn or "")


# A page asks for the same few homes once for each of its rows.
@lru_cache(maxsize=64)
def _home_of(address: str, postcode: str, whereabouts: str, uprn: str) -> Home:
    return _home([address, postcode, whereabouts], uprn)


def kept_secret[P: Housed](people: Sequence[P], elsewhere: Collection[P] = ()) -> set[P]:
    """Return the people of one case whose address must be kept secret.

    `elsewhere` are those at a home that somebody of another case keeps secret (referrals/people/secret_homes.py).
    """
    homes = {person: home_of(person) for person in people}
    withheld = {person for person in people if person.address_withheld or person in elsewhere}
    secret = _at_the_same_home(withheld, homes)
    residents = {person for person in people if person.in_household == "yes"}
    in_it = {person for person in secret if person in residents and not person.is_subject}
    if in_it or any(person.is_subject for person in secret):
        secret |= residents
    # Whoever lives in the same home as the subjects gives theirs away, unless that is plainly another.
    secret |= {
        subject
        for subject in people
        if subject.is_subject and any(not homes[subject].is_elsewhere_than(homes[person]) for person in in_it)
    }
    return _at_the_same_home(secret, homes)


def _at_the_same_home[P: Housed](secret: set[P], homes: dict[P, Home]) -> set[P]:
    """Add everybody who may share a home with these, and with those, and so on."""
    secret, waiting = set(secret), list(secret)
    while waiting:
        home = homes[waiting.pop()]
        sharing = {person for person, theirs in homes.items() if person not in secret and theirs.may_be(home)}
        secret |= sharing
        waiting += sharing
    return secret


def gives_away(text: str, secret: Iterable[Housed]) -> bool:
    """Return whether a text has the postcode or the house of somebody whose address must be kept secret."""
    return _gives_away(text, [home_of(person) for person in secret])


def secret_in(what: str) -> str:
    """Return the words with which a page refuses to send what gives away a secret address."""
    return f"{what} has an address that must be kept secret, so it cannot be sent. Take it out"


def on_paper(text: str, secret: Collection[Housed]) -> str:
    """Return a text without the sentences that give away a secret address."""
    return without_secret_addresses(text, secret, instead=LEFT_OUT)


def without_secret_addresses(text: str, secret: Collection[Housed], *, instead: str) -> str:
    """Return the text with `instead` for each sentence that gives away where one of these people lives."""
    homes = [home_of(person) for person in secret]
    if not text or not _gives_away(text, homes):
        return text
    parts = re.split(r"((?<=[.!?])\s+|\n+)", text)
    hidden = [instead if _gives_away(part, homes) else part for part in parts]
    # An address over several lines is in none of them alone.
    return instead if _gives_away("".join(hidden).replace(instead, ""), homes) else "".join(hidden)


def _gives_away(text: str, homes: Sequence[Home]) -> bool:
    if not homes:
        return False
    there, words = _home([text]), f" {' '.join(address_words(folded_lines(text)))} "
    return any(
        there.postcodes & home.postcodes
        or (home.uprn and f" {home.uprn} " in words)
        or there.phrases & home.phrases
        or any(house in there.houses for house in home.houses if _is_telling(house))
        or any(f" {house} " in words for house in home.houses if " " in house and not house[0].isdigit())
        for home in homes
    )


def _is_telling(house: str) -> bool:
    number, _, street = house.partition(" ")
    return number.isdigit() and street not in ORDINARY


def _home(texts: Sequence[str], uprn: str = "") -> Home:
    folded = [folded_lines(text) for text in texts]
    return Home(
        frozenset(code for text in folded for code in postcodes_in(text)),
        frozenset(house for text in folded for house in _houses(text)),
        frozenset(phrase for text in folded for phrase in _phrases(text)),
        frozenset(filter(None, ("".join(address_words(text)) for text in folded))),
        uprn,
    )


def folded_lines(text: str) -> str:
    """Return lines in small plain letters, without accents, apostrophes and what cannot be seen."""
    lines = "\n".join(map(one_line, without_control_characters(text).split("\n")))
    if lines.isascii():
        return lines.lower().translate(APOSTROPHES)
    plain = unicodedata.normalize("NFKD", lines.translate(FULL_WIDTH).translate(DASHES)).casefold()
    return "".join(c for c in plain if unicodedata.category(c) not in ("Mn", "Cf") and c not in "'’‘`")


def postcodes_in(text: str) -> set[str]:
    # Over the end of a line too, for a postcode that was wrapped.
    spellings = [pattern.findall(text.replace("\n", " ")) for pattern in (POSTCODE, SPACED_POSTCODE)]
    return {
        f"{re.sub(GAP, '', area)}{district}{'0' if sector == 'o' else sector}{first}{second}"
        for area, district, sector, first, second in [*POSTCODE.findall(text), *chain(*spellings)]
    }


def address_words(text: str) -> list[str]:
    words = re.findall(r"[^\W_]+", text)
    return [IN_FULL.get(word, word) for word in words if word not in EMPTY_WORDS]


def _houses(text: str) -> set[str]:
    bare = POSTCODE.sub(" ", text)
    at_the_end = chain(*(_numbered_at_the_end(address_words(line)) for line in LINE.split(bare)))
    numbered = {f"{number} {street}" for number, street, _ in [*_numbered(address_words(bare)), *at_the_end]}
    return numbered | _named(bare)


def _phrases(text: str) -> set[str]:
    words = address_words(POSTCODE.sub(" ", text))
    return {f"{number} {street} {following}" for number, street, following in _numbered(words)}


def _numbered(words: Sequence[str]) -> Iterable[tuple[str, str, str]]:
    """Yield each number with the first two words of its street: of "Flat 2, 12a Elm Street" both 2 and 12."""
    numbers: list[str] = []
    for word, following in pairwise([*words, ""]):
        if number := HOUSE_NUMBER.fullmatch(word):
            numbers.append(number[1].lstrip("0"))
        elif len(word) > 1 and (word != "street" or not following):  # "12 a Elm Street", "12 St Mary’s Road"
            yield from ((number, word, following) for number in numbers)
            numbers = []


def _numbered_at_the_end(words: Sequence[str]) -> Iterable[tuple[str, str, str]]:
    """Yield "12 elm street" for "Elm Street 12", as it is written in other countries."""
    if len(words) > 1 and HOUSE_NUMBER.fullmatch(words[-1]) and KINDS_OF_STREET & set(words[:-1]):
        yield from _numbered([words[-1], *words[:-1]])


def _named(text: str) -> set[str]:
    """Return the name of the house: the first line without its flat, up to the kind of house."""
    for line in LINE.split(text):
        words = address_words(line)
        if not words or PART_OF_HOUSE.fullmatch(" ".join(words)):
            continue
        if any(word[0].isdigit() for word in words):
            return set()
        ends = [place for place, word in enumerate(words, start=1) if word in KINDS_OF_HOUSE]
        return {" ".join(words[: ends[0]] if ends else words)}
    return set()
