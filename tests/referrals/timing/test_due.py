"""What a case is due for, when, and by whose hours; with a hub that is open from nine to five on weekdays."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from psycopg.types.range import TimestamptzRange

from mash.identity import acting_as
from referrals import codes
from referrals.codes import PAUSE_REVIEW, Rating, Status
from referrals.models import Clock, ClockPause, InformationRequest, Referral
from referrals.timing import clocks, targets
from referrals.timing.pauses import Pausable, StandingPause, pausable, pauses_in, standing_in
from referrals.timing.working_week import to_store
from tests.builders import build_referral
from tests.builders_requests import build_asked, build_triaged

LONDON = ZoneInfo("Europe/London")
MONDAY = datetime(2026, 6, 1, 9, 0, tzinfo=LONDON)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SATURDAY, BANK_HOLIDAY = date(2026, 6, 6), date(2026, 8, 31)
NIGHTS = clocks.WorkingWeek({day: (time(22), time(23)) for day in range(7)}, frozenset())


@pytest.fixture
def hub(northvale):
    with acting_as(northvale.manager):
        yield northvale.hub


def clock(**facts) -> Clock:
    started = {"started_at": MONDAY, "due_at": MONDAY + 8 * HOUR, "mode": "working", "measure": "first_decision"}
    return Clock(**{**started, "pauses": [], "week": None, **facts})


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2026, 6, 3), datetime(2026, 6, 3, 9, tzinfo=LONDON)),
        (SATURDAY, datetime(2026, 6, 6, 0, tzinfo=LONDON)),
        (BANK_HOLIDAY, datetime(2026, 8, 31, 0, tzinfo=LONDON)),
    ],
)
def test_a_day_is_due_as_the_hub_opens_or_at_midnight(hub, day, due):
    assert targets.opening_of(hub, day) == targets.review_at(hub, day) == due


@pytest.mark.parametrize(
    ("code", "day", "due"),
    [
        (codes.NOTIFYING, date(2026, 6, 3), date(2026, 6, 3)),
        (codes.NOTIFYING, SATURDAY, date(2026, 6, 5)),
        (codes.NOTIFYING, BANK_HOLIDAY, date(2026, 8, 28)),
        (codes.TELLING, SATURDAY, SATURDAY),
        (codes.TELLING, date(2026, 6, 3), date(2026, 6, 3)),
    ],
)
def test_only_what_the_law_wants_by_a_closed_day_is_due_before_it(hub, code, day, due):
    assert targets.due_moment(hub, code, day).date() == due


@pytest.mark.parametrize(
    ("status", "code"), [(Status.RETURNED, codes.RETURN_REVIEW), (Status.GATHERING, codes.CONFIRMATION)]
)
def test_what_somebody_looks_at_again_depends_on_where_the_case_is(status, code):
    assert targets.days_of(Referral(status=status, look_again_on=SATURDAY)) == [(code, SATURDAY)]


def test_each_day_has_its_word_and_an_ended_case_has_none():
    days = {"tell_by": date(2026, 6, 2), "authorise_by": date(2026, 6, 3), "notify_by": date(2026, 6, 4)}
    assert targets.days_of(Referral(status=Status.GATHERING, **days)) == [
        (codes.TELLING, date(2026, 6, 2)),
        (codes.AUTHORISATION, date(2026, 6, 3)),
        (codes.NOTIFYING, date(2026, 6, 4)),
    ]
    assert targets.days_of(Referral(status=Status.CLOSED, **days)) == []
    assert targets.days_of(Referral(status=Status.GATHERING)) == []


def test_the_hours_and_rules_of_a_hub_are_asked_once(hub, django_assert_num_queries):
    targets.week_of(hub), targets.rule_of(hub, "first_decision")
    with django_assert_num_queries(0):
        targets.week_of(hub), targets.rule_of(hub, "first_decision"), targets.rule_of(hub, "agency_response", "red")


def test_a_clock_counts_the_hours_of_its_start_or_else_todays(hub):
    stored = clock(week=to_store(NIGHTS, MONDAY))
    assert targets.week_for(stored, hub).opening(MONDAY.date())[0].astimezone(LONDON).hour == 22
    assert targets.week_for(clock(), hub).opening(MONDAY.date())[0].astimezone(LONDON).hour == 9
    left = [targets.view_clock(each, hub, MONDAY + HOUR).words for each in (stored, clock())]
    assert left[0] != left[1]


def test_a_replaced_clock_stops_as_the_new_one_starts(northvale):
    referral = build_referral(northvale, now=MONDAY)
    with acting_as(northvale.manager):
        targets.start_clock(referral, "first_decision", started_at=MONDAY + HOUR)
        old, new = referral.clocks.order_by("started_at")
    assert (old.stopped_at, old.replaced) == (MONDAY + HOUR, True)
    assert (new.started_at, new.stopped_at, new.replaced) == (MONDAY + HOUR, None, False)


def test_a_request_no_longer_waited_for_has_no_state_of_its_own(hub):
    asked = InformationRequest(sent_at=MONDAY, due_at=MONDAY + HOUR, released_at=MONDAY, pauses=[], week=None)
    view = targets.view_request_clock(asked, hub, MONDAY + DAY)
    assert (view.words, view.state, view.due_at) == (
        "not answered, and no longer waited for",
        clocks.ClockState.NONE,
        MONDAY + HOUR,
    )


@pytest.mark.parametrize(
    ("released", "words", "state"),
    [
        (3 * HOUR, "not answered, overdue by 2 h when the hub stopped waiting", clocks.ClockState.LATE),
        (HOUR, "not answered, and no longer waited for", clocks.ClockState.NONE),
    ],
)
def test_a_request_let_go_after_its_target_stays_late_by_what_it_was_then(hub, released, words, state):
    asked = InformationRequest(
        sent_at=MONDAY, due_at=MONDAY + HOUR, released_at=MONDAY + released, pauses=[], week=None, pause_review_on=None
    )
    view = targets.view_request_clock(asked, hub, MONDAY + 9 * DAY)
    assert (view.words, view.state) == (words, state)


def test_a_request_counts_the_hours_of_its_hub(hub):
    asked = InformationRequest(
        sent_at=MONDAY, due_at=MONDAY + 2 * DAY, clock_mode="working", pauses=[], week=None, pause_review_on=None
    )
    assert targets.view_request_clock(asked, hub, MONDAY + HOUR).words == "1 working day 7 h left"


def test_a_paused_clock_counts_from_its_end_by_its_own_hours(northvale):
    referral = build_referral(northvale, now=MONDAY)
    with acting_as(northvale.manager):
        running = referral.clocks.get()
        running.week = None
        assert running.due_at == datetime(2026, 6, 1, 17, tzinfo=LONDON)
        targets.begin_pause(running, review_on=SATURDAY, now=MONDAY + HOUR)
        targets.end_pause(running, northvale.hub, now=MONDAY + 3 * HOUR)
    assert running.pauses == [TimestamptzRange(MONDAY + HOUR, MONDAY + 3 * HOUR)]
    assert running.pause_review_on is None
    assert running.due_at == datetime(2026, 6, 2, 11, tzinfo=LONDON)


# What can be paused ---------------------------------------------------------------------------------------------------


def test_only_what_runs_towards_a_target_and_is_not_red_can_be_paused(northvale):
    [police] = build_asked(northvale, "police", level="amber")
    case = police.referral
    with acting_as(northvale.manager):
        case.refresh_from_db()
        offered = {each.key for each in pausable(case)}
        assert offered == {"final_decision", police.reference}
        InformationRequest.objects.filter(pk=police.pk).update(pause_review_on=SATURDAY)
        assert {each.key for each in pausable(case)} == {"final_decision"}
        InformationRequest.objects.filter(pk=police.pk).update(pause_review_on=None, due_at=None)
        assert {each.key for each in pausable(case)} == {"final_decision"}
        Clock.objects.filter(referral=case).update(due_at=None)
        assert pausable(case) == []
        Clock.objects.filter(referral=case).update(due_at=MONDAY, pause_review_on=SATURDAY)
        assert pausable(case) == []


def test_a_request_that_was_sent_red_is_not_paused_though_the_case_no_longer_is(northvale):
    [police] = build_asked(northvale, "police", level="red")
    with acting_as(northvale.manager):
        case = Referral.objects.get(pk=police.referral_id)
        assert police.rating == Rating.RED
        assert pausable(case) == []
        Referral.objects.filter(pk=case.pk).update(rating="amber")
        case.refresh_from_db()
        assert police.reference not in {each.key for each in pausable(case)}


def test_a_pause_is_due_at_the_very_moment_of_its_review():
    pause = StandingPause(ClockPause(), "Final decision", MONDAY)
    assert [pause.is_due(MONDAY + gap) for gap in (-HOUR, timedelta(0), HOUR)] == [False, True, True]


def test_a_pause_says_which_clock_it_is_of(northvale):
    [police] = build_asked(northvale, "police", level="amber")
    with acting_as(northvale.manager):
        case = Referral.objects.get(pk=police.referral_id)
        running = case.clocks.get(stopped_at=None)
        assert (Pausable(running).key, Pausable(running).label) == ("final_decision", "Final decision")
        assert Pausable(police).label == f"Request to Northvale police ({police.reference})"
        assert (pauses_in(case), standing_in(case, [])) == ([], [])


def test_a_case_with_a_paused_clock_is_due_for_its_review(northvale):
    case = build_triaged(northvale, level="amber", now=MONDAY)
    with acting_as(northvale.manager):
        Clock.objects.filter(referral=case, stopped_at=None).update(pause_review_on=date(2026, 6, 3))
        targets.note_next_due(case)
        assert (case.next_due_at, case.due_measure) == (datetime(2026, 6, 3, 9, tzinfo=LONDON), PAUSE_REVIEW)
        case.status = Status.RETURNED
        targets.note_next_due(case)
        assert (case.next_due_at, case.due_measure) == (None, "")
