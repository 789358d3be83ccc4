"""Where somebody lives, in parts that can be compared: flat, house, street, town, postcode and more.

`referrals/people/addresses.py` errs on the side of secrecy and takes neighbours for one home; here two homes of one
street have to stay two. Both read words, numbers and postcodes in the same way.
"""

import re
from functools import lru_cache
from itertools import chain, takewhile
from typing import NamedTuple

from referrals.people.addresses import (
    HOUSE_NUMBER,
    IN_FULL,
    KINDS_OF_HOUSE,
    KINDS_OF_STREET,
    LINE,
    POSTCODE,
    SPACED_POSTCODE,
    address_words,
    folded_lines,
    postcodes_in,
)
from referrals.people.matching.mention import HomeMention
from referrals.people.matching.normalise import joined, plain_words, uprn

PARTS_OF_HOUSE = {"flat", "apartment", "apt", "unit", "room", "bedsit", "studio", "floor", "basement", "attic", "block"}
# "Matlockstreet": of the usual kinds, the ones that hardly end another name.
WRITTEN_TOGETHER = re.compile(r"(?<=...)(street|road|avenue|lane|close|drive|crescent|terrace|gardens)$")
HOUSE_NAMES = KINDS_OF_HOUSE - {"court", "mill"}
SHORTEST_UK_POSTCODE = 5


class HomeFacts(NamedTuple):
    """Each part is "" where it is not known; `street` is without its kind: "matlock" of "12 Matlock St"."""

    flat: str = ""
    house: str = ""
    street: str = ""
    town: str = ""
    postcode: str = ""
    building: str = ""  # its name, where the house has a number too
    uprn: str = ""

    @property
    def sector(self) -> str:
        """The postcode without its last letters: some thousand homes."""
        return self.postcode[:-2] if len(self.postcode) >= SHORTEST_UK_POSTCODE else self.postcode[:-1]

    @property
    def outward(self) -> str:
        return self.postcode[:-3] if len(self.postcode) >= SHORTEST_UK_POSTCODE else self.postcode[:-2]


@lru_cache(maxsize=512)
def home_facts(home: HomeMention) -> HomeFacts:
    """Return the parts of a home, whichever way round and however shortened they were written."""
    lines, code = folded_lines(home.address), folded_lines(home.postcode)
    postcode = next(chain(postcodes_in(code), postcodes_in(lines)), joined(home.postcode))
    apart = [
        address_words(" ".join(plain_words(line)))
        for line in LINE.split(SPACED_POSTCODE.sub("\n", POSTCODE.sub("\n", lines)))
    ]
    return _parts([words for words in apart if words])._replace(postcode=postcode, uprn=uprn(home.uprn))


# What a number counts in a sentence, where no house is meant: "12 years old at ZZ1 1ZA".
COUNTED = {
    *("year", "years", "month", "months", "week", "weeks", "day", "days", "hour", "hours", "minute", "minutes"),
    *("times", "child", "children", "people", "adults", "oclock"),
}
LONGEST_STREET = 5  # words
NUMBER = re.compile(r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b", re.IGNORECASE)
# Of the kinds of street those that end its name.
LAST_WORDS = KINDS_OF_STREET - {
    *map(str, range(1, 13)),
    *("great", "little", "lower", "upper", "north", "south"),
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
}
SHORTER = {short for short, full in IN_FULL.items() if full in LAST_WORDS}
PLACE = re.compile(rf"\b(?:{'|'.join(sorted(LAST_WORDS | SHORTER))})\b|\d\W*[a-z]\W*[a-z]\b", re.IGNORECASE)
SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
LONGEST_ADDRESS = 5  # lines


def homes_in(text: str) -> list[HomeMention]:
    """Return the homes that a text names, each as an address: a number with its street, or with a postcode beside it.

    Read by the sentence, and by a few lines for an address that stands over several. It is a guess: what people type as
    an address itself is read by `home_facts`.
    """
    return list(_named_in(text))


# A page asks about the same texts for each of its rows.
@lru_cache(maxsize=256)
def _named_in(text: str) -> tuple[HomeMention, ...]:
    lines = text.split("\n")
    over_lines = ["\n".join(lines[place : place + LONGEST_ADDRESS]) for place in range(len(lines) - 1)]
    parts = [part for part in [*SENTENCE.split(text), *over_lines] if _may_name_a_home(part)]
    return tuple(dict.fromkeys(home for part in parts for home in _homes_in(folded_lines(part))))


def _may_name_a_home(text: str) -> bool:
    """Whether it is worth while to read a text: it has a number, and a kind of street or the end of a postcode."""
    return not text.isascii() or bool(NUMBER.search(text) and PLACE.search(text))


def _homes_in(text: str) -> list[HomeMention]:
    codes = sorted(postcodes_in(text)) or [""]
    lines = SPACED_POSTCODE.sub("\n", POSTCODE.sub("\n", text))
    words = address_words(lines)
    addresses = [
        f"{_flat_before(words[:place])}{word} {' '.join(street)}"
        for place, word in enumerate(words)
        if HOUSE_NUMBER.fullmatch(word) and not (place and words[place - 1] in PARTS_OF_HOUSE)
        if (street := _street_in(words[place + 1 :], anyhow=bool(codes[0])))
    ]
    addresses += [address for line in LINE.split(lines) if (address := _numbered_last(address_words(line)))]
    return [HomeMention(address, code) for address in addresses for code in codes]


def _numbered_last(words: list[str]) -> str:
    """Return "12 elm street" for a line that ends with "Elm Street 12", as it is written in other countries."""
    *street, number = words[-LONGEST_STREET:] or [""]
    place = max((place for place, word in enumerate(street) if place and word in LAST_WORDS), default=None)
    if not HOUSE_NUMBER.fullmatch(number) or place is None or any(word[0].isdigit() for word in street):
        return ""
    return " ".join([number, street[place - 1], street[place]])


def _street_in(words: list[str], *, anyhow: bool) -> list[str]:
    """Return the words up to a kind of street; `anyhow` the next two of any kind."""
    words = words[1:] if words[:1] and len(words[0]) == 1 else words  # "12 a Elm Street"
    near = list(takewhile(lambda word: not any(map(str.isdigit, word)), words[:LONGEST_STREET]))
    if not near or near[0] in COUNTED:
        return []
    end = next((place for place, word in enumerate(near) if place and word in LAST_WORDS), None)
    if end is None:
        return near[:2] if anyhow else []
    return near[: end + 1]


def _flat_before(words: list[str]) -> str:
    if words[-2:-1] and words[-2] in PARTS_OF_HOUSE:
        return f"flat {words[-1]}, "
    return ""


def _parts(lines: list[list[str]]) -> HomeFacts:
    flat, lines = _without_flat(lines)
    numbered = [place for place, words in enumerate(lines) if any(map(HOUSE_NUMBER.fullmatch, words))]
    if not numbered:
        house, following = _named_house(lines)
        return HomeFacts(flat, house, _stem(following[0]) if following else "", _town(following[1:]))
    # Of "Block 4, 16 Mill Lane" the second.
    place = next((place for place in numbered if KINDS_OF_STREET & set(lines[place][1:])), numbered[0])
    (numbers, street), following = _numbers_and_street(lines[place]), lines[place + 1 :]
    if not street and following:
        street, following = following[0], following[1:]
    flat = flat or (numbers[-2] if len(numbers) > 1 else "")
    building = "".join(chain(*lines[:place]))
    return HomeFacts(flat, numbers[-1], _stem(street), _town(following), building=building)


def _without_flat(lines: list[list[str]]) -> tuple[str, list[list[str]]]:
    """Take "flat 2" out of the lines, before, behind or beside the house."""
    flat, others = "", []
    for line in lines:
        words = list(line)
        for place, word in enumerate(line):
            if word in PARTS_OF_HOUSE and not flat:
                flat = "".join(line[place + 1 : place + 2])
                words = line[:place] + line[place + 2 :]
        if words:
            others.append(words)
    return flat.lstrip("0"), others


def _numbers_and_street(words: list[str]) -> tuple[list[str], list[str]]:
    """Return the numbers of a line, that of the house last, and the words of its street: "12 Elm St" as "Elm St 12"."""
    numbers, street = [], []
    for word in words:
        if number := HOUSE_NUMBER.fullmatch(word):
            numbers.append(number[1].lstrip("0"))
        elif len(word) > 1:  # "12 a Elm Street"
            street.append(word)
    return numbers, street


def _named_house(lines: list[list[str]]) -> tuple[str, list[list[str]]]:
    """Return the name of the house in the first line, and what follows it in that line and the others."""
    if not lines:
        return "", []
    first, *others = lines
    for place, word in enumerate(first, start=1):
        if word in HOUSE_NAMES and place > 1 and first[place:]:
            return "".join(first[:place]), [first[place:], *others]
    if first[-1] in KINDS_OF_STREET - KINDS_OF_HOUSE:
        return "", lines
    return "".join(first), others


def _stem(street: list[str]) -> str:
    bare = street[:-1] if len(street) > 1 and street[-1] in KINDS_OF_STREET else street
    return WRITTEN_TOGETHER.sub("", "".join(bare))


def _town(lines: list[list[str]]) -> str:
    return "".join(lines[0]) if lines else ""
