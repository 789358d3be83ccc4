"""Targets, opening hours, pauses and the words that describe a clock."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from time import tzset

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mash.govuk.templatetags.govuk import CLOCK_MARKS, clock_tag
from referrals.codes import ClockMeasure, ClockMode, Rating
from referrals.timing.clocks import (
    DEFAULT_RULES,
    ClockReading,
    ClockRule,
    ClockState,
    ClockView,
    due_at,
    moved_on,
    remaining,
    rule_for,
    spell_out,
    worked,
)
from referrals.timing.working_week import LONDON, WorkingWeek, bank_holidays

NINE_TO_FIVE = WorkingWeek({weekday: (time(9), time(17)) for weekday in range(5)})
FRIDAY_TO_HALF_FOUR = WorkingWeek(
    {**{day: (time(8, 30), time(17)) for day in range(4)}, 4: (time(8, 30), time(16, 30))}
)
WEEKS = [
    NINE_TO_FIVE,
    FRIDAY_TO_HALF_FOUR,
    WorkingWeek({weekday: (time(0), time(0)) for weekday in range(7)}),
    WorkingWeek({6: (time(0, 30), time(3, 15)), 2: (time(22), time(0))}, closed_on=frozenset({date(2026, 7, 1)})),
]
HOUR = timedelta(hours=1)


def london(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LONDON)


def working(hours: str) -> ClockRule:
    return ClockRule(ClockMeasure.AGENCY_RESPONSE, Rating.AMBER, Decimal(hours), ClockMode.WORKING)


def continuous(hours: str) -> ClockRule:
    return ClockRule(ClockMeasure.AGENCY_RESPONSE, Rating.RED, Decimal(hours), ClockMode.CONTINUOUS)


# Targets


def test_a_clock_that_stopped_by_something_else_does_not_say_it_was_done():
    at = datetime(2026, 6, 1, 9, tzinfo=UTC)
    ended = ClockReading(
        started_at=at, due_at=at + timedelta(hours=8), stopped_at=at + timedelta(hours=1), ended="returned"
    )
    view = ended.view(at + timedelta(hours=2))
    assert (view.words, view.state) == ("returned", "none")


def test_red_runs_through_the_night():
    assert due_at(london(2026, 11, 20, 22), continuous("4"), NINE_TO_FIVE) == london(2026, 11, 21, 2)


def test_twenty_four_working_hours_are_three_days_of_opening_time():
    assert due_at(london(2026, 11, 18, 11), working("24"), NINE_TO_FIVE) == london(2026, 11, 23, 11)


def test_a_referral_on_friday_night_is_first_decided_by_the_end_of_monday():
    rule = rule_for(ClockMeasure.FIRST_DECISION)
    assert due_at(london(2026, 11, 20, 21), rule, NINE_TO_FIVE) == london(2026, 11, 23, 17)


def test_bank_holidays_and_extra_closed_days_do_not_count():
    before_christmas = london(2026, 12, 24, 16)
    assert due_at(before_christmas, working("2"), NINE_TO_FIVE) == london(2026, 12, 29, 10)
    away_day = WorkingWeek(NINE_TO_FIVE.hours, closed_on={date(2026, 12, 29)})
    assert due_at(before_christmas, working("2"), away_day) == london(2026, 12, 30, 10)


# The calendar of England and Wales in whole years, from gov.uk/bank-holidays; the other nations' own days beside it.
ENGLAND = {
    2026: {(1, 1), (4, 3), (4, 6), (5, 4), (5, 25), (8, 31), (12, 25), (12, 28)},  # Boxing Day falls on a Saturday
    2027: {(1, 1), (3, 26), (3, 29), (5, 3), (5, 31), (8, 30), (12, 27), (12, 28)},  # Christmas Day too
}
ONLY_ELSEWHERE = {  # 2 January, St Andrew, the first Monday of August (Scotland); St Patrick, the Boyne (N. Ireland)
    *(date(2026, 1, 2), date(2026, 8, 3), date(2026, 11, 30), date(2026, 3, 17), date(2026, 7, 13)),
    *(date(2027, 1, 4), date(2027, 8, 2), date(2027, 11, 30), date(2027, 3, 17), date(2027, 7, 12)),
}


@pytest.mark.parametrize("year", ENGLAND)
def test_the_calendar_is_englands(year):
    assert {(day.month, day.day) for day in bank_holidays() if day.year == year} == ENGLAND[year]


@pytest.mark.parametrize("day", sorted(ONLY_ELSEWHERE), ids=str)
def test_the_hub_is_open_on_another_nations_holiday(day):
    assert NINE_TO_FIVE.is_open_on(day)


def test_blue_has_no_target():
    assert due_at(london(2026, 11, 20, 9), rule_for(ClockMeasure.AGENCY_RESPONSE, "blue"), NINE_TO_FIVE) is None


@pytest.mark.parametrize(
    ("rating", "hours", "share"), [("red", 4, 2), ("amber", 24, 6), ("green", 72, 24), ("blue", None, None)]
)
def test_the_shipped_targets_count_day_and_night_and_leave_the_hub_time_to_decide(rating, hours, share):
    """Hours for the hub as most published procedures have them, for agencies as in Merton."""
    hub, agencies = (rule_for(measure, rating) for measure in (ClockMeasure.FINAL_DECISION, "agency_response"))
    assert (hub.hours, agencies.hours) == (hours, share)
    assert {hub.mode, agencies.mode} == {"continuous"}


@pytest.mark.parametrize("start", [london(2026, 6, 3, 10), london(2026, 6, 5, 16), london(2026, 12, 24, 12)], ids=str)
def test_what_is_more_urgent_is_due_sooner_also_before_a_weekend(start):
    rules = [rule_for(ClockMeasure.FINAL_DECISION, rating) for rating in ("red", "amber", "green")]
    red, amber, green = (due_at(start, rule, NINE_TO_FIVE) for rule in rules)
    assert red < amber < green


def test_every_measure_has_a_shipped_rule_and_an_unknown_one_has_no_target():
    assert {rule.measure for rule in DEFAULT_RULES} == set(ClockMeasure)
    assert rule_for("something_else", "red").hours is None


def test_a_hubs_own_rule_for_a_rating_goes_before_its_rule_for_any():
    rules = [ClockRule("feedback", "", Decimal(8), "working"), ClockRule("feedback", "red", Decimal(2), "continuous")]
    assert rule_for("feedback", "red", rules).hours == 2
    assert rule_for("feedback", "green", rules).hours == 8


def test_a_pause_moves_the_target_by_the_opening_time_it_takes():
    pause = (london(2026, 11, 19, 16), london(2026, 11, 20, 10))
    assert due_at(london(2026, 11, 19, 15), working("4"), NINE_TO_FIVE, [pause]) == london(2026, 11, 20, 13)


def test_there_is_no_target_while_an_open_pause_lasts():
    assert due_at(london(2026, 11, 19, 9), continuous("4"), NINE_TO_FIVE, [(london(2026, 11, 19, 10), None)]) is None


def test_a_target_missed_before_the_pause_stays_missed():
    pause = (london(2026, 11, 19, 14), None)
    assert due_at(london(2026, 11, 19, 9), continuous("4"), NINE_TO_FIVE, [pause]) == london(2026, 11, 19, 13)


# Clocks changing


def test_four_hours_are_four_hours_when_the_clocks_go_forward_or_back():
    assert due_at(london(2027, 3, 28, 0), continuous("4"), NINE_TO_FIVE) == london(2027, 3, 28, 5)
    assert due_at(london(2026, 10, 25, 0), continuous("4"), NINE_TO_FIVE) == london(2026, 10, 25, 3)


def test_opening_hours_follow_local_time_across_the_change():
    friday, monday = london(2026, 10, 23, 16), london(2026, 10, 26, 10)
    assert worked(friday, monday, NINE_TO_FIVE) == 2 * HOUR
    assert due_at(friday, working("2"), NINE_TO_FIVE) == monday


def test_a_hub_open_through_the_lost_hour_works_an_hour_less():
    nights = WorkingWeek({6: (time(0), time(6))})
    assert worked(london(2027, 3, 28, 0), london(2027, 3, 28, 23), nights) == 5 * HOUR
    assert worked(london(2026, 10, 25, 0), london(2026, 10, 25, 23), nights) == 7 * HOUR


def test_opening_hours_that_fall_wholly_in_the_lost_hour_are_a_closed_day():
    odd = WorkingWeek({6: (time(1, 15), time(2))})
    assert odd.opening(date(2027, 3, 28)) is None
    assert odd.opening(date(2027, 4, 4)) is not None


# Words


def shown(clock: ClockReading, *now: int) -> tuple[str, str]:
    view = clock.view(london(*now))
    return view.words, view.state


def test_a_red_clock_from_start_to_overdue():
    clock = ClockReading.start(continuous("4"), london(2026, 11, 19, 9), NINE_TO_FIVE)
    assert shown(clock, 2026, 11, 19, 9) == ("4 h left", "ok")
    assert shown(clock, 2026, 11, 19, 11, 40) == ("1 h 20 min left", "ok")
    assert shown(clock, 2026, 11, 19, 12) == ("1 h left", "ok")
    assert shown(clock, 2026, 11, 19, 12, 1) == ("59 min left", "soon")
    assert shown(clock, 2026, 11, 19, 13) == ("less than 1 min left", "soon")
    assert shown(clock, 2026, 11, 19, 13, 35) == ("overdue by 35 min", "overdue")
    assert clock.elapsed_words(london(2026, 11, 19, 13, 35)) == "4 h 35 min"


def test_long_spells_are_told_in_days():
    clock = ClockReading.start(continuous("60"), london(2026, 11, 19, 9), NINE_TO_FIVE)
    assert shown(clock, 2026, 11, 19, 18) == ("2 days 3 h left", "ok")
    slow = ClockReading.start(working("24"), london(2026, 11, 18, 9), NINE_TO_FIVE)
    assert shown(slow, 2026, 11, 18, 10) == ("2 working days 7 h left", "ok")
    assert shown(slow, 2026, 11, 19, 9) == ("2 working days left", "ok")


def test_a_night_is_no_part_of_a_working_clock():
    clock = ClockReading.start(working("8"), london(2026, 11, 20, 16), NINE_TO_FIVE)
    assert shown(clock, 2026, 11, 22, 12) == ("7 h left", "ok")
    assert shown(clock, 2026, 11, 23, 16, 20) == ("overdue by 20 min", "overdue")


def test_a_target_missed_at_closing_time_is_overdue_all_evening():
    clock = ClockReading.start(working("1"), london(2026, 11, 20, 16), NINE_TO_FIVE)
    assert shown(clock, 2026, 11, 20, 20) == ("just overdue", "overdue")


def test_a_stopped_clock_says_how_long_it_took():
    clock = ClockReading.start(
        continuous("4"), london(2026, 11, 19, 9), NINE_TO_FIVE, stopped_at=london(2026, 11, 19, 12, 10)
    )
    assert shown(clock, 2027, 1, 1, 9) == ("answered in 3 h 10 min", "done")
    assert clock.was_met is True


def test_a_clock_stopped_after_its_target_says_by_how_much_it_was_late():
    began, four_days_on = london(2026, 11, 19, 9), london(2026, 11, 23, 9)
    red = ClockReading.start(continuous("4"), began, NINE_TO_FIVE, stopped_at=four_days_on)
    assert shown(red, 2027, 1, 1, 9) == ("answered 3 days 20 h late", "late")
    assert red.note(london(2027, 1, 1, 9)) == "in 4 days, day and night"
    missed_in_the_evening = ClockReading.start(
        working("1"), london(2026, 11, 20, 16), NINE_TO_FIVE, stopped_at=london(2026, 11, 20, 20)
    )
    assert shown(missed_in_the_evening, 2027, 1, 1, 9) == ("answered just late", "late")


@pytest.mark.parametrize("measure", ClockMeasure.values)
@pytest.mark.parametrize("hours_taken", range(1, 9))
def test_only_work_done_by_its_target_gets_a_tick(measure, hours_taken):
    began, target = london(2026, 11, 19, 9), 4
    clock = ClockReading(
        started_at=began,
        due_at=began + timedelta(hours=target),
        stopped_at=began + timedelta(hours=hours_taken),
        measure=measure,
    )
    drawn = clock_tag(clock.view(london(2027, 1, 1, 9)))
    assert ("✓" in drawn) == ("late" not in drawn) == (hours_taken <= target)
    assert ("app-clock--late" in drawn) == (hours_taken > target)


def test_every_state_of_a_clock_has_a_mark_and_only_done_a_tick():
    assert set(CLOCK_MARKS) == {*ClockState} - {ClockState.NONE}
    assert [state for state, mark in CLOCK_MARKS.items() if mark == "✓"] == ["done"]


def test_pauses_do_not_count_towards_the_time_taken():
    pause = (london(2026, 11, 19, 10), london(2026, 11, 19, 13))
    clock = ClockReading.start(
        continuous("4"), london(2026, 11, 19, 9), NINE_TO_FIVE, pauses=[pause], stopped_at=london(2026, 11, 19, 14, 30)
    )
    assert shown(clock, 2026, 11, 19, 15) == ("answered in 2 h 30 min", "done")


def test_a_paused_clock_says_so_and_whether_it_was_late_already():
    paused = ClockReading.start(
        continuous("4"), london(2026, 11, 19, 9), NINE_TO_FIVE, pauses=[(london(2026, 11, 19, 10), None)]
    )
    assert shown(paused, 2026, 11, 25, 9) == ("paused", "paused")
    late = ClockReading.start(
        continuous("4"), london(2026, 11, 19, 9), NINE_TO_FIVE, pauses=[(london(2026, 11, 19, 15), None)]
    )
    assert shown(late, 2026, 11, 25, 9) == ("paused, overdue by 2 h", "paused")


def test_a_clock_without_a_target_still_counts():
    clock = ClockReading(started_at=london(2026, 11, 19, 9))
    assert shown(clock, 2026, 11, 19, 10) == ("no target", "none")
    assert clock.elapsed_words(london(2026, 11, 19, 10)) == "1 h"
    assert clock.was_met is None


# What is refused


@pytest.mark.parametrize(
    ("hours", "says"),
    [
        ({}, "at least one weekday"),
        ({7: (time(9), time(17))}, "got 7"),
        ({0: (time(17), time(9))}, "must close after it opens"),
        ({0: (time(9, tzinfo=UTC), time(17))}, "without a time zone"),
    ],
)
def test_a_week_that_makes_no_sense_is_refused(hours, says):
    with pytest.raises(ValueError, match=says):
        WorkingWeek(hours)


@pytest.mark.parametrize(
    ("hours", "mode"), [("0", "working"), ("-1", "working"), ("100000", "working"), ("4", "lunar")]
)
def test_a_rule_that_makes_no_sense_is_refused(hours, mode):
    with pytest.raises(ValueError, match="got"):
        ClockRule("feedback", "", Decimal(hours), mode)


def test_a_moment_without_a_time_zone_is_refused_by_name():
    naive = datetime(2026, 11, 19, 9)  # noqa: DTZ001
    with pytest.raises(ValueError, match="started_at must be"):
        due_at(naive, continuous("4"), NINE_TO_FIVE)
    with pytest.raises(ValueError, match="now must be"):
        ClockReading(started_at=london(2026, 11, 19, 9)).view(naive)


def test_a_pause_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="must end after it begins"):
        due_at(
            london(2026, 11, 19, 9),
            continuous("4"),
            NINE_TO_FIVE,
            [(london(2026, 11, 19, 11), london(2026, 11, 19, 10))],
        )


def test_a_working_clock_needs_a_week():
    with pytest.raises(ValueError, match="needs the hub's working week"):
        ClockReading(started_at=london(2026, 11, 19, 9), mode=ClockMode.WORKING)


# Properties

moments = st.datetimes(datetime(2024, 1, 1), datetime(2028, 6, 1), timezones=st.just(UTC))  # noqa: DTZ001
weeks = st.sampled_from(WEEKS)
modes = st.sampled_from(ClockMode.values)
hours_allowed = st.decimals(Decimal("0.05"), Decimal(100), places=2)
lengths = st.timedeltas(timedelta(0), timedelta(days=10))
pauses = st.lists(st.tuples(moments, lengths).map(lambda pause: (pause[0], pause[0] + pause[1])), max_size=4)
few = settings(max_examples=60, deadline=None)


@few
@given(moments, weeks, modes, hours_allowed, pauses)
def test_due_is_never_before_the_start(start, week, mode, hours, pauses):
    assert due_at(start, ClockRule("feedback", "", hours, mode), week, pauses) >= start


@few
@given(moments, weeks, hours_allowed)
def test_a_continuous_target_is_plain_addition_in_absolute_time(start, week, hours):
    due = due_at(start, ClockRule("feedback", "", hours, "continuous"), week)
    assert due.timestamp() - start.timestamp() == pytest.approx(float(hours) * 3600)


@few
@given(moments, weeks, hours_allowed, pauses)
def test_a_working_target_falls_inside_opening_hours(start, week, hours, pauses):
    due = due_at(start, ClockRule("feedback", "", hours, "working"), week, pauses)
    day = due.astimezone(LONDON).date()
    openings = [week.opening(day), week.opening(day - timedelta(days=1))]  # closing at midnight is the day before's
    assert any(opening and opening[0] <= due <= opening[1] for opening in openings)


@few
@given(moments, weeks, modes, hours_allowed, pauses, moments, lengths)
def test_one_more_pause_never_brings_the_target_nearer(start, week, mode, hours, pauses, begins, length):
    rule = ClockRule("feedback", "", hours, mode)
    assert due_at(start, rule, week, [*pauses, (begins, begins + length)]) >= due_at(start, rule, week, pauses)


@few
@given(moments, weeks, modes, hours_allowed, st.timedeltas(timedelta(0), timedelta(days=20)), lengths)
def test_a_pause_moves_a_target_on_as_if_it_had_been_known_from_the_start(start, week, mode, hours, gone, length):
    """A target never moves earlier, ignores an empty pause, and stays as late once missed."""
    rule, pause = ClockRule("feedback", "", hours, mode), (start + gone, start + gone + length)
    due = due_at(start, rule, week)
    moved = moved_on(due, pause, mode, week)
    assert moved >= due
    assert moved_on(due, (pause[0], pause[0]), mode, week) == due
    if pause[0] <= due:
        assert remaining(moved, pause[1], mode, week) == remaining(due, pause[0], mode, week)
    else:
        assert remaining(moved, due, mode, week) == remaining(pause[1], pause[0], mode, week)


@few
@given(moments, weeks, modes, hours_allowed, st.timedeltas(timedelta(0), timedelta(days=20)), lengths, lengths)
def test_what_has_run_and_what_was_paused_make_the_whole_time(start, week, mode, hours, gone, length, more):
    begins, ends = start + gone, start + gone + length
    rule = ClockRule("feedback", "", hours, mode)
    whole = ClockReading.start(rule, start, week).elapsed(ends + more)
    run = ClockReading.start(rule, start, week, pauses=[(begins, ends)]).elapsed(ends + more)
    assert run + remaining(ends, begins, mode, week) == whole
    while_paused = ClockReading.start(rule, start, week, pauses=[(begins, None)])
    assert while_paused.elapsed(ends + more) == ClockReading.start(rule, start, week).elapsed(begins)


def test_a_paused_clock_says_since_when_and_when_that_is_reviewed():
    since, due = london(2026, 11, 19, 10), london(2026, 11, 20, 10)
    paused = ClockReading(due_at=due, started_at=since - HOUR, pauses=((since, None),), review_on=date(2026, 11, 25))
    view = paused.view(london(2026, 11, 24, 9))
    assert (view.words, view.state) == ("paused", "paused")
    assert view.note == "since 19 November 2026 at 10am, review on 25 November 2026"


def test_open_days_are_counted_past_weekends_and_bank_holidays():
    assert NINE_TO_FIVE.open_days_after(date(2026, 12, 24), 1) == date(2026, 12, 29)
    assert NINE_TO_FIVE.open_days_after(date(2026, 11, 20), 2) == date(2026, 11, 24)


@few
@given(moments, weeks, modes, hours_allowed, pauses, st.timedeltas(timedelta(0), timedelta(days=40)))
def test_what_has_run_and_what_is_left_make_the_whole_allowance(start, week, mode, hours, pauses, gone):
    rule = ClockRule("feedback", "", hours, mode)
    clock = ClockReading.start(rule, start, week, pauses=pauses)
    now = start + gone
    assert clock.elapsed(now) + clock.left(now) == rule.allowance


@few
@given(moments, moments, weeks)
def test_work_counted_backwards_is_the_same_with_a_minus(start, end, week):
    assert worked(start, end, week) == -worked(end, start, week)


@few
@given(moments, lengths, lengths, weeks)
def test_work_in_two_parts_adds_up(start, first, second, week):
    middle, end = start + first, start + first + second
    assert worked(start, middle, week) + worked(middle, end, week) == worked(start, end, week)


@few
@given(moments, weeks, modes, hours_allowed)
def test_nothing_remains_at_the_moment_it_is_due(start, week, mode, hours):
    due = due_at(start, ClockRule("feedback", "", hours, mode), week)
    assert remaining(due, due, mode, week) == timedelta(0)
    assert remaining(due, start, mode, week) == ClockRule("feedback", "", hours, mode).allowance


ALL_HOURS = ClockRule(ClockMeasure.AGENCY_RESPONSE, "red", Decimal(4))


@pytest.mark.parametrize(
    ("rule", "now", "note"),
    [
        (working("4"), london(2026, 11, 18, 10), "working hours, due 1pm today"),
        (working("8"), london(2026, 11, 18, 10), "working hours, due midday tomorrow"),
        (
            ClockRule("x", "", Decimal(4), "continuous"),
            london(2026, 11, 25, 10),
            "day and night, due 18 November 2026 at 1pm",
        ),
    ],
)
def test_every_clock_says_by_which_hours_it_counts_and_when_it_is_due(rule, now, note):
    started = london(2026, 11, 18, 12 if rule.hours == 8 else 9)
    view = ClockReading.start(rule, started, NINE_TO_FIVE).view(now)
    assert view.note == note


# Edges, each with its figure ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spell", "words"),
    [
        (timedelta(seconds=59), "less than 1 min"),
        (timedelta(minutes=1), "1 min"),
        (timedelta(minutes=59, seconds=59), "59 min"),
        (timedelta(hours=1), "1 h"),
        (timedelta(hours=1, minutes=1), "1 h 1 min"),
        (timedelta(hours=23, minutes=59), "23 h 59 min"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=1, minutes=59), "1 day"),
        (timedelta(days=1, hours=1), "1 day 1 h"),
        (timedelta(days=2, hours=5, minutes=9), "2 days 5 h"),
    ],
)
def test_a_spell_is_told_in_its_two_largest_units(spell, words):
    assert spell_out(spell) == words


@pytest.mark.parametrize(
    ("hours", "words"), [(7, "7 h"), (8, "1 working day"), (9, "1 working day 1 h"), (16, "2 working days")]
)
def test_a_working_day_has_the_length_of_the_hubs_day(hours, words):
    assert spell_out(timedelta(hours=hours), timedelta(hours=8), "working day") == words


@pytest.mark.parametrize(("hours", "length"), [("0.01", 36), ("0.05", 180), ("8784", 8784 * 3600)])
def test_a_target_is_more_than_nothing_and_at_most_a_leap_year(hours, length):
    assert continuous(hours).allowance == timedelta(seconds=length)
    with pytest.raises(ValueError, match="got"):
        continuous("8784.01")


def test_a_rule_without_hours_allows_any_time_and_counts_day_and_night_unless_told():
    rule = ClockRule("feedback", "", None)
    assert (rule.allowance, rule.mode) == (None, "continuous")


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "less than 1 min left"), (59, "just overdue"), (60, "overdue by 1 min")]
)
def test_a_target_is_kept_at_its_second_and_missed_after_it(seconds, words):
    clock = ClockReading.start(continuous("4"), london(2026, 11, 19, 9), NINE_TO_FIVE)
    assert clock.view(london(2026, 11, 19, 13) + timedelta(seconds=seconds)).words == words


@pytest.mark.parametrize(
    ("seconds", "met", "words"),
    [(0, True, "answered in 4 h"), (59, False, "answered just late"), (60, False, "answered 1 min late")],
)
def test_work_done_at_its_second_is_in_time(seconds, met, words):
    done = london(2026, 11, 19, 13) + timedelta(seconds=seconds)
    clock = ClockReading.start(continuous("4"), london(2026, 11, 19, 9), NINE_TO_FIVE, stopped_at=done)
    assert (clock.was_met, clock.words(done)) == (met, words)


@pytest.mark.parametrize(
    ("measure", "word"),
    [
        ("first_decision", "decided"),
        ("agency_response", "answered"),
        ("final_decision", "decided"),
        ("feedback", "told"),
        ("something else", "done"),
    ],
)
def test_what_was_done_has_the_word_of_its_measure(measure, word):
    nine = london(2026, 11, 19, 9)
    clock = ClockReading(started_at=nine, due_at=nine + HOUR, stopped_at=nine + HOUR, measure=measure)
    assert clock.words(nine) == f"{word} in 1 h"


def test_before_a_clock_starts_all_of_its_time_is_left():
    clock = ClockReading.start(continuous("4"), london(2026, 11, 19, 9), NINE_TO_FIVE)
    before = london(2026, 11, 19, 7)
    assert (clock.left(before), clock.elapsed(before)) == (4 * HOUR, timedelta(0))


def test_a_reading_keeps_what_it_was_started_with():
    stop, pause = london(2026, 11, 19, 12), (london(2026, 11, 19, 10), london(2026, 11, 19, 11))
    clock = ClockReading.start(
        working("4"), london(2026, 11, 19, 9), NINE_TO_FIVE, pauses=iter([pause]), stopped_at=stop
    )
    assert (clock.started_at, clock.due_at, clock.stopped_at) == (
        london(2026, 11, 19, 9),
        london(2026, 11, 19, 14),
        stop,
    )
    assert (clock.mode, clock.week, clock.measure, clock.pauses) == (
        "working",
        NINE_TO_FIVE,
        "agency_response",
        (pause,),
    )


def test_a_view_has_the_words_the_state_the_target_the_note_and_the_hours():
    now = london(2026, 11, 18, 10)
    view = ClockReading.start(working("4"), london(2026, 11, 18, 9), NINE_TO_FIVE).view(now)
    assert view == ClockView("3 h left", "ok", london(2026, 11, 18, 13), "working hours, due 1pm today", "working")


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        ({"due_at": None}, ""),
        ({"pauses": ((london(2026, 11, 18, 9, 30), None),)}, "since 9:30am today"),
        (
            {"pauses": ((london(2026, 11, 18, 9, 30), None),), "review_on": date(2026, 11, 20)},
            "since 9:30am today, review on 20 November 2026",
        ),
        ({"stopped_at": london(2026, 11, 18, 10)}, "day and night"),
        ({"stopped_at": london(2026, 11, 18, 15)}, "in 6 h, day and night"),
        (
            {"pauses": ((london(2026, 11, 18, 9, 30), None),), "stopped_at": london(2026, 11, 18, 10)},
            "day and night",
        ),
    ],
)
def test_the_small_print_of_a_clock(changes, note):
    facts = {"started_at": london(2026, 11, 18, 9), "due_at": london(2026, 11, 18, 13), **changes}
    assert ClockReading(**facts).note(london(2026, 11, 18, 16)) == note


def test_a_pause_outside_opening_hours_moves_no_working_target():
    due = london(2026, 11, 19, 12)
    night = (london(2026, 11, 18, 18), london(2026, 11, 19, 8))
    assert moved_on(due, night, "working", NINE_TO_FIVE) == due
    assert moved_on(due, night, "continuous", None) == london(2026, 11, 20, 2)
    afternoon = (london(2026, 11, 18, 12), london(2026, 11, 18, 17))
    assert moved_on(due, afternoon, "working", NINE_TO_FIVE) == london(2026, 11, 19, 17)


def test_pauses_that_overlap_or_touch_count_once():
    nine = london(2026, 11, 19, 9)
    pauses = [(nine + HOUR, nine + 3 * HOUR), (nine + 2 * HOUR, nine + 4 * HOUR), (nine + 4 * HOUR, nine + 5 * HOUR)]
    assert due_at(nine, continuous("2"), NINE_TO_FIVE, pauses) == nine + 6 * HOUR
    inner = [(nine + HOUR, nine + 5 * HOUR), (nine + 2 * HOUR, nine + 3 * HOUR)]
    assert due_at(nine, continuous("2"), NINE_TO_FIVE, inner) == nine + 6 * HOUR
    # An open pause takes in every later one.
    assert (
        due_at(nine, continuous("2"), NINE_TO_FIVE, [(nine + HOUR, None), (nine + 2 * HOUR, nine + 3 * HOUR)]) is None
    )


# A week, day by day -------------------------------------------------------------------------------------------------


def test_a_week_is_open_at_its_hours_in_local_time():
    assert NINE_TO_FIVE.opening(date(2026, 7, 6)) == (
        datetime(2026, 7, 6, 8, tzinfo=UTC),
        datetime(2026, 7, 6, 16, tzinfo=UTC),
    )
    assert NINE_TO_FIVE.opening(date(2026, 12, 7)) == (
        datetime(2026, 12, 7, 9, tzinfo=UTC),
        datetime(2026, 12, 7, 17, tzinfo=UTC),
    )
    assert NINE_TO_FIVE.opening(date(2026, 7, 5)) is None  # a Sunday


@pytest.mark.parametrize("machine", ["Europe/London", "America/New_York"])
def test_opening_is_in_utc_wherever_the_machine_believes_to_be(monkeypatch, machine):
    monkeypatch.setenv("TZ", machine)
    tzset()
    try:
        opening = WorkingWeek({0: (time(9), time(0))}).opening(date(2026, 7, 6))
    finally:
        monkeypatch.undo()
        tzset()
    assert opening == (datetime(2026, 7, 6, 8, tzinfo=UTC), datetime(2026, 7, 6, 23, tzinfo=UTC))
    assert {moment.tzinfo for moment in opening} == {UTC}


def test_an_opening_that_the_lost_hour_leaves_empty_is_a_closed_day():
    assert WorkingWeek({6: (time(1), time(2))}).opening(date(2027, 3, 28)) is None


def test_the_days_a_week_is_shut_cannot_be_changed_later():
    assert isinstance(WorkingWeek({0: (time(9), time(17))}, closed_on={date(2026, 7, 6)}).closed_on, frozenset)


def test_closing_at_midnight_is_the_next_days_midnight():
    late = WorkingWeek({2: (time(22), time(0))})
    assert late.opening(date(2026, 12, 9)) == (
        datetime(2026, 12, 9, 22, tzinfo=UTC),
        datetime(2026, 12, 10, tzinfo=UTC),
    )
    assert late.day_length == 2 * HOUR


@pytest.mark.parametrize(("monday", "is_fine"), [((9, 9), False), ((9, 8), False), ((9, 10), True), ((0, 0), True)])
def test_a_day_closes_after_it_opens(monday, is_fine):
    opens, closes = (time(hour) for hour in monday)
    if is_fine:
        assert WorkingWeek({0: (opens, closes)})
    else:
        with pytest.raises(ValueError, match="must close after"):
            WorkingWeek({0: (opens, closes)})


@pytest.mark.parametrize("weekday", [-1, 7, "0"])
def test_a_weekday_is_from_0_to_6(weekday):
    with pytest.raises(ValueError, match="0 .Monday. to 6"):
        WorkingWeek({weekday: (time(9), time(17))})
    assert WorkingWeek({6: (time(9), time(17))})


def test_both_hours_are_local():
    for hours in [(time(9, tzinfo=UTC), time(17)), (time(9), time(17, tzinfo=UTC))]:
        with pytest.raises(ValueError, match="without a time zone"):
            WorkingWeek({0: hours})


def test_the_length_of_a_day_is_the_middle_of_the_week_and_the_longer_of_two():
    assert FRIDAY_TO_HALF_FOUR.day_length == timedelta(hours=8, minutes=30)
    two = WorkingWeek({0: (time(9), time(12)), 1: (time(9, 15), time(17, 45))})
    assert two.day_length == timedelta(hours=8, minutes=30)


def test_open_time_begins_at_the_moment_asked_and_skips_days_that_are_shut():
    spans = NINE_TO_FIVE.spans(london(2026, 12, 24, 16))
    assert [next(spans) for _ in range(2)] == [
        (london(2026, 12, 24, 16), london(2026, 12, 24, 17)),
        (london(2026, 12, 29, 9), london(2026, 12, 29, 17)),
    ]
    at_closing = NINE_TO_FIVE.spans(london(2026, 11, 19, 17))
    assert next(at_closing) == (london(2026, 11, 20, 9), london(2026, 11, 20, 17))
    before_opening = NINE_TO_FIVE.spans(london(2026, 11, 19, 7))
    assert next(before_opening) == (london(2026, 11, 19, 9), london(2026, 11, 19, 17))


def test_just_after_midnight_in_summer_it_is_already_the_next_day():
    sunday_night = WorkingWeek({6: (time(0), time(1))})
    assert next(sunday_night.spans(london(2026, 7, 5, 0, 30))) == (london(2026, 7, 5, 0, 30), london(2026, 7, 5, 1))


def test_no_open_day_after_is_the_day_itself():
    assert NINE_TO_FIVE.open_days_after(date(2026, 11, 20), 0) == date(2026, 11, 20)


def test_a_hubs_closing_day_is_shut_and_the_day_beside_it_open():
    shut = WorkingWeek(NINE_TO_FIVE.hours, closed_on={date(2026, 11, 19)})
    assert [shut.is_open_on(date(2026, 11, day)) for day in (18, 19, 20, 21)] == [True, False, True, False]


NAIVE, AWARE = datetime(2026, 11, 19, 9), london(2026, 11, 19, 9)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("name", "ask"),
    [
        ("started_at", lambda: worked(NAIVE, AWARE, NINE_TO_FIVE)),
        ("until", lambda: worked(AWARE, NAIVE, NINE_TO_FIVE)),
        ("due", lambda: remaining(NAIVE, AWARE, "continuous", None)),
        ("now", lambda: remaining(AWARE, NAIVE, "continuous", None)),
        ("due", lambda: moved_on(NAIVE, (AWARE, AWARE + HOUR), "continuous", None)),
        ("the pause's start", lambda: moved_on(AWARE, (NAIVE, AWARE), "continuous", None)),
        ("the pause's end", lambda: moved_on(AWARE, (AWARE, NAIVE), "continuous", None)),
        ("a pause's start", lambda: due_at(AWARE, continuous("4"), NINE_TO_FIVE, [(NAIVE, AWARE)])),
        ("a pause's end", lambda: due_at(AWARE, continuous("4"), NINE_TO_FIVE, [(AWARE, NAIVE)])),
        ("due_at", lambda: ClockReading(started_at=AWARE, due_at=NAIVE)),
        ("stopped_at", lambda: ClockReading(started_at=AWARE, stopped_at=NAIVE)),
    ],
)
def test_each_moment_without_a_time_zone_is_refused_by_its_name(name, ask):
    with pytest.raises(ValueError, match=f"^{name} must be"):
        ask()


def test_what_is_due_is_in_utc():
    assert due_at(AWARE, continuous("4"), NINE_TO_FIVE).tzinfo is UTC
    assert due_at(AWARE, working("4"), NINE_TO_FIVE).tzinfo is UTC
    assert ClockReading(started_at=AWARE).started_at.tzinfo is UTC
