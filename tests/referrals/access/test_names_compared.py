"""Names are compared by the letters that are seen: what a field accepts, and what was stored before fields did."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mash.govuk.plain_text import BLANKS, HYPHENS, JOINERS, can_be_seen, name_line
from referrals.people.matching.normalise import joined, plain_words
from referrals.people.matching.terms import last_names, terms_of_name

DASHES = sorted({chr(code) for code in HYPHENS} - {"\u2015"})
UNSEEN = [*JOINERS, "\u00ad", "\u200e", "\u200f", "\u202e", "\u2060", "\ufeff", "\u034f", "\u2066"]
UNSEEN += [chr(code) for code, becomes in BLANKS.items() if becomes is None]
MARKS = ["\u0301", "\u0308", "\u0327", "\u20d7", "\ufe20"]
APOSTROPHES = ["'", "’", "‘", "ʼ", "`", "´", "＇"]
TYPED = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0x2FFF, exclude_categories=["Cc", "Cs", "Co", "Cn"]), max_size=12
)


@pytest.mark.parametrize("dash", DASHES, ids=lambda it: f"U+{ord(it):04X}")
def test_every_dash_parts_the_words_as_a_hyphen_does(dash):
    assert plain_words(f"Smith{dash}Jones") == plain_words("Smith-Jones") == ("smith", "jones")


@pytest.mark.parametrize("unseen", [*UNSEEN, *MARKS, *APOSTROPHES], ids=lambda it: f"U+{ord(it):04X}")
def test_what_adds_no_letter_changes_no_word(unseen):
    assert plain_words(f"O{unseen}Brien") == ("obrien",)


@pytest.mark.parametrize("written", ["ＯＢＲＩＥＮ", "Óbrien", "O\u0301brien", "OBRIEN"])
def test_width_accents_and_capitals_do_not_count(written):
    assert plain_words(written) == ("obrien",)


@pytest.mark.parametrize(
    ("written", "plain"),
    [("Łukasz", "lukasz"), ("Sørensen", "sorensen"), ("Weiß", "weiss"), ("Æthel", "aethel"), ("Þóra", "thora")]
    + [("Ħal", "hal"), ("Işık", "isik"), ("Œuvrard", "oeuvrard"), ("Đặng", "dang")],
)
def test_letters_that_do_not_decompose_are_plain_letters(written, plain):
    assert joined(written) == plain


@settings(max_examples=200, deadline=None)
@given(TYPED)
def test_a_name_as_stored_is_spelled_as_a_name_as_typed(typed):
    typed = unicodedata.normalize("NFC", typed)
    if can_be_seen(name_line(typed)):
        assert plain_words(typed) == plain_words(name_line(typed))


@settings(max_examples=200, deadline=None)
@given(TYPED)
def test_every_term_is_of_plain_letters_that_a_search_can_carry(typed):
    assert all(term.text.isascii() and not set(term.text) & set("'\\&|!:*() ") for term in terms_of_name(typed))


@pytest.mark.parametrize("written", ["Mc Donald", "McDonald", "MC-DONALD", "Mc’Donald", "mc\u200bdonald"])
def test_a_last_name_is_the_same_joined_and_apart(written):
    assert "mcdonald" in last_names(written)


def test_a_double_name_is_the_same_through_any_dash():
    assert last_names("Smith\u2010Jones") == last_names("smith-jones") == {"smithjones", "smith", "jones"}
