"""Birth dates, ages that were told, and the days on which a child is expected, side by side."""

from datetime import date, timedelta

import pytest

from referrals.people.matching import Mention, MentionKind
from referrals.people.matching.births import birth_level
from referrals.people.matching.facts import facts_of
from tests.referrals.people.matching.people import TODAY, adult, child, unborn

DUE = date(2026, 6, 1)

DATES = [
    (date(2022, 7, 5), date(2022, 7, 5), "exact"),
    (date(2022, 1, 1), date(2022, 1, 1), "exact_default"),
    (date(1900, 1, 2), date(1900, 1, 2), "exact_default"),
    (date(2022, 7, 5), date(2022, 5, 7), "turned"),
    (date(2022, 7, 5), date(2023, 5, 7), "different"),
    (date(2022, 7, 5), date(2022, 7, 7), "days_out"),
    (date(2022, 6, 30), date(2022, 7, 2), "days_out"),
    (date(2022, 7, 5), date(2022, 7, 15), "one_digit"),
    (date(2022, 7, 5), date(2022, 7, 8), "one_digit"),
    (date(2022, 7, 5), date(2023, 7, 5), "one_digit"),
    (date(2022, 7, 15), date(2022, 7, 28), "two_parts"),
    (date(2012, 7, 15), date(2020, 7, 15), "two_parts"),
    (date(2022, 7, 5), date(2021, 11, 25), "different"),
    (date(2012, 7, 5), date(2022, 7, 5), "generations"),
    (date(2013, 11, 5), date(2022, 7, 25), "different"),
    (date(2022, 1, 1), date(2022, 7, 5), "year_only"),
    (date(2022, 1, 1), date(2021, 7, 5), "missing"),
    (date(2022, 1, 1), date(2020, 7, 5), "different"),
    (date(1985, 1, 1), date(2020, 7, 5), "generations"),
]


@pytest.mark.parametrize(("ours", "theirs", "level"), DATES)
def test_two_birth_dates(ours, theirs, level):
    a, b = facts_of(child("Hal Wren", ours)), facts_of(child("Hal Wren", theirs))
    assert birth_level(a, b) == birth_level(b, a) == level


AGES = [
    (9, date(2017, 5, 5), "age_agrees"),
    (9, date(2017, 12, 1), "age_agrees"),  # nine that very day
    (9, date(2017, 12, 2), "age_close"),
    (9, date(2016, 12, 2), "age_agrees"),
    (9, date(2016, 12, 1), "age_close"),
    (9, date(2019, 5, 5), "age_differs"),
    (9, date(2014, 5, 5), "age_differs"),
    (9, date(1999, 5, 5), "generations"),
    (0, date(2026, 5, 5), "age_agrees"),
    (38, date(1985, 1, 9), "age_close"),  # a grown-up's age is a guess
    (38, date(1983, 1, 9), "age_differs"),
    (38, date(2012, 1, 9), "generations"),
    (38, date(1999, 10, 31), "age_differs"),  # less than a third of the age told
    (48, date(1993, 12, 31), "age_differs"),
    (48, date(1994, 12, 31), "generations"),
    (9, date(2017, 1, 1), "missing"),
]


@pytest.mark.parametrize(("age", "born", "level"), AGES)
def test_an_age_beside_a_birth_date(age, born, level):
    a, b = facts_of(child("Hal Wren", age=age, told_on=TODAY)), facts_of(child("Hal Wren", born))
    assert birth_level(a, b) == birth_level(b, a) == level


def test_an_age_grows_with_the_time_since_it_was_told():
    seven_then = facts_of(child("Hal Wren", age=7, told_on=date(2024, 12, 1)))
    assert birth_level(seven_then, facts_of(child("Hal Wren", age=9, told_on=TODAY))) == "age_agrees"
    assert birth_level(seven_then, facts_of(child("Hal Wren", age=7, told_on=TODAY))) == "age_close"
    assert birth_level(seven_then, facts_of(child("Hal Wren", age=4, told_on=TODAY))) == "age_differs"
    assert birth_level(seven_then, facts_of(adult("Hal Wren", age=40, told_on=TODAY))) == "generations"


@pytest.mark.parametrize("mention", [child("Hal Wren"), child("Hal Wren", age=7), child("Hal Wren", told_on=TODAY)])
def test_nothing_is_compared_with_what_is_not_known(mention):
    assert birth_level(facts_of(mention), facts_of(child("Hal Wren", date(2019, 5, 5)))) == "missing"
    assert birth_level(facts_of(mention), facts_of(mention)) == "missing"


def test_whoever_was_born_on_29_february_is_a_year_older_on_1_march():
    leap = facts_of(child("Hal Wren", age=2, told_on=date(2024, 2, 29)))
    assert birth_level(leap, facts_of(child("Hal Wren", date(2022, 2, 28)))) == "age_agrees"
    assert birth_level(leap, facts_of(child("Hal Wren", date(2021, 3, 1)))) == "age_agrees"


BORN = [
    (-106, "due_and_not_born_then"),
    (-105, "due_and_born"),
    (0, "due_and_born"),
    (28, "due_and_born"),
    (29, "due_and_not_born_then"),
]


@pytest.mark.parametrize(("days", "level"), BORN)
def test_a_child_who_was_expected_is_born_early_or_late_but_not_at_another_time(days, level):
    expected, born = facts_of(unborn("Wren", DUE)), facts_of(child("Hal Wren", DUE + timedelta(days=days)))
    assert birth_level(expected, born) == birth_level(born, expected) == level


def test_a_child_who_was_expected_may_have_the_age_that_is_told_since():
    expected = facts_of(unborn("Wren", DUE))
    assert birth_level(expected, facts_of(child("Hal Wren", age=0, told_on=TODAY))) == "due_and_age"
    assert birth_level(expected, facts_of(child("Hal Wren", age=1, told_on=TODAY))) == "missing"
    # The latest day of birth is 29 June 2026; a year of leeway after it.
    assert birth_level(expected, facts_of(child("Hal Wren", age=0, told_on=date(2028, 6, 28)))) == "missing"
    late = facts_of(child("Hal Wren", age=0, told_on=date(2028, 6, 29)))
    assert birth_level(expected, late) == "due_and_not_born_then"
    assert birth_level(expected, facts_of(child("Hal Wren", age=3, told_on=TODAY))) == "due_and_not_born_then"
    assert birth_level(expected, facts_of(child("Hal Wren", date(2026, 1, 1)))) == "missing"
    assert birth_level(expected, facts_of(child("Hal Wren", told_on=TODAY))) == "missing"


def test_a_child_may_be_told_of_on_the_first_day_on_which_it_can_be_born():
    first_day = DUE - timedelta(days=105)
    expected = facts_of(unborn("Wren", DUE))
    assert birth_level(expected, facts_of(child("Hal Wren", first_day, told_on=first_day))) == "due_and_born"


def test_whoever_was_born_when_a_child_was_expected_is_not_that_child():
    assert birth_level(facts_of(unborn("Wren", DUE)), facts_of(child("Hal Wren", told_on=date(2026, 1, 1)))) == (
        "due_and_not_born_then"
    )


def test_without_a_due_date_a_child_is_born_within_a_pregnancy():
    expected = facts_of(Mention(MentionKind.UNBORN, told_on=date(2026, 3, 1)))
    assert birth_level(expected, facts_of(child("Hal Wren", date(2026, 12, 6)))) == "due_and_born"
    assert birth_level(expected, facts_of(child("Hal Wren", date(2026, 12, 7)))) == "due_and_not_born_then"
    assert birth_level(expected, facts_of(child("Hal Wren", date(2026, 2, 28)))) == "due_and_not_born_then"
    assert birth_level(facts_of(Mention(MentionKind.UNBORN)), facts_of(child("Hal", date(2026, 6, 1)))) == "missing"


@pytest.mark.parametrize(
    ("days", "level"),
    [(0, "due_together"), (21, "due_together"), (22, "due_near"), (150, "due_near"), (151, "due_apart")],
)
def test_two_due_dates(days, level):
    a, b = facts_of(unborn("Wren", DUE)), facts_of(unborn("Wren", DUE + timedelta(days=days)))
    assert birth_level(a, b) == birth_level(b, a) == level


def test_an_unborn_child_without_a_due_date_beside_another():
    first = facts_of(Mention(MentionKind.UNBORN, told_on=date(2026, 3, 1)))
    assert birth_level(first, facts_of(unborn("Wren", DUE))) == "due_near"
    assert birth_level(first, facts_of(unborn("Wren", date(2028, 6, 1)))) == "due_apart"
    assert birth_level(first, facts_of(Mention(MentionKind.UNBORN))) == "missing"
