"""What people write in many ways has one spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referrals.people.matching.normalise import (
    consonants,
    is_without_vowels,
    joined,
    nhs_number,
    phone,
    plain_words,
    sound,
    upn,
)

SAME = [
    [
        "O'Rafferty",
        "O’Rafferty",
        "O Rafferty",
        "O‘Rafferty",
        "Oʼrafferty",
        "O`Rafferty",
        "O´Rafferty",
        "ORAFFERTY",
        "O\x92Rafferty",
    ],
    ["Lane-Pitt", "Lane Pitt", "LanePitt", "Lane–Pitt", "Lane‐Pitt", "Lane - Pitt", "lane\u2011pitt", "Lane\u00adPitt"],
    ["Brontë", "Bronte", "Bronte\u0308", "BRONTË", " Bronte ", "Bron\u200bte"],
    ["Łukasz", "Lukasz", "łukasz"],
    ["McAllum", "MCALLUM", "Mc Allum", "Mc-Allum", "Ｍｃ Allum"],
    ["Al-Hassan", "Al Hassan", "AlHassan"],
    ["Sørensen", "Sorensen"],
    ["Đorđe", "Dorde"],
    ["Strauß", "Strauss", "STRAUSS"],
    ["Æthel", "Aethel"],
    ["Þór", "Thor"],
    ["Ħamid", "Hamid"],
    ["Iıdil", "iidil", "İidil"],
    ["Œuvray", "Oeuvray"],
    ["Иванов", "Ivanov"],
]


@pytest.mark.parametrize("spellings", SAME, ids=lambda spellings: spellings[0])
def test_each_spelling_of_a_name_is_one_word(spellings):
    assert len({joined(text) for text in spellings}) == 1


def test_no_two_of_these_names_are_the_same():
    assert len({joined(spellings[0]) for spellings in SAME}) == len(SAME)


def test_words_stay_apart_for_those_who_need_them():
    assert plain_words("Mary-Ann  O'Hara") == ("mary", "ann", "ohara")


@given(st.text())
def test_any_text_is_read_and_the_capitals_of_a_plain_one_change_nothing(text):
    assert joined(text).isalnum() or joined(text) == ""
    assert joined(joined(text).upper()) == joined(text)


@given(
    st.text(st.sampled_from("abcdeéłñçO'’- "), min_size=1),
    st.integers(0, 20),
    st.sampled_from("\u200b\u200d\u2060\ufeff\u00ad"),
)
def test_what_cannot_be_seen_changes_nothing(text, place, unseen):
    assert joined(text[:place] + unseen + text[place:]) == joined(text)


@pytest.mark.parametrize(
    ("one_spelling", "other"),
    [("Wolski", "Wolska"), ("Lewicki", "Lewicky"), ("Wojcik", "Vojcik"), ("Knight", "Night"), ("Mohammed", "Muhammad")],
)
def test_names_that_are_heard_alike_have_one_sound(one_spelling, other):
    assert sound(joined(one_spelling)) == sound(joined(other))


@pytest.mark.parametrize(
    ("arabic", "latin"),
    [("محمد", "Mohammed"), ("حسين", "Hussein"), ("فاطمة", "Fatima"), ("يوسف", "Yusuf"), ("خان", "Khan")],
)
def test_a_name_without_vowels_has_the_consonants_of_the_same_name_with_them(arabic, latin):
    assert consonants(joined(arabic)) == consonants(joined(latin))


@pytest.mark.parametrize("typed", ["943 476 5919", "943-476-5919", "NHS no. 9434765919", "9434765919\u200b"])
def test_an_nhs_number_is_read_through_its_wrapping(typed):
    assert nhs_number(typed) == "9434765919"


@pytest.mark.parametrize(
    "typed", ["", "9434765918", "0000000000", "1111111111", "0123456789", "943476591", "not known"]
)
def test_a_placeholder_or_a_wrong_check_digit_points_at_nobody(typed):
    assert nhs_number(typed) == ""


def test_a_unique_pupil_number_needs_its_check_letter():
    assert upn(" f8200 0015 0007") == "F820000150007"
    assert upn("M820000150007") == upn("A000000000000") == upn("none") == ""


@pytest.mark.parametrize(
    "typed",
    [
        "07700 900123",
        "+44 7700 900123",
        "+44 (0)7700 900123",
        "0044 7700 900-123",
        "tel: 07700900123",
        "+4407700900123",
    ],
)
def test_a_phone_number_is_written_as_it_is_dialled(typed):
    assert phone(typed) == "07700900123"


@pytest.mark.parametrize("typed", ["", "none", "00000000000", "07777777777", "01234567890", "999", "0800"])
def test_what_is_written_for_want_of_a_phone_number_is_none(typed):
    assert phone(typed) == ""


@pytest.mark.parametrize("typed", ["020 7946 0000", "01134 96000", "0800 181818"])
def test_a_phone_number_may_have_few_digits_of_few_kinds(typed):
    assert phone(typed) == typed.replace(" ", "")


def test_a_phone_number_needs_nine_digits():
    assert phone("01632 9600") == "016329600"
    assert phone("01632 960") == ""


def test_a_name_is_without_vowels_by_its_script():
    assert is_without_vowels("خان")
    assert not is_without_vowels("Khn")


def test_a_phone_number_of_another_country_stays_of_that_country():
    assert phone("+48 601 234 567") == phone("0048 601 234 567") != phone("0601 234 567")
