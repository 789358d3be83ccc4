import pytest
from hypothesis import given
from hypothesis import strategies as st

from mash.govuk.identifiers import UPN_LETTERS, nhs_check_digit, nhs_number_is_valid, upn_check_letter, upn_is_valid

digits = st.sampled_from("0123456789")
nines = st.text(digits, min_size=9, max_size=9).filter(nhs_check_digit)
rests = st.tuples(st.text(digits, min_size=11, max_size=11), st.sampled_from("0123456789" + UPN_LETTERS)).map("".join)


@pytest.mark.parametrize("number", ["9434765919", "4010232137", "9990000018"])
def test_known_good_nhs_numbers_pass(number):
    assert nhs_number_is_valid(number)


def test_nine_digits_whose_check_digit_would_be_ten_can_never_be_a_number():
    assert nhs_check_digit("987654320") != ""
    never = next(nine for nine in (f"{n:09}" for n in range(200)) if not nhs_check_digit(nine))
    assert not any(nhs_number_is_valid(f"{never}{last}") for last in range(10))


@given(nines, st.integers(0, 9), digits)
def test_any_one_wrong_digit_of_an_nhs_number_is_noticed(nine, place, other):
    number = nine + nhs_check_digit(nine)
    assert nhs_number_is_valid(number)
    wrong = number[:place] + other + number[place + 1 :]
    assert nhs_number_is_valid(wrong) == (wrong == number)


@given(rests, st.sampled_from(UPN_LETTERS))
def test_a_unique_pupil_number_has_exactly_one_check_letter(rest, letter):
    assert upn_is_valid(letter + rest) == (letter == upn_check_letter(rest))


def test_a_unique_pupil_number_worked_out_by_hand_passes():
    # 8·2 + 2·3 + 1·8 + 5·9 + 7·13 = 166 = 7 · 23 + 5, and the letter at place 5 (from 0) is F
    assert upn_check_letter("820000150007") == "F"
    assert upn_is_valid("F820000150007")
    assert not upn_is_valid("M820000150007")


@given(st.text())
def test_any_text_is_either_an_identifier_or_not(text):
    assert nhs_number_is_valid(text) in (True, False)
    assert upn_is_valid(text) in (True, False)


def test_digits_of_other_scripts_are_not_taken_for_ours():
    assert not nhs_number_is_valid("٩٩٩٠٠٠٠٠١٨")
