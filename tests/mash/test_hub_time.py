"""Days and years by the calendar of the hub, also where its clocks change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mash.hub_time import days_after, days_between, months_before, years_before

LONDON = ZoneInfo("Europe/London")
MOMENTS = st.datetimes(datetime(2015, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
# The hour that is skipped in March and the one that comes twice in October have no single time on the wall.
USUAL_HOURS = MOMENTS.filter(lambda moment: moment.astimezone(LONDON).hour not in (1, 2))


def london(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LONDON)


@given(moment=USUAL_HOURS, days=st.integers(-400, 400))
def test_days_later_it_is_the_same_time_on_the_wall(moment, days):
    here, later = moment.astimezone(LONDON), days_after(moment, days).astimezone(LONDON)
    assert later.time() == here.time()
    assert later.date() == here.date() + timedelta(days=days)
    assert days_between(moment, later) == days


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (london(2026, 3, 28, 10), 1, london(2026, 3, 29, 10)),  # 23 hours
        (london(2026, 10, 24, 10), 1, london(2026, 10, 25, 10)),  # 25 hours
        (london(2026, 3, 1, 0, 30), 30, london(2026, 3, 31, 0, 30)),  # 23:30 in UTC, of the day before
    ],
)
def test_days_over_the_change_of_the_clocks(start, days, end):
    assert days_after(start, days) == end
    assert (days_between(start, end), days_between(start, end - timedelta(seconds=1))) == (days, days - 1)


@given(moment=USUAL_HOURS)
def test_a_year_before_is_the_same_day_of_the_calendar(moment):
    here, before = moment.astimezone(LONDON), years_before(moment).astimezone(LONDON)
    assert (before.year, before.month, before.time()) == (here.year - 1, here.month, here.time())
    assert before.day == (28 if (here.month, here.day) == (2, 29) else here.day)


def test_a_year_with_a_leap_day_is_a_year():
    assert years_before(london(2024, 3, 1, 9)) == london(2023, 3, 1, 9)
    assert years_before(london(2024, 2, 29, 9)) == london(2023, 2, 28, 9)
    assert years_before(london(2026, 3, 1), 7).date() == date(2019, 3, 1)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ((2026, 6, 15), 6, (2025, 12, 15)),
        ((2026, 8, 31), 6, (2026, 2, 28)),
        ((2024, 8, 31), 6, (2024, 2, 29)),
        ((2026, 1, 15), 1, (2025, 12, 15)),
        ((2026, 1, 15), 60, (2021, 1, 15)),
    ],
)
def test_months_before_is_the_same_day_or_the_last_of_a_shorter_month(start, months, end):
    assert months_before(london(*start, 9), months) == london(*end, 9)
