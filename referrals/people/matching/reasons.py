"""A comparison in words: what agrees, what does not, and why a pair is not called almost certain.

The words never repeat a name, a number or an address. They may be shown beside a case whose details stay hidden.
"""

from collections.abc import Iterable

from referrals.people.matching.levels import Level

FACTS = {
    "first": "first name",
    "last": "last name",
    "birth": "birth date",
    "sex": "sex",
    "nhs_number": "NHS number",
    "upn": "unique pupil number",
    "postcode": "postcode",
    "street": "street",
    "house": "house",
    "flat": "flat",
    "building": "name of the building",
    "town": "town",
    "phone": "phone number",
    "school": "school",
    "parent": "parent",
}
ANY = {"same": "the same", "exact": "the same", "different": "different", "close": "spelled nearly the same"}
WORDS = {
    ("first", "variant"): "a short form or another spelling of the same name",
    ("first", "more"): "the same, one with further names",
    ("first", "alike"): "alike",
    ("first", "initial"): "the same initial",
    ("first", "part"): "one name shared of several",
    ("first", "begins_alike"): "different, with the same first letters",
    ("last", "variant"): "another spelling of the same name",
    ("last", "part"): "one part shared of a double name",
    ("last", "alike"): "alike",
    ("birth", "exact_default"): "the same, a day written when it is not known",
    ("birth", "turned"): "day and month turned round",
    ("birth", "days_out"): "a day or two out",
    ("birth", "one_digit"): "one figure different",
    ("birth", "two_parts"): "two of day, month and year the same",
    ("birth", "year_only"): "the same year, one a day written when it is not known",
    ("birth", "generations"): "ten years or more apart",
    ("phone", "different"): "",
    ("school", "different"): "different, as after a move",
    ("postcode", "one_letter"): "one letter or figure different",
    ("postcode", "sector"): "the same but for the last letters",
    ("postcode", "outward"): "the same first half",
    ("parent", "both_names"): "of the same name",
    ("parent", "first_name"): "of the same first name",
}
WHOLE = {
    ("first", "swapped"): "first and last name changed over",
    ("last", "swapped"): "",
    ("name", "another"): "one of them under another name",
    ("kind", "different"): "told once as a child, once as an adult",
    ("birth", "age_agrees"): "age: agrees",
    ("birth", "age_close"): "age: about a year out",
    ("birth", "age_differs"): "age: different",
    ("birth", "due_and_born"): "birth date: when the unborn child was due",
    ("birth", "due_and_age"): "age: as if born when the unborn child was due",
    ("birth", "due_and_not_born_then"): "birth date: not when the unborn child was due",
    ("birth", "due_together"): "due date: the same or nearly",
    ("birth", "due_near"): "due date: some weeks apart",
    ("birth", "due_apart"): "due date: another pregnancy",
}
HELD_BACK = {
    "siblings": "two first names on one birth date: more likely twins",
    "generations": "born ten years or more apart, as namesakes of two generations are",
    "due_and_not_born_then": "the child was not born yet, or too late",
    "due_apart": "two pregnancies",
    "nhs_numbers": "each has an NHS number of their own",
    "upns": "each has a unique pupil number of their own",
    "births": "the birth dates differ",
    "no_birth": "the birth date or age of one is not known",
    "first_names": "the first names differ",
    "first_names_alike": "the first names are not plainly the same",
    "no_first_name": "the first name of one is not known",
    "sexes": "the sexes differ",
    "kinds": "one is a child and one an adult",
    "birth_and_place": "the birth date is not exact and no home is shared",
}
TWO_UNDER_ONE_NUMBER = "one number, but name and birth date differ: two people under one number?"


def in_words(levels: Iterable[Level], vetoes: Iterable[str]) -> tuple[str, ...]:
    """Return one line for each level, what counts most first, and then why the pair is not almost certain."""
    ordered = sorted(levels, key=lambda level: (-abs(level.bits), level.fact))
    lines = [*filter(None, map(_line, ordered))]
    held_back = [f"not certain: {HELD_BACK[veto]}" for veto in vetoes]
    by_fact = {level.fact: level.level for level in ordered}
    return (*lines, *held_back, *([TWO_UNDER_ONE_NUMBER] if _are_two_under_one_number(by_fact) else []))


def _line(level: Level) -> str:
    if (whole := WHOLE.get((level.fact, level.level))) is not None:
        return whole
    words = WORDS.get((level.fact, level.level), ANY.get(level.level, ""))
    return f"{FACTS[level.fact]}: {words}" if words else ""


def _are_two_under_one_number(by_fact: dict[str, str]) -> bool:
    number = "same" in (by_fact.get("nhs_number"), by_fact.get("upn"))
    other_birth = by_fact.get("birth") in {"different", "generations", "age_differs"}
    return number and other_birth and by_fact.get("first") in {"different", "begins_alike"}
