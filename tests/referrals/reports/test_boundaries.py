"""Figures at their edges: the first and last instant of a period, the moment of a target, a year."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from mash.identity import acting_as
from referrals.models import Clock
from referrals.reports.counting import Counts, Scope, share_words
from referrals.reports.figures import Figures
from referrals.reports.forms import QUICK
from referrals.reports.period import Period
from referrals.timing.working_week import LONDON
from tests.builders import build_referral, child, set_repeat_months

INSTANT = timedelta(microseconds=1)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def acting(northvale):
    with acting_as(northvale.manager):
        yield northvale.manager


def scope_of(world, first: date, last: date, now=None) -> Scope:
    return Scope(world.manager, Period(first, last), now or datetime(2029, 1, 1, tzinfo=UTC))


# The first instant of each period, and the first after it, in Greenwich: summer time is an hour ahead of it.
PERIODS = [
    pytest.param("2026-03-29", "2026-03-29", "2026-03-29T00:00", "2026-03-29T23:00", id="the day of 23 hours"),
    pytest.param("2026-10-25", "2026-10-25", "2026-10-24T23:00", "2026-10-26T00:00", id="the day of 25 hours"),
    pytest.param("2026-01-01", "2026-03-31", "2026-01-01T00:00", "2026-03-31T23:00", id="January to March"),
    pytest.param("2026-10-01", "2026-12-31", "2026-09-30T23:00", "2027-01-01T00:00", id="October to December"),
    pytest.param("2026-04-01", "2027-03-31", "2026-03-31T23:00", "2027-03-31T23:00", id="the year of returns"),
    pytest.param("2026-01-01", "2026-12-31", "2026-01-01T00:00", "2027-01-01T00:00", id="the calendar year"),
    pytest.param("2027-02-01", "2027-02-28", "2027-02-01T00:00", "2027-03-01T00:00", id="a short February"),
    pytest.param("2028-02-01", "2028-02-29", "2028-02-01T00:00", "2028-03-01T00:00", id="a leap February"),
    pytest.param("2026-04-01", "2026-04-30", "2026-03-31T23:00", "2026-04-30T23:00", id="thirty days"),
]


@pytest.mark.parametrize(("first", "last", "begins", "after"), PERIODS)
def test_a_period_is_from_its_first_instant_to_its_last(northvale, first, last, begins, after):
    begins, after = (datetime.fromisoformat(moment).replace(tzinfo=UTC) for moment in (begins, after))
    for moment in [begins - INSTANT, begins, after - INSTANT, after]:
        build_referral(northvale, now=moment)
    scope = scope_of(northvale, date.fromisoformat(first), date.fromisoformat(last))
    counts = Counts(scope)
    assert counts.total("arrivals") == 2
    # Each is drawn in a step of the period, or the chart would not add up to the total.
    assert set(counts.parts("arrivals")) <= {step.isoformat() for step in scope.period.steps()}


def test_both_hours_that_the_clocks_repeat_in_october_are_that_days(northvale):
    for moment in [datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)]:
        build_referral(northvale, now=moment)  # 1:30 twice
    scope = scope_of(northvale, date(2026, 10, 1), date(2026, 10, 31))
    assert Counts(scope).parts("arrivals") == {"2026-10-25": 2}


@pytest.mark.parametrize("days", [days for days, _ in QUICK])
def test_a_quick_period_has_as_many_days_as_it_says_and_ends_today(days):
    today = timezone.localdate()
    period = Period.days_to(today, days)
    assert (period.last, period.last - period.first) == (today, timedelta(days=days - 1))


def clock_of(world, *, arrived, **changes) -> None:
    referral = build_referral(world, now=arrived)
    Clock.objects.filter(referral=referral).update(**changes)


def first_decisions(scope) -> dict:
    return {piece: n for (part, piece), n in Counts(scope).of("measure").items() if part == "first_decision"}


def test_the_very_moment_of_the_target_is_in_time_and_the_next_is_not(northvale):
    arrived, due = datetime(2026, 6, 1, 9, tzinfo=UTC), datetime(2026, 6, 1, 17, tzinfo=UTC)
    clock_of(northvale, arrived=arrived, due_at=due, stopped_at=due)
    clock_of(northvale, arrived=arrived, due_at=due, stopped_at=due + INSTANT)
    june = date(2026, 6, 1), date(2026, 6, 30)
    assert first_decisions(scope_of(northvale, *june)) == {"in_time": 1, "late": 1}


def test_what_runs_is_overdue_only_after_the_moment_of_its_target(northvale):
    now = datetime(2026, 6, 1, 17, tzinfo=UTC)
    clock_of(northvale, arrived=now - HOUR, due_at=now)
    clock_of(northvale, arrived=now - HOUR, due_at=now - INSTANT)
    scope = scope_of(northvale, date(2026, 6, 1), date(2026, 6, 30), now)
    assert first_decisions(scope) == {"waiting": 1, "overdue": 1}


@pytest.mark.parametrize(
    ("arrived", "decided"),
    [
        # 2:30 there and back by the clock on the wall: one hour less in March, one more in October
        (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), datetime(2026, 3, 29, 2, 30, tzinfo=UTC)),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 2, 30, tzinfo=UTC)),
    ],
)
def test_the_time_taken_is_what_passed_whatever_the_clocks_were_set_to(northvale, arrived, decided):
    clock_of(northvale, arrived=arrived, due_at=decided, stopped_at=decided)
    day = arrived.date()
    assert Counts(scope_of(northvale, day, day)).took["measure", "first_decision"].half == 2 * HOUR


def test_a_case_is_of_the_period_it_arrived_in_whenever_it_is_decided(northvale):
    may, june = datetime(2026, 5, 31, 12, tzinfo=UTC), datetime(2026, 6, 30, 12, tzinfo=UTC)
    clock_of(northvale, arrived=may, due_at=may + HOUR, stopped_at=june - 24 * HOUR)  # before, decided within
    clock_of(northvale, arrived=june, due_at=june + 48 * HOUR, stopped_at=june + 24 * HOUR)  # within, decided after
    assert first_decisions(scope_of(northvale, date(2026, 6, 1), date(2026, 6, 30))) == {"in_time": 1}
    assert first_decisions(scope_of(northvale, date(2026, 5, 1), date(2026, 5, 31))) == {"late": 1}


def london(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("moment", "earlier", "counted"),
    [
        (london(2026, 6, 15, 12), london(2025, 6, 15, 12), {"again": 1}),
        (london(2026, 6, 15, 12), london(2025, 6, 15, 12) - INSTANT, {"first": 1}),
        (london(2024, 6, 15, 12), london(2023, 6, 15, 12), {"again": 1}),  # 366 days
        (london(2026, 3, 29, 12), london(2025, 3, 29, 12), {"again": 1}),  # summer time then, winter time a year ago
        (
            london(2026, 6, 15, 12),
            london(2026, 6, 15, 12) - INSTANT,
            {"first": 1, "again": 1},
        ),  # both on the day counted
        (london(2026, 6, 15, 12), london(2026, 6, 15, 12), {"first": 2}),
    ],
)
def test_again_is_within_the_year_before_and_not_at_the_same_moment(northvale, moment, earlier, counted):
    for arrived in (earlier, moment):
        build_referral(northvale, now=arrived, people=[child(nhs_number="9990000018")])
    of_day = Counts(scope_of(northvale, moment.date(), moment.date())).of("again")
    assert {piece: number for (_, piece), number in of_day.items()} == counted


@pytest.mark.parametrize(("months", "piece"), [(5, "first"), (6, "again"), (60, "again")])
def test_again_is_within_the_months_of_the_hub(northvale, months, piece):
    set_repeat_months(northvale, months)
    moment, earlier = london(2026, 8, 31, 12), london(2026, 2, 28, 12)
    for arrived in (earlier, moment):
        build_referral(northvale, now=arrived, people=[child(nhs_number="9990000018")])
    scope = scope_of(northvale, moment.date(), moment.date())
    assert Counts(scope).of("again") == {("", piece): 1}
    assert Figures(scope).tables()["again"].title == f"Referred again within {months} months"


def test_every_number_of_a_table_with_a_total_adds_up_to_it(northvale):
    for hours in range(7):
        build_referral(northvale, now=datetime(2026, 6, 1, 9, tzinfo=UTC) + hours * HOUR)
    figures = Figures(scope_of(northvale, date(2026, 6, 1), date(2026, 6, 30)))
    assert figures.arrived == 7
    for key in ("arrivals", "stage", "source", "channel"):
        numbers = [number for row in figures.tables()[key].rows for number in row.numbers.values()]
        assert sum(numbers) == 7


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (0, 0, "–"),
        (0, 300, "0% (0 of 300)"),
        (300, 300, "100% (300 of 300)"),
        (299, 300, "99% (299 of 300)"),  # all but one are not all
        (1, 300, "1% (1 of 300)"),  # and one is not none
        (1, 8, "13% (1 of 8)"),  # a half is rounded up, whatever stands before it
        (3, 8, "38% (3 of 8)"),
    ],
)
def test_only_all_are_100_percent_and_only_none_0(part, whole, words):
    assert share_words(part, whole) == words
