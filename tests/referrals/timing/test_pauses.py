"""Pausing a clock: which targets move, who may pause, and what ends a pause."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from audit.models import Event
from mash.identity import acting_as
from mash.refusals import RuleViolation, StalePage
from referrals import codes
from referrals.codes import PAUSE_REVIEW
from referrals.information_requests.chasing import chase
from referrals.models import ClockPause, InformationRequest, Referral
from referrals.timing.pauses import pausable
from referrals.timing.targets import view_clock, view_request_clock
from referrals.triage import actions
from referrals.triage.pausing import ALL, pause_clocks, reasons_of, resume_clocks
from tests.builders import build_referral, send_away
from tests.builders_requests import build_asked, build_triaged, give_answer
from tests.database import as_role
from tests.standing import standing_case

LONDON = ZoneInfo("Europe/London")
MONDAY = datetime(2026, 6, 1, 9, 0, tzinfo=LONDON)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FRIDAY = date(2026, 6, 5)
FACTS = {"reason": "awaiting_referrer", "why": "The school rings back on Thursday.", "review_on": FRIDAY}


@pytest.fixture
def case(northvale) -> Referral:
    return standing_case("triaged amber on Monday", lambda: build_triaged(northvale, level="amber", now=MONDAY))


@pytest.fixture
def manager(northvale):
    with acting_as(northvale.manager):
        yield northvale.manager


def pause(case, by, *, now=MONDAY + HOUR, what=("final_decision",), **changes) -> list[ClockPause]:
    return pause_clocks(case, what=what, by=by, now=now, **{**FACTS, **changes})


def resume(case, by, *pauses, now) -> Referral:
    return resume_clocks(case, pauses=[str(pause.pk) for pause in pauses], by=by, now=now)


def lines(code: str) -> list[Event]:
    with as_role("mash_owner"):
        return list(Event.objects.filter(code=code))


def final_clock(case):
    return case.clocks.get(measure="final_decision", stopped_at=None)


def test_a_paused_clock_stops_and_the_case_is_due_for_the_review(case, manager):
    due = final_clock(case).due_at
    [made] = pause(case, manager)
    case.refresh_from_db()
    clock = final_clock(case)
    assert (clock.due_at, clock.pause_review_on) == (due, FRIDAY)
    assert (case.due_measure, case.next_due_at) == (PAUSE_REVIEW, datetime(2026, 6, 5, 9, tzinfo=LONDON))
    assert (made.reason_words, made.by, made.at, made.ended_at) == (
        "Waiting for the referrer",
        manager,
        MONDAY + HOUR,
        None,
    )
    view = view_clock(clock, case.hub, MONDAY + 2 * DAY)
    assert (view.words, view.state) == ("paused", "paused")
    assert view.note == "since 1 June 2026 at 10am, review on 5 June 2026"
    [line] = lines("clock.paused")
    assert line.detail["what"] == ["final_decision"]
    assert "school" not in str(line.detail)


def test_when_it_ends_the_target_of_working_hours_has_moved_by_the_paused_working_time(northvale, manager):
    arrived = build_referral(northvale, now=MONDAY)
    pauses = pause(arrived, manager, what=["first_decision"])
    resume(arrived, manager, *pauses, now=MONDAY + DAY + 2 * HOUR)  # Monday 10am to Tuesday 11am: 9 working hours
    arrived.refresh_from_db()
    assert (arrived.due_measure, arrived.next_due_at) == ("first_decision", datetime(2026, 6, 3, 10, tzinfo=LONDON))


def test_when_it_ends_the_target_has_moved_by_the_paused_time(case, manager):
    due = final_clock(case).due_at
    pauses = pause(case, manager)
    resume(case, manager, *pauses, now=MONDAY + DAY + 2 * HOUR)
    case.refresh_from_db()
    clock = final_clock(case)
    assert due == MONDAY + DAY
    assert clock.due_at == MONDAY + DAY + DAY + HOUR
    assert (case.due_measure, case.next_due_at) == ("final_decision", clock.due_at)
    pauses[0].refresh_from_db()
    assert (pauses[0].ended_at, pauses[0].ended_by) == (MONDAY + DAY + 2 * HOUR, manager)
    assert [line.detail["because"] for line in lines("clock.resumed")] == ["by hand"]


def test_paused_and_ended_at_once_nothing_changes(case, manager):
    due = final_clock(case).due_at
    resume(case, manager, *pause(case, manager), now=MONDAY + HOUR)
    assert (final_clock(case).due_at, final_clock(case).pauses) == (due, [])


def test_once_its_review_has_come_it_stands_high_again(case, manager):
    pause(case, manager)
    friday = datetime(2026, 6, 5, 9, tzinfo=LONDON)
    case.refresh_from_db()
    assert list(Referral.objects.overdue(friday)) == []
    assert list(Referral.objects.overdue(friday + HOUR)) == [case]
    view = view_clock(final_clock(case), case.hub, friday)
    assert (view.words, view.state) == ("paused, review due", "overdue")


def test_a_request_can_be_paused_with_the_case_and_its_agency_is_told_no_reason(northvale, manager):
    [request] = build_asked(northvale, "police", level="amber", now=MONDAY)
    case, due = request.referral, request.due_at
    pauses = pause(case, manager, what=[ALL], reason="court")
    assert {paused.request_id or paused.clock.measure for paused in pauses} == {request.pk, "final_decision"}
    assert chase(MONDAY + 3 * DAY) == 0
    with acting_as(northvale.police):
        seen = InformationRequest.objects.get(pk=request.pk)
        assert list(ClockPause.objects.all()) == []
        assert "review on 5 June 2026" in view_request_clock(seen, case.hub, MONDAY + DAY).note
        assert not InformationRequest.objects.overdue(MONDAY + 3 * DAY).exists()
    resume(case, manager, *pauses, now=MONDAY + 2 * HOUR)
    request.refresh_from_db()
    assert request.due_at == due + HOUR
    assert request.first_due_at == due


def test_an_agencys_full_answer_ends_the_pause_of_its_request(northvale, manager):
    [request] = build_asked(northvale, "police", level="amber", now=MONDAY)
    [made] = pause(request.referral, manager, what=[request.reference])
    give_answer(northvale.police, request, outcome="nothing_known", now=MONDAY + 3 * HOUR)
    with acting_as(northvale.manager):
        made.refresh_from_db()
        request.refresh_from_db()
    assert (made.ended_at, made.ended_by) == (MONDAY + 3 * HOUR, northvale.police)
    assert (request.pause_review_on, request.due_at) == (None, request.first_due_at + 2 * HOUR)
    assert view_request_clock(request, northvale.hub, MONDAY + DAY).words == "answered in 1 h"


def test_a_part_of_an_answer_does_not(northvale, manager):
    [request] = build_asked(northvale, "police", level="amber", now=MONDAY)
    [made] = pause(request.referral, manager, what=[request.reference])
    give_answer(northvale.police, request, outcome="partial", now=MONDAY + 3 * HOUR)
    with acting_as(northvale.manager):
        made.refresh_from_db()
    assert made.ended_at is None


def test_an_agency_that_rates_red_brings_the_review_forward(northvale, manager):
    [request] = build_asked(northvale, "police", level="amber", now=MONDAY)
    case = request.referral
    soon = datetime.now(LONDON).date() + 400 * DAY  # in the future whenever this runs
    pause(case, manager, what=["final_decision"])
    with as_role("mash_owner"):
        case.clocks.filter(stopped_at=None).update(pause_review_on=soon)
        Referral.objects.filter(pk=case.pk).update(next_due_at=datetime.now(LONDON) + 400 * DAY)
    give_answer(northvale.police, request, rating="red", rating_reason="A knife was seen.")
    with acting_as(northvale.manager):
        case.refresh_from_db()
        assert case.due_measure == PAUSE_REVIEW
        assert case.next_due_at <= datetime.now(LONDON)
        assert final_clock(case).pause_review_on == datetime.now(LONDON).date()


# What may not be paused -----------------------------------------------------------------------------------------------


def test_a_red_case_waits_for_nobody(northvale, manager):
    case = build_triaged(northvale, level="red", now=MONDAY)
    assert pausable(case) == []
    with pytest.raises(RuleViolation, match="waits for nobody"):
        pause(case, manager)


def test_reported_danger_waits_for_nobody_until_triage(northvale, manager):
    case = build_referral(northvale, now=MONDAY, immediate_danger="yes")
    with pytest.raises(RuleViolation, match="immediate danger"):
        pause(case, manager, what=["first_decision"])


def test_a_red_rating_ends_every_pause(northvale, manager):
    [request] = build_asked(northvale, "police", level="amber", now=MONDAY)
    case = request.referral
    pause(case, manager, what=[ALL])
    actions.rate(case, level="red", reason="New bruising.", by=manager, now=MONDAY + 3 * HOUR)
    case.refresh_from_db()
    assert not case.pauses.standing().exists()
    assert final_clock(case).due_at == MONDAY + 6 * HOUR  # four hours from the start plus the two hours paused
    assert case.due_measure == "final_decision"
    assert [(line.detail["because"], line.by_id) for line in lines("clock.resumed")] == [("red", manager.pk)]


def test_a_red_recommendation_ends_the_pause(northvale, manager):
    case = build_referral(northvale, now=MONDAY)
    pause(case, manager, what=["first_decision"])
    actions.recommend(case, level="red", way="decide", reason="Not safe.", by=manager, now=MONDAY + 2 * HOUR)
    case.refresh_from_db()
    assert case.due_measure == "first_decision"


def test_another_rating_ends_the_pause_and_counts_it_out(case, manager):
    [made] = pause(case, manager)
    actions.rate(case, level="green", reason="Milder.", by=manager, now=MONDAY + 3 * HOUR)
    made.refresh_from_db()
    assert (made.ended_at, made.ended_by) == (MONDAY + 3 * HOUR, manager)
    clock = final_clock(case)
    assert [(span.lower, span.upper) for span in clock.pauses] == [(MONDAY + HOUR, MONDAY + 3 * HOUR)]
    assert clock.due_at == MONDAY + (72 + 2) * HOUR  # without the 2 hours paused


def test_what_stops_the_clock_ends_its_pause(case, manager):
    [made] = pause(case, manager)
    send_away(case, by=manager, now=MONDAY + 2 * HOUR)
    made.refresh_from_db()
    assert (made.ended_at, made.ended_by) == (MONDAY + 2 * HOUR, manager)
    case.refresh_from_db()
    assert (case.next_due_at, case.due_measure) == (None, "")


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"what": []}, "what", "Select what to pause"),
        ({"what": ["first_decision"]}, "what", "has stopped already"),
        ({"what": ["REQ-0000"]}, "what", "has stopped already"),
        ({"reason": "bored"}, "reason", "Select why"),
        ({"reason": "hub_own"}, "reason", "Select why"),
        ({"reason": "own:Not ours"}, "reason", "Select why"),
        ({"why": "  "}, "why", "Enter what"),
        ({"review_on": date(2026, 6, 1)}, "review_on", "after today"),
        ({"review_on": date(2026, 6, 6)}, "review_on", "hub is open"),
        ({"review_on": date(2026, 6, 16)}, "review_on", "15 June 2026 or earlier"),
    ],
)
def test_what_makes_no_sense_is_refused_beside_its_question(case, manager, changes, field, says):
    with pytest.raises(RuleViolation, match=says) as refused:
        pause(case, manager, **changes)
    assert refused.value.field == field
    assert not case.pauses.exists()


def test_a_clock_is_paused_once(case, manager):
    pause(case, manager)
    with pytest.raises(RuleViolation, match="paused or has stopped"):
        pause(case, manager)
    with pytest.raises(IntegrityError, match="one_standing_pause_a_clock"), transaction.atomic():
        case.pauses.create(clock=final_clock(case), by=manager, at=MONDAY, **FACTS)


def test_a_pause_ended_meanwhile_says_so(case, manager):
    pauses = pause(case, manager)
    resume(case, manager, *pauses, now=MONDAY + 2 * HOUR)
    with pytest.raises(RuleViolation, match="ended already"):
        resume(case, manager, *pauses, now=MONDAY + 3 * HOUR)
    with pytest.raises(StalePage):
        pause(case, manager, seen=1)


def test_the_hubs_own_reason_stays_with_the_pause_when_it_is_retired(case, manager):
    case.hub.pause_reasons = ["Waiting for the interpreter"]
    assert reasons_of(case.hub)[-1] == ("own:Waiting for the interpreter", "Waiting for the interpreter")
    with as_role("mash_owner"):
        case.hub.save(update_fields=["pause_reasons"])
    [made] = pause(Referral.objects.get(pk=case.pk), manager, reason="own:Waiting for the interpreter")
    assert (made.reason, made.reason_words) == (codes.PauseReason.HUB_OWN, "Waiting for the interpreter")


# Wall two -----------------------------------------------------------------------------------------------------------


def test_the_database_shows_a_pause_to_its_team_alone_and_nobody_rewrites_it(northvale, southmere, case, manager):
    [made] = pause(case, manager)
    with acting_as(southmere.manager):
        assert list(ClockPause.objects.all()) == []
    with acting_as(northvale.screener):
        assert list(ClockPause.objects.all()) == [made]
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            ClockPause.objects.update(why="Nothing at all.")
    with acting_as(northvale.police):
        assert ClockPause.objects.update(ended_at=MONDAY + 2 * HOUR) == 0
    with acting_as(southmere.manager), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        ClockPause.objects.create(referral=case, clock=made.clock, by=southmere.manager, at=MONDAY, **FACTS)


def test_a_pause_is_of_a_clock_of_its_own_case(northvale, case, manager):
    [elsewhere] = build_asked(northvale, "police", level="amber", now=MONDAY)
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        ClockPause.objects.create(referral=case, request=elsewhere, by=manager, at=MONDAY, **FACTS)
