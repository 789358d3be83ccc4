"""No withheld number can be worked out: every breakdown that would look the same is tried."""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given as for_any
from hypothesis import settings
from hypothesis import strategies as st

from referrals.reports.small_numbers import to_hide

WITHHELD = "withheld"


def page_of(numbers) -> tuple:
    """Return all that a reader of a breakdown has: its total, and each number or that it is withheld."""
    hidden = to_hide(numbers)
    return sum(numbers), *(WITHHELD if place in hidden else number for place, number in enumerate(numbers))


def possible(length: int, most: int):
    return product(range(most + 1), repeat=length)


@pytest.mark.parametrize(("length", "most"), [(2, 30), (3, 16), (4, 10), (5, 8), (6, 7)])
def test_a_reader_who_knows_the_rule_cannot_work_out_a_withheld_number(length, most):
    """Compare every breakdown with all others that look the same, as a reader with the rule could."""
    alike = defaultdict(list)
    for numbers in possible(length, most):
        alike[page_of(numbers)].append(numbers)
    for page, worlds in alike.items():
        # What may be larger than `most` in a world like this one is not tried, so such a page proves nothing.
        if page[0] > most:
            continue
        for place, shown in enumerate(page[1:]):
            if shown == WITHHELD:
                assert len({numbers[place] for numbers in worlds}) > 1, (page, worlds)


@settings(deadline=None)
@for_any(st.lists(st.integers(0, 400), min_size=2, max_size=40))
def test_no_number_from_one_to_four_is_ever_shown(numbers):
    hidden = to_hide(numbers)
    assert {place for place, number in enumerate(numbers) if 1 <= number <= 4} <= hidden
    assert len(hidden) != 1


def other_readings(numbers, place):
    """Yield breakdowns of the same total with another number at this place."""
    for other in range(len(numbers)):
        if numbers[other] != numbers[place]:
            swapped = list(numbers)
            swapped[place], swapped[other] = swapped[other], swapped[place]
            yield swapped
        for step in (1, -1):
            moved = list(numbers)
            moved[place], moved[other] = moved[place] + step, moved[other] - step
            if other != place and min(moved) >= 0:
                yield moved


@settings(deadline=None)
@for_any(st.lists(st.integers(0, 400), min_size=2, max_size=12) | st.lists(st.integers(0, 9), min_size=2, max_size=12))
def test_every_withheld_number_of_a_long_breakdown_has_another_reading(numbers):
    numbers = [*numbers, 0]  # as every breakdown of the dashboard has: what has no row
    for place in to_hide(numbers):
        assert any(page_of(reading) == page_of(numbers) for reading in other_readings(numbers, place))


@pytest.mark.parametrize(
    ("numbers", "page"),
    [
        ((0, 0, 0), (0, 0, 0, 0)),
        ((7, 12), (19, 7, 12)),
        ((3, 2, 9), (14, WITHHELD, WITHHELD, 9)),
        ((2, 1, 9), (12, WITHHELD, WITHHELD, WITHHELD)),
        ((1, 9, 30), (40, WITHHELD, WITHHELD, 30)),  # the 9 would give the 1 away
        ((1, 9, 9, 30), (49, WITHHELD, WITHHELD, WITHHELD, 30)),  # equals are treated alike
        ((1, 1, 9, 0), (11, WITHHELD, WITHHELD, WITHHELD, 0)),  # 2 can only be 1 and 1
        ((4, 4, 9), (17, WITHHELD, WITHHELD, WITHHELD)),  # 8 could be guessed to be 4 and 4
        ((2, 0), (2, WITHHELD, WITHHELD)),  # nothing can be shown
        ((1, 1, 1, 0), (3, *[WITHHELD] * 4)),
    ],
)
def test_what_a_page_shows(numbers, page):
    assert page_of(numbers) == page
