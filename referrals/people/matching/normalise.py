"""One spelling for what people write in many ways, wherever two spellings have to meet.

Comparing people, searching, counting repeats and finding members of staff among the people of a case use these
functions and no others: what one of them takes for the same name, the others do too.
"""

import re

import jellyfish
from anyascii import anyascii

from mash.govuk.identifiers import is_placeholder, nhs_number_is_valid, upn_is_valid
from mash.govuk.plain_text import DASHES, FULL_WIDTH, identifier, one_line

# What is left of apostrophes of every kind once they are in Latin letters.
APOSTROPHES = str.maketrans("", "", "'`\"^")
WORD = re.compile(r"[a-z0-9]+")
# Scripts that leave vowels out, or write them as signs: Hebrew, Arabic and its forms, the scripts of India.
WITHOUT_VOWELS = re.compile(r"[\u0590-\u08ff\u0900-\u0dff\ufb1d-\ufdff\ufe70-\ufefc]")
SOFT = re.compile(r"[aeiouyw]+")
SAME_CONSONANTS = [("ph", "f"), ("kh", "k"), ("gh", "g"), ("dh", "d"), ("th", "t"), ("v", "b"), ("q", "k"), ("x", "ks")]
TWICE = re.compile(r"(.)\1+")
# Polish and other Slavic letters as they are heard in Britain; metaphone then treats both spellings alike.
HEARD = [("cz", "ch"), ("sz", "sh"), ("rz", "zh"), ("tsch", "ch"), ("tch", "ch"), ("dzh", "j"), ("oux", "oo")]
W_BEFORE_VOWEL = re.compile(r"w(?=[aeiouy])")
LONGEST_UPRN = 12


def plain_words(text: str) -> tuple[str, ...]:
    """Return the words of a text in small Latin letters, without accents, apostrophes and what cannot be seen."""
    if not (text.isascii() and text.isprintable()):
        # "-" here and not a dash of another kind: some of those are two signs in Latin letters.
        text = anyascii(one_line(text).casefold().translate(FULL_WIDTH).translate(DASHES))
    return tuple(WORD.findall(text.lower().translate(APOSTROPHES)))


def joined(text: str) -> str:
    """Return a text as one word: what was written apart, joined or with a dash is the same."""
    return "".join(plain_words(text))


def sound(word: str) -> str:
    """Return how a word in plain letters sounds, in consonants; of a word without any, its letters."""
    for written, heard in HEARD:
        word = word.replace(written, heard)
    return jellyfish.metaphone(W_BEFORE_VOWEL.sub("v", word)) or word


def consonants(word: str) -> str:
    """Return what is left of a word in a script without vowels, so that "mhmd" and "mohammed" are the same."""
    for written, heard in SAME_CONSONANTS:
        word = word.replace(written, heard)
    return TWICE.sub(r"\1", SOFT.sub("", word).rstrip("h"))


def is_without_vowels(text: str) -> bool:
    return bool(WITHOUT_VOWELS.search(text))


def nhs_number(text: str) -> str:
    """Return a number that can be somebody's, or "": a wrong check digit or a placeholder points at nobody."""
    number = "".join(c for c in identifier(text) if c not in " -")
    return number if nhs_number_is_valid(number) and not is_placeholder(number) else ""


def upn(text: str) -> str:
    """Return a unique pupil number whose check letter is right, or ""."""
    number = "".join(c for c in identifier(text) if c not in " -").upper()
    return number if upn_is_valid(number) and not is_placeholder(number[1:]) else ""


def uprn(text: str) -> str:
    """Return a unique property reference number without zeros before it, or "": it has 1 to 12 digits (BS 7666)."""
    number = "".join(c for c in identifier(text) if c not in " -")
    return number.lstrip("0") if number.isascii() and number.isdecimal() and len(number) <= LONGEST_UPRN else ""


def phone(text: str) -> str:
    """Return a phone number as it is dialled in the country, or "" where it cannot be one."""
    typed = identifier(text).replace("(0)", "")
    digits = "".join(c for c in typed if c in "0123456789")
    if typed.startswith("+") or digits.startswith("00"):
        digits = digits.removeprefix("00")
        digits = f"0{digits[2:].removeprefix('0')}" if digits.startswith("44") else f"00{digits}"
    if len(digits) < 9 or len(set(digits[1:])) < 3 or is_placeholder(digits[1:]):
        return ""
    return digits
