from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from mash.govuk import fields
from mash.govuk.plain_text import without_control_characters
from mash.govuk.wording import in_sentence
from tests.mash.govuk.every_field import EveryField

anything = st.text(st.characters(), max_size=400)


def refusal(field, value) -> str:
    with pytest.raises(ValidationError) as refused:
        field.clean(value)
    return refused.value.messages[0]


@pytest.mark.parametrize("name", EveryField.base_fields)
@settings(deadline=None)
@given(anything, anything, anything)
def test_whatever_is_typed_gives_a_value_or_words_about_it(name, first, second, third):
    field = EveryField().fields[name]
    typed = QueryDict(mutable=True)
    typed.setlist(name, [first, second])
    for part, text in {"day": first, "month": second, "year": third, "time": third}.items():
        typed[f"{name}_{part}"] = text
    try:
        field.clean(field.widget.value_from_datadict(typed, {}, name))
    except ValidationError as refused:
        words = refused.messages
    else:
        words = []
    assert all(words)


@given(anything)
def test_what_is_kept_can_be_stored_and_cleaning_it_again_changes_nothing(text):
    cleaned = fields.LongTextField(label="Notes", max_length=5000, required=False).clean(text)
    assert "\x00" not in cleaned
    assert cleaned.encode().decode() == cleaned
    assert without_control_characters(cleaned) == cleaned


def test_emoji_and_other_scripts_are_kept_as_typed():
    assert fields.TextField(label="Name").clean("Zoë 👩‍👧 Łukasz 小明") == "Zoë 👩‍👧 Łukasz 小明"


@pytest.mark.parametrize("typed", ["\u200b", "\u2060 \ufeff", "\u200d\ufe0f"])
def test_what_nobody_can_see_is_no_answer(typed):
    assert fields.TextField(label="First name", required=False).clean(typed) == ""


def test_line_breaks_count_once_as_they_do_in_the_browser():
    field = fields.LongTextField(label="Notes", max_length=3)
    assert field.clean("a\r\nb") == "a\nb"
    assert refusal(field, "abcd") == "Notes must be 3 characters or less"


def test_a_percent_sign_in_a_label_does_not_break_its_error():
    assert refusal(fields.TextField(label="100% sure", max_length=2), "abc") == "100% sure must be 2 characters or less"


def test_each_field_left_out_says_what_to_do():
    assert refusal(fields.TextField(label="Full name"), "  ") == "Enter full name"
    assert refusal(fields.ChoiceField(label="Agency", choices=[("a", "A")]), "") == "Select agency"
    assert refusal(fields.DateField(label="NHS date"), ["", "", ""]) == "Enter NHS date"
    assert in_sentence("GP’s name") == "GP’s name"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("sw1a2aa", "SW1A 2AA"), ("M1 1AE", "M1 1AE"), ("b33-8th", "B33 8TH"), (" gir 0aa", "GIR 0AA")],
)
def test_postcodes_are_kept_in_one_spelling(typed, stored):
    assert fields.PostcodeField(label="Postcode").clean(typed) == stored


@pytest.mark.parametrize("typed", ["SW1A", "12345", "SW1A 2AAA", "ЅW1A 2AA"])
def test_other_postcodes_are_refused(typed):
    assert refusal(fields.PostcodeField(label="Postcode"), typed) == "Enter a full UK postcode, like SW1A 2AA"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("sw1", "SW1"), ("SW1A", "SW1A"), (" m1 ", "M1"), ("sw1a2aa", "SW1A 2AA"), ("E1 4AB", "E1 4AB")],
)
def test_the_first_half_of_a_postcode_is_kept_where_it_may_be_all_that_is_known(typed, stored):
    assert fields.PartPostcodeField(label="Postcode").clean(typed) == stored


@pytest.mark.parametrize("typed", ["SW", "E1 4", "SW1A 2", "London", "12345"])
def test_what_is_no_half_of_a_postcode_is_refused(typed):
    assert refusal(fields.PartPostcodeField(label="Postcode"), typed).startswith("Enter a UK postcode, like SW1A 2AA")


def test_an_nhs_number_loses_its_spaces():
    assert fields.NHSNumberField().clean("999 000-0018") == "9990000018"


@pytest.mark.parametrize("typed", ["01632 960 001", "+44 (0)808 157 0192", "020 7946 0000 ext 12"])
def test_phone_numbers_are_kept_as_people_write_them(typed):
    assert fields.PhoneField(label="Phone").clean(typed) == typed


@pytest.mark.parametrize("typed", ["call me", "123", "01632 960 001; DROP"])
def test_what_cannot_be_dialled_is_refused(typed):
    assert refusal(fields.PhoneField(label="Phone"), typed).startswith("Enter a phone number")


def test_whole_numbers_stay_within_their_bounds():
    field = fields.IntegerField(label="Number of children", max_value=30)
    assert field.clean("1,0") == 10
    assert refusal(field, "31") == "Number of children must be 30 or less"
    assert refusal(field, "-1") == "Number of children must be 0 or more"
    assert refusal(field, "9" * 5000) == "Number of children must be a whole number, like 3"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (["31", "2", "2020"], "Date of birth must be a real date"),
        (["31", "", "2020"], "Date of birth must include a month"),
        (["", "", "2020"], "Date of birth must include a day and month"),
        (["1", "2", "20"], "Year must include 4 numbers"),
        (["1", "2", "1850"], "Date of birth must be between 1900 and 2100"),
        (["24", "11", "2026"], "Date of birth must be today or in the past"),
        (["١", "2", "2020"], "Date of birth must be a real date"),
    ],
)
@time_machine.travel(datetime(2026, 11, 23, 12, tzinfo=UTC))
def test_a_wrong_date_says_what_is_wrong_with_it(typed, words):
    assert refusal(fields.DateField(label="Date of birth", past=True), typed) == words


@time_machine.travel(datetime(2026, 11, 23, 12, tzinfo=UTC))
def test_a_baby_may_be_born_today_and_months_may_be_words():
    assert fields.DateField(label="Date of birth", past=True).clean(["23", "Nov", "2026"]) == date(2026, 11, 23)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_a_date_shown_and_sent_back_is_the_same_date(day):
    field = fields.DateField(label="Day")
    assert field.clean(field.widget.decompress(day)) == day


@pytest.mark.parametrize(
    ("typed", "utc"),
    [("2:30pm", (13, 30)), ("14.30", (13, 30)), ("1430", (13, 30)), ("midday", (11, 0)), ("9am", (8, 0))],
)
def test_times_are_read_as_the_clocks_here_show_them(typed, utc):
    field = fields.DateTimeField(label="When")
    assert field.clean(["1", "7", "2026", typed]) == datetime(2026, 7, 1, *utc, tzinfo=UTC)


@pytest.mark.parametrize("typed", ["25:00", "13pm", "0am", "12", "soon"])
def test_a_time_that_is_none_is_refused(typed):
    words = refusal(fields.DateTimeField(label="When"), ["1", "7", "2026", typed])
    assert words == "Time must be a real time, such as 2:30pm or 14:30"


def test_an_hour_the_clocks_jumped_over_is_refused():
    assert "went forward" in refusal(fields.DateTimeField(label="When"), ["29", "3", "2026", "1:30am"])


def test_none_of_these_rules_the_other_answers_out():
    field = EveryField().fields["colours"]
    assert refusal(field, ["none", "red"]) == "Select the answers that apply, or select “None of these”"
    assert field.clean(["none"]) == ["none"]


def test_an_answer_sent_twice_is_one_answer():
    assert EveryField().fields["colours"].clean(["red", "blue", "red"]) == ["red", "blue"]


def test_yes_and_no_are_true_and_false():
    field = fields.YesNoField(label="Told?", required=False)
    assert [field.clean("yes"), field.clean("no"), field.clean("")] == [True, False, None]
