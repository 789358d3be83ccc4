"""Names are compared by the letters that are seen, the same in the database as in what a field accepts."""

import unicodedata

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mash.govuk.plain_text import BLANKS, HYPHENS, JOINERS, can_be_seen, name_line
from tests.database import as_role

DASHES = sorted({chr(code) for code in HYPHENS} - {"\u2015"})
UNSEEN = [*JOINERS, "\u00ad", "\u200e", "\u200f", "\u202e", "\u2060", "\ufeff", "\u034f", "\u2066"]
UNSEEN += [chr(code) for code, becomes in BLANKS.items() if becomes is None]
OTHER = ["Cc", "Cs", "Co", "Cn"]
LETTERS = st.characters(min_codepoint=0x20, max_codepoint=0x2FFF, exclude_categories=OTHER)
MARKS = ["\u0301", "\u0308", "\u0327", "\u1dc4", "\u20d7", "\ufe20"]
APOSTROPHES = ["'", "’", "‘", "ʼ", "`", "´", "＇"]


def words(*texts: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT mash_words(it) FROM unnest(%s::text[]) WITH ORDINALITY AS t(it, n) ORDER BY n", [list(texts)]
        )
        return [word for (word,) in cursor.fetchall()]


@pytest.mark.parametrize("dash", DASHES, ids=lambda it: f"U+{ord(it):04X}")
def test_every_dash_parts_the_words_as_a_hyphen_does(db, dash):
    hyphen, other = words("Smith-Jones", f"Smith{dash}Jones")
    assert hyphen == other == "smith jones"


@pytest.mark.parametrize("unseen", [*UNSEEN, *MARKS, *APOSTROPHES], ids=lambda it: f"U+{ord(it):04X}")
def test_what_adds_no_letter_changes_no_word(db, unseen):
    assert words(f"O{unseen}Brien") == ["obrien"]


@pytest.mark.parametrize("written", ["ＯＢＲＩＥＮ", "Óbrien", "O\u0301brien", "OBRIEN"])
def test_width_accents_and_capitals_do_not_count(db, written):
    assert words(written) == ["obrien"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(
        st.characters(min_codepoint=0x20, max_codepoint=0x2FFF, exclude_categories=["Cc", "Cs", "Co", "Cn"]),
        max_size=12,
    )
)
def test_a_name_as_stored_is_found_by_a_name_as_typed(db, typed):
    """A field cleans what is typed; the database compares it with what was stored before fields did."""
    typed = unicodedata.normalize("NFC", typed)
    if not can_be_seen(name_line(typed)):
        return
    raw, cleaned = words(typed, name_line(typed))
    assert raw.split() == cleaned.split()


def test_a_double_name_is_the_same_through_any_dash(db):
    with as_role("mash_guard"), connection.cursor() as cursor:
        cursor.execute("SELECT mash_last_names(ARRAY['Smith\u2010Jones']) = mash_last_names(ARRAY['smith-jones'])")
        assert cursor.fetchone() == (True,)
