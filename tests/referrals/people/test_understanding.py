"""Whatever is typed into the search box is read as something, or gets a sentence; it is never an error."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mash.govuk.identifiers import nhs_check_digit
from referrals.models.identifiers import ALPHABET
from referrals.people.matching import terms
from referrals.people.terms import as_tsquery, of_hub
from referrals.people.understanding import MOST_WORDS, NotSearchable, understand

TODAY = date(2026, 12, 1)
DAYS = st.dates(date(1900, 1, 1), date(2027, 12, 1))
WRITTEN = [
    lambda day: f"{day.day}/{day.month}/{day.year}",
    lambda day: f"{day:%d.%m.%Y}",
    lambda day: f"{day:%d-%m-%Y}",
    lambda day: f"{day:%Y-%m-%d}",
    lambda day: f"{day:%d%m%Y}",
    lambda day: f"born on {day.day} {day:%B} {day.year}",
    lambda day: f"{day.day}th {day:%b} {day.year}",
    lambda day: f"{day:%B} {day.day}, {day.year}",
    lambda day: f"DOB: {day.day} {day.month} {day.year}",
]
CLINGING = st.sampled_from(["", "Ref: ", "(", "“", "case ", "- "]), st.sampled_from(["", ".", ")", "”", " please", ","])


def words(typed: str) -> list[str]:
    return [meaning.words for meaning in understand(typed, today=TODAY)]


def wanted(typed: str) -> set[terms.Term]:
    return {it.term for meaning in understand(typed, today=TODAY) for group in meaning.query for it in group}


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=250) | st.from_regex(r"[0-9A-Za-z ./,'\-+()]{0,60}", fullmatch=True))
def test_whatever_is_typed_is_read_as_something_or_gets_a_sentence(typed):
    try:
        meanings = understand(typed, today=TODAY)
    except NotSearchable:
        return
    assert meanings
    for meaning in meanings:
        assert meaning.words
        assert meaning.query or meaning.part_of_reference
        assert len(meaning.query) <= MOST_WORDS + 1
        assert as_tsquery(meaning.query, of_hub(1)).isascii()


@settings(max_examples=200, deadline=None)
@given(DAYS, st.sampled_from(WRITTEN))
def test_a_birth_date_is_read_however_it_is_written(day, write):
    assert wanted(write(day)) == {terms.Term(terms.DAY, day.isoformat())}


@settings(max_examples=200, deadline=None)
@given(
    st.text(ALPHABET, min_size=8, max_size=8).filter(lambda it: not it.isdigit()),
    *CLINGING,
    st.sampled_from(["MASH-{}-{}", "mash {} {}", "MASH{}{}", "{}-{}", "{}{}"]),
)
def test_a_reference_is_read_out_of_what_clings_to_it(letters, before, after, shape):
    [meaning] = understand(f"{before}{shape.format(letters[:4], letters[4:])}{after}", today=TODAY)
    assert meaning.part_of_reference == f"{letters[:4]}-{letters[4:]}"


@settings(max_examples=200, deadline=None)
@given(
    st.from_regex(r"[1-9][0-9]{8}", fullmatch=True),
    st.sampled_from(["{}{}{}", "{} {} {}", "{}-{}-{}", "NHS no. {} {} {}"]),
)
def test_an_nhs_number_is_read_with_any_spacing(nine, shape):
    number = nine + nhs_check_digit(nine)
    if (
        len(number) == 10
        and len(set(number)) > 1
        and number not in "01234567890123456789"
        and number[::-1] not in "01234567890123456789"
    ):
        assert wanted(shape.format(number[:3], number[3:6], number[6:])) == {terms.Term(terms.NHS_NUMBER, number)}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("3/5/19", "people born on 3 May 2019"),
        ("3/5/67", "people born on 3 May 1967"),
        ("5/13/2019", "people born on 13 May 2019"),  # as it is written in America
        ("May 2019", "people born in May 2019"),
        ("2019", "people born in 2019, or of that age"),
        ("Kit Sumner 2019", "people called Kit Sumner born in 2019, or of that age"),
        ("(0117) 496 0123", "the phone number 01174960123"),
        ("Flat 2, 12 Elm Street", "homes at “Flat 2, 12 Elm Street”"),
        ("PC 4512 Jones", "names like “PC 4512 Jones”"),
        ("June Smith", "names like “June Smith”"),
    ],
)
def test_it_says_what_it_understood(typed, meant):
    assert words(typed)[0] == meant


def test_what_may_mean_two_things_is_read_as_both():
    assert words("Amy Street") == ["names like “Amy Street”", "homes at “Amy Street”"]
    assert words("LYNN") == ["names like “LYNN”", "references with LYNN"]
