"""A clock counts the hours that were in force when it began, whatever the hub or the calendar becomes later.

June 2026, London: the hub is open 9 to 5 on weekdays when the clocks begin, on Monday the 1st at 9am.
"""

from datetime import date, datetime, time, timedelta

import pytest

from agencies.models import Hub, Target
from agencies.rules.actions import set_hours
from mash.identity import acting_as
from referrals.models import Clock, InformationRequest, Referral
from referrals.timing import working_week
from referrals.timing.targets import pauses_of, view_clock, view_request_clock, week_for, week_of
from referrals.timing.working_week import LONDON, WorkingWeek, from_stored, to_store
from referrals.triage import actions as triaging
from referrals.triage.pausing import pause_clocks, resume_clocks
from tests.builders import build_referral
from tests.builders_requests import build_asked, give_answer
from tests.database import as_role

MONDAY = datetime(2026, 6, 1, 9, tzinfo=LONDON)
TUESDAY, WEDNESDAY, THURSDAY = (MONDAY + timedelta(days=days) for days in (1, 2, 3))
WEEKDAYS = range(5)
NINE_TO_FIVE = {day: (time(9), time(17)) for day in WEEKDAYS}


def at(day: datetime, hour: int) -> datetime:
    return day.replace(hour=hour)


def changes(world, hours=NINE_TO_FIVE, closed_on=()):
    """Change the hub's own rules as its administrator does."""
    with acting_as(world.administrator):
        set_hours(hub=Hub.objects.get(pk=world.hub.pk), hours=hours, closed_on=list(closed_on), by=world.administrator)


def half_days(world, _):
    changes(world, {day: (time(9), time(13)) for day in WEEKDAYS})


def long_days(world, _):
    changes(world, {day: (time(7), time(21)) for day in range(7)})


def a_closed_day(world, _):
    changes(world, closed_on=[TUESDAY.date()])


def a_bank_holiday(_, monkeypatch):
    holidays = working_week.bank_holidays() | {TUESDAY.date()}
    monkeypatch.setattr(working_week, "bank_holidays", lambda: holidays)


EVERY_CHANGE = pytest.mark.parametrize("change", [half_days, long_days, a_closed_day, a_bank_holiday])


# A hub that counts opening hours: the shipped targets count day and night.
TARGETS = [("agency_response", "amber", 6), ("final_decision", "amber", 24), ("agency_response", "green", 24)]
TARGETS += [("final_decision", "green", 72), ("first_decision", "", 8), ("feedback", "", 8)]


def counts_opening_hours(world) -> None:
    for measure, rating, hours in TARGETS:
        Target.objects.create(hub=world.hub, measure=measure, rating=rating, hours=hours, mode="working")


@pytest.fixture
def asked(northvale) -> InformationRequest:
    counts_opening_hours(northvale)
    [request] = build_asked(northvale, level="amber", now=MONDAY)
    return request


def of_the_case(world, request):
    """Return the case's clock of the final decision and its hub, as a page loads them."""
    with acting_as(world.manager):
        case = Referral.objects.select_related("hub").get(pk=request.referral_id)
        return case.clocks.get(measure="final_decision", stopped_at=None), case.hub


def of_the_request(world, request):
    with acting_as(world.police):
        fresh = InformationRequest.objects.select_related("hub").get(pk=request.pk)
        return fresh, fresh.hub


def words_of(world, request, now) -> tuple[str, str]:
    """Return what the hub reads of the case's clock, and the agency of its request's."""
    with acting_as(world.manager):
        case = view_clock(*of_the_case(world, request), now).words
    return case, view_request_clock(*of_the_request(world, request), now).words


@EVERY_CHANGE
def test_time_left_is_that_of_the_week_the_clock_began_in(northvale, asked, monkeypatch, change):
    # 24 and 6 working hours from Monday at 9: Wednesday at 5, and Monday at 3.
    change(northvale, monkeypatch)
    assert words_of(northvale, asked, at(MONDAY, 11)) == ("2 working days 6 h left", "4 h left")
    assert words_of(northvale, asked, at(TUESDAY, 12)) == ("1 working day 5 h left", "overdue by 5 h")
    assert words_of(northvale, asked, at(THURSDAY, 10)) == ("overdue by 1 h", "overdue by 2 working days 3 h")


@EVERY_CHANGE
def test_what_was_done_stays_done_in_the_time_it_took(northvale, asked, monkeypatch, change):
    give_answer(northvale.police, asked, outcome="nothing_known", now=at(TUESDAY, 12))
    before = view_request_clock(*of_the_request(northvale, asked), THURSDAY)
    change(northvale, monkeypatch)
    after = view_request_clock(*of_the_request(northvale, asked), THURSDAY)
    assert (
        (after.words, after.note)
        == (before.words, before.note)
        == ("answered 5 h late", "in 1 working day 3 h, working hours")
    )


@EVERY_CHANGE
def test_a_pause_moves_the_target_by_the_hours_of_the_clock(northvale, asked, monkeypatch, change):
    facts = {"reason": "awaiting_referrer", "why": "They ring back.", "review_on": date(2026, 6, 5)}
    with acting_as(northvale.manager):
        case = Referral.objects.get(pk=asked.referral_id)
        pauses = pause_clocks(case, what=["all"], by=northvale.manager, now=at(MONDAY, 11), **facts)
    change(northvale, monkeypatch)
    with acting_as(northvale.manager):
        case = Referral.objects.get(pk=asked.referral_id)
        keys = [str(pause.pk) for pause in pauses]
        resume_clocks(case, pauses=keys, by=northvale.manager, now=at(WEDNESDAY, 11))
    # Two days of eight hours were paused.
    clock, _ = of_the_case(northvale, asked)
    assert clock.due_at == at(THURSDAY, 17) + timedelta(days=1)
    assert of_the_request(northvale, asked)[0].due_at == at(WEDNESDAY, 15)
    assert len(pauses_of(clock)) == 1


@EVERY_CHANGE
def test_another_rating_counts_from_the_first_start_in_the_hours_of_that_day(northvale, asked, monkeypatch, change):
    change(northvale, monkeypatch)
    with acting_as(northvale.manager):
        case = Referral.objects.get(pk=asked.referral_id)
        triaging.rate(case, level="green", reason="Less grave.", by=northvale.manager, now=at(TUESDAY, 12))
    clock, _ = of_the_case(northvale, asked)
    assert (clock.started_at, clock.due_at) == (MONDAY, datetime(2026, 6, 11, 17, tzinfo=LONDON))  # nine days of 8 h


def test_a_clock_that_begins_after_the_change_counts_the_new_hours(northvale):
    counts_opening_hours(northvale)
    half_days(northvale, None)
    fresh = type(northvale)(**{**vars(northvale), "hub": Hub.objects.get(pk=northvale.hub.pk)})
    [request] = build_asked(fresh, level="amber", now=MONDAY)
    clock, hub = of_the_case(fresh, request)
    assert clock.due_at == datetime(2026, 6, 8, 13, tzinfo=LONDON)  # 24 hours, in six days of four
    assert request.due_at == at(TUESDAY, 11)
    assert words_of(fresh, request, at(MONDAY, 13))[1] == "2 h left"
    changes(northvale)
    assert words_of(fresh, request, at(MONDAY, 15))[1] == "2 h left"
    assert hub.pk == northvale.hub.pk


def test_a_case_keeps_the_hours_from_its_arrival_on(northvale):
    case = build_referral(northvale, now=MONDAY)
    half_days(northvale, None)
    with acting_as(northvale.manager):
        first = Referral.objects.get(pk=case.pk).clocks.get()
        assert view_clock(first, Hub.objects.get(pk=northvale.hub.pk), at(MONDAY, 15)).words == "2 h left"


def test_every_clock_and_request_stores_its_week(northvale, asked):
    with as_role("mash_owner"):
        clocks, requests = list(Clock.objects.all()), list(InformationRequest.objects.all())
    assert len(clocks) > 1
    assert len(requests) == 1
    for thing in clocks + requests:
        assert thing.week["hours"] == {str(day): ["09:00:00", "17:00:00"] for day in WEEKDAYS}
        assert thing.week["closed_on"][0] == "2026-08-31"  # the bank holiday after its start


def test_a_clock_from_before_weeks_were_stored_counts_those_of_today(northvale, asked):
    clock, hub = of_the_case(northvale, asked)
    clock.week = None
    half_days(northvale, None)
    assert week_for(clock, Hub.objects.get(pk=hub.pk)).hours[0] == (time(9), time(13))


def test_a_stored_week_opens_on_the_days_of_the_week_it_was_made_from(northvale):
    week = WorkingWeek({**week_of(northvale.hub).hours, 6: (time(22), time(0))}, frozenset({TUESDAY.date()}))
    stored = from_stored(to_store(week, MONDAY))
    days = [MONDAY.date() + timedelta(days=number) for number in range(1200)]
    assert [stored.opening(day) for day in days] == [week.opening(day) for day in days]
    assert stored.day_length == week.day_length


def test_bank_holidays_beyond_the_list_of_its_start_are_those_that_are_known_later(monkeypatch):
    known = frozenset({date(2026, 8, 31)})
    monkeypatch.setattr(working_week, "bank_holidays", lambda: known)
    stored = to_store(WorkingWeek(NINE_TO_FIVE), MONDAY)
    later = known | {date(2026, 6, 2), date(2027, 8, 30)}
    monkeypatch.setattr(working_week, "bank_holidays", lambda: later)
    week = from_stored(stored)
    assert week.is_open_on(date(2026, 6, 2))  # declared after its start
    assert not week.is_open_on(date(2026, 8, 31))
    assert not week.is_open_on(date(2027, 8, 30))  # no list had reached that far
