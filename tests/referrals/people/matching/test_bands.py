"""What holds a pair back from being almost certain, each rule alone."""

import pytest

from referrals.people.matching import Band, weights
from referrals.people.matching.bands import band_of

SURE = {"first": "exact", "last": "exact", "birth": "exact", "house": "same"}
ENOUGH = weights.ALMOST_CERTAINLY


def vetoes(**levels: str) -> tuple[str, ...]:
    """Return what holds back a pair that has bits enough and agrees in all else. An empty level is left out."""
    band, names = band_of(ENOUGH, {fact: level for fact, level in {**SURE, **levels}.items() if level})
    assert (band == Band.ALMOST_CERTAINLY) == (not names)
    return names


def test_a_pair_with_bits_enough_and_nothing_against_it_is_almost_certain():
    assert band_of(ENOUGH, SURE) == (Band.ALMOST_CERTAINLY, ())
    assert band_of(ENOUGH - 0.1, SURE) == (Band.POSSIBLY, ())
    assert band_of(weights.POSSIBLY, SURE) == (Band.POSSIBLY, ())
    assert band_of(weights.POSSIBLY - 0.1, SURE) == (Band.BELOW, ())


@pytest.mark.parametrize("first", ["variant", "more", "close", "swapped"])
def test_a_first_name_may_be_written_in_these_ways(first):
    assert vetoes(first=first) == ()


@pytest.mark.parametrize(
    ("first", "veto"),
    [
        ("", "no_first_name"),
        ("alike", "first_names_alike"),
        ("initial", "first_names_alike"),
        ("part", "first_names_alike"),
    ],
)
def test_a_first_name_that_is_not_plainly_the_same_needs_a_number(first, veto):
    assert vetoes(first=first) == (veto,)
    assert vetoes(first=first, nhs_number="same") == vetoes(first=first, upn="same") == ()
    assert vetoes(first=first, nhs_number="same", upn="different") == ("upns", veto)


@pytest.mark.parametrize("first", ["different", "begins_alike"])
def test_another_first_name_is_for_a_person_to_judge_even_with_a_number(first):
    assert vetoes(first=first, nhs_number="same") == ("first_names",)


@pytest.mark.parametrize("birth", ["", "exact_default", "year_only", "age_close", "due_and_born", "due_and_age"])
def test_a_birth_date_that_is_not_known_well_needs_a_number(birth):
    assert vetoes(birth=birth) == ("no_birth",)
    assert vetoes(birth=birth, nhs_number="same") == ()


@pytest.mark.parametrize("birth", ["different", "two_parts", "age_differs"])
def test_another_birth_date_is_for_a_person_to_judge_even_with_a_number(birth):
    assert vetoes(birth=birth) == vetoes(birth=birth, nhs_number="same") == ("births",)


@pytest.mark.parametrize("birth", ["turned", "days_out", "one_digit", "age_agrees"])
def test_a_birth_date_that_is_not_exact_needs_the_same_home(birth):
    assert vetoes(birth=birth) == vetoes(birth=birth, house="", postcode="same") == ()
    assert vetoes(birth=birth, house="", phone="same") == vetoes(birth=birth, house="", upn="same") == ()
    assert vetoes(birth=birth, house="", postcode="sector") == ("birth_and_place",)


def test_two_numbers_are_two_people_or_a_mistake():
    assert vetoes(nhs_number="different") == ("nhs_numbers",)
    assert vetoes(upn="different") == ("upns",)


def test_two_sexes_with_two_spellings_may_be_two_names():
    assert vetoes(sex="different", first="close") == ("sexes",)
    assert vetoes(sex="different") == vetoes(sex="same", first="close") == ()
    assert vetoes(sex="different", first="close", upn="same") == ()


def test_a_child_and_an_adult_need_a_birth_date():
    assert vetoes(kind="different", birth="age_agrees") == ("kinds",)
    assert vetoes(kind="different") == vetoes(birth="age_agrees") == ()


@pytest.mark.parametrize("birth", ["generations", "due_and_not_born_then", "due_apart"])
def test_people_born_at_two_times_are_two_whatever_else_agrees(birth):
    assert band_of(100, {**SURE, "birth": birth}) == (Band.BELOW, (birth,))
    assert band_of(-100, {**SURE, "birth": birth, "nhs_number": "same"}) == (Band.POSSIBLY, ("births",))


@pytest.mark.parametrize("birth", ["exact", "exact_default", "turned", "due_and_born", "due_together"])
@pytest.mark.parametrize("first", ["different", "begins_alike"])
def test_two_first_names_on_one_birth_date_are_twins_whatever_else_agrees(birth, first):
    assert band_of(100, {**SURE, "birth": birth, "first": first}) == (Band.BELOW, ("siblings",))
    assert band_of(-100, {**SURE, "birth": birth, "first": first, "upn": "same"})[0] == Band.POSSIBLY


def test_one_number_is_always_shown():
    assert band_of(-100, {"nhs_number": "same"})[0] == band_of(-100, {"upn": "same"})[0] == Band.POSSIBLY
    assert band_of(-100, {"first": "exact"})[0] == Band.BELOW
