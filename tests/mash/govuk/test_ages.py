"""Ages as people type them, and as they grow."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from mash.govuk.ages import DAYS, MONTHS, WEEKS, YEARS, Age, AgeField, TimeUntilField, age_on, parse

BIRTHS = st.dates(date(1900, 1, 1), date(2060, 1, 1))
TYPED = {
    "7": Age(7),
    "about 7": Age(7),
    "About  7 years old": Age(7),
    "~7": Age(7),
    "7yrs": Age(7),
    "0": Age(0),
    "3 weeks": Age(3, WEEKS),
    "3wks": Age(3, WEEKS),
    "8 months": Age(8, MONTHS),
    "2 days": Age(2, DAYS),
    "1 day old": Age(1, DAYS),
    "18m": Age(18, MONTHS),
    "1 year 6 months": Age(18, MONTHS),
    "1 year and 6 months": Age(18, MONTHS),
    "3 years, 6 months": Age(3),
    "2 weeks 3 days": Age(17, DAYS),
    "about six": Age(6),
    "six weeks": Age(6, WEEKS),
    "130": Age(130),
}


@pytest.mark.parametrize("typed", TYPED)
def test_an_age_is_read_as_people_type_it(typed):
    assert AgeField(label="Age", required=False).clean(typed) == TYPED[typed]


@pytest.mark.parametrize(
    "typed", ["old", "-1", "7 8", "7.5", "3 fortnights", "7 dogs", "6 months 2 years", "about", "١", "999999", "131"]
)
def test_what_is_no_age_is_refused(typed):
    with pytest.raises(ValidationError, match="Age must be"):
        AgeField(label="Age", required=False).clean(typed)


@pytest.mark.parametrize("typed", ["due in 6 weeks", "in 3 months", "baby due in 2 weeks", "due next month"])
def test_a_baby_not_yet_born_has_no_age(typed):
    with pytest.raises(ValidationError, match="unborn child"):
        AgeField(label="Age", required=False).clean(typed)


def test_nothing_typed_is_no_age():
    assert AgeField(label="Age", required=False).clean(" ") is None


@pytest.mark.parametrize(
    ("typed", "left"),
    [("6 weeks", Age(6, WEEKS)), ("due in 6 weeks", Age(6, WEEKS)), ("in about 2 months", Age(2, MONTHS))],
)
def test_a_time_until_birth(typed, left):
    assert TimeUntilField(label="How long", required=False).clean(typed) == left


@pytest.mark.parametrize("typed", ["soon", "2 years", "7"])
def test_what_is_no_time_until_birth_is_refused(typed):
    with pytest.raises(ValidationError, match="weeks or months"):
        TimeUntilField(label="How long", required=False).clean(typed)


@pytest.mark.parametrize(
    ("born", "words"),
    [
        (date(2026, 3, 1), "0 days"),
        (date(2026, 2, 27), "2 days"),
        (date(2026, 2, 16), "13 days"),
        (date(2026, 2, 15), "2 weeks"),
        (date(2025, 12, 1), "12 weeks"),
        (date(2025, 11, 30), "3 months"),
        (date(2025, 4, 1), "11 months"),
        (date(2024, 3, 2), "23 months"),
        (date(2024, 3, 1), "2"),
        (date(2016, 2, 29), "10"),
    ],
)
def test_a_baby_is_counted_in_days_then_weeks_then_months(born, words):
    assert str(age_on(born, date(2026, 3, 1))) == words


@given(born=BIRTHS, lived=st.integers(0, 40_000))
def test_nobody_grows_younger(born, lived):
    on = born + timedelta(days=lived)
    today, tomorrow = (age_on(born, day, MONTHS).number for day in (on, on + timedelta(days=1)))
    assert tomorrow - today in (0, 1)
    assert age_on(born, on, YEARS).number == today // 12


@given(
    number=st.integers(0, 120),
    unit=st.sampled_from([DAYS, WEEKS, MONTHS, YEARS]),
    on=st.dates(date(2010, 1, 1), date(2060, 1, 1)),
)
def test_an_age_goes_back_to_a_birth_and_forward_again(number, unit, on):
    age = Age(number, unit)
    assert age_on(age.before(on), on, unit) == age
    assert parse(str(age)) == age
