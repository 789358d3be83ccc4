"""A request that was sent is withdrawn, due at another time, asked something more, or its agency reminded at once."""

from datetime import time, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from audit.models import Event
from mash.identity import acting_as
from mash.refusals import RuleViolation, StalePage
from referrals.information_requests.answering.inbox import next_to_answer
from referrals.information_requests.chasing import chase
from referrals.information_requests.following_up import changes
from referrals.models import ClockPause, InformationRequest, OutboxMessage, Referral, RequestChange
from referrals.timing.request_state import RequestStatus, where_it_stands
from referrals.timing.working_week import WorkingWeek
from referrals.triage.pausing import ALL, pause_clocks
from tests.builders import browser, child
from tests.builders_requests import build_asked, give_answer, new_item
from tests.database import as_role
from tests.referrals.decisions.browsing import text
from tests.referrals.information_requests.following_up.test_thread import agency_page, page

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def asked(northvale) -> InformationRequest:
    [request] = build_asked(northvale)
    return request


@pytest.fixture
def paused(northvale) -> InformationRequest:
    """A request whose clock is paused; a red case waits for nobody."""
    [request] = build_asked(northvale, level="amber")
    review_on = WorkingWeek({day: (time(9), time(17)) for day in range(5)}).open_days_after(timezone.localdate(), 1)
    facts = {"reason": "court", "why": "The hearing.", "review_on": review_on}
    with acting_as(northvale.manager), transaction.atomic():
        pause_clocks(request.referral, what=[ALL], by=northvale.manager, **facts)
    return request


def change(world, action, request, **facts):
    with acting_as(world.social_worker), transaction.atomic():
        return action(request.referral, request=request, by=world.social_worker, **facts)


def withdraw(world, request, **facts) -> RequestChange:
    return change(world, changes.withdraw_request, request, **{"reason": "The case went another way.", **facts})


def move_due(world, request, due_at, **facts) -> RequestChange:
    return change(world, changes.change_due, request, due_at=due_at, **{"reason": "The school is shut.", **facts})


def ask(world, request, *questions, **facts) -> RequestChange:
    facts = {"reason": "He was named.", **facts}
    return change(world, changes.ask_further, request, questions=questions or ["Is Dan known?"], **facts)


def fresh(world, request) -> InformationRequest:
    with acting_as(world.manager):
        return InformationRequest.objects.get(pk=request.pk)


def stands(world, request) -> str:
    return where_it_stands(fresh(world, request), timezone.now())


def mails(template) -> list[tuple[str, dict]]:
    with as_role("mash_owner"):
        return [(mail.to, mail.context) for mail in OutboxMessage.objects.filter(template=template)]


# Withdrawing ------------------------------------------------------------------------------------------------------


def test_a_withdrawn_request_waits_for_nobody_and_its_agency_reads_why(northvale, asked):
    withdraw(northvale, asked)
    assert stands(northvale, asked) == RequestStatus.WITHDRAWN
    assert mails("request_withdrawn") == [(asked.agency.notice_email, {"reference": asked.reference})]
    with acting_as(northvale.police):
        assert next_to_answer(northvale.police) is None
    shown = text(browser(northvale.police).get(agency_page("request", asked)))
    assert "It need not be answered. The case went another way." in shown
    assert chase(timezone.now() + 30 * DAY) == 0


def test_an_answer_that_crosses_it_is_kept(northvale, asked):
    withdraw(northvale, asked)
    give_answer(northvale.police, asked, items=[new_item(text="We were there on Monday.")])
    shown = text(browser(northvale.social_worker).get(page("sent_request", asked)))
    assert "Answer 1: Information supplied" in shown
    assert "The hub withdrew this request" in shown
    assert fresh(northvale, asked).withdrawn_at


def test_what_is_answered_or_withdrawn_already_is_not_withdrawn(northvale, asked):
    give_answer(northvale.police, asked)
    with pytest.raises(RuleViolation, match="has answered this request, so you cannot withdraw it"):
        withdraw(northvale, asked)


def test_it_is_withdrawn_once(northvale, asked):
    withdraw(northvale, asked)
    with pytest.raises(RuleViolation, match="no longer waits"):
        withdraw(northvale, asked)


def test_withdrawing_ends_the_pause_of_its_clock(northvale, paused):
    withdraw(northvale, paused)
    with acting_as(northvale.manager):
        assert not ClockPause.objects.standing().filter(request=paused).exists()


@pytest.mark.parametrize("action", [withdraw, ask])
def test_a_change_needs_a_reason_that_gives_no_secret_address_away(northvale, action):
    people = [child(address="1 Refuge Road", postcode="ZZ1 1ZZ", address_withheld=True)]
    [request] = build_asked(northvale, people=people)
    with pytest.raises(RuleViolation, match="Enter why"):
        action(northvale, request, reason=" ")
    with pytest.raises(RuleViolation, match="must be kept secret"):
        action(northvale, request, reason="They fled to 1 Refuge Road.")


@pytest.mark.parametrize("action", [withdraw, ask])
def test_a_stale_page_changes_nothing(northvale, asked, action):
    with acting_as(northvale.manager):
        version = Referral.objects.get().version
    with pytest.raises(StalePage):
        action(northvale, asked, seen=version - 1)


# When it is due ---------------------------------------------------------------------------------------------------


def test_another_time_moves_the_clock_and_not_when_it_was_first_due(northvale, asked):
    first, later = asked.due_at, timezone.now() + 3 * DAY
    move_due(northvale, asked, later)
    now = fresh(northvale, asked)
    assert (now.due_at, now.first_due_at) == (later, first)
    assert mails("request_amended") == [(asked.agency.notice_email, {"reference": asked.reference})]
    with acting_as(northvale.auditor):
        detail = Event.objects.get(code="request.due_changed").detail
    assert {name: detail[name] for name in ("due_at", "due_before")} == {
        "due_at": later.isoformat(),
        "due_before": first.isoformat(),
    }
    for who, address in (
        (northvale.police, agency_page("request", asked)),
        (northvale.manager, page("sent_request", asked)),
    ):
        assert "The school is shut." in text(browser(who).get(address))


def test_time_that_an_agency_asked_for_is_given(northvale, asked):
    later = timezone.now() + 3 * DAY
    with as_role("mash_owner"):
        InformationRequest.objects.filter(pk=asked.pk).update(more_time_until=later)
    assert stands(northvale, asked) == RequestStatus.MORE_TIME
    move_due(northvale, asked, later)
    assert stands(northvale, asked) == RequestStatus.SENT


@pytest.mark.parametrize("ahead", [-HOUR, timedelta(), 91 * DAY])
def test_another_time_is_in_the_next_ninety_days(northvale, asked, ahead):
    now = timezone.now()
    with pytest.raises(RuleViolation, match="in the next 90 days"):
        move_due(northvale, asked, now + ahead, now=now)


def test_a_paused_clock_moves_by_its_pause_alone(northvale, paused):
    with pytest.raises(RuleViolation, match="End the pause first"):
        move_due(northvale, paused, timezone.now() + 3 * DAY)


# Something more ---------------------------------------------------------------------------------------------------


def test_a_further_question_stands_unanswered_below_the_others(northvale, asked):
    ask(northvale, asked, "Is Dan known?", "Since when?")
    police = browser(northvale.police)
    shown = text(police.get(agency_page("request", asked)))
    assert "Is Dan known? Asked later" in shown
    assert "He was named." in shown
    answering = police.get(agency_page("answer", asked))
    assert [question.position for question in answering.context["form"].unanswered] == [1, 2, 3, 4]
    assert mails("request_amended") == [(asked.agency.notice_email, {"reference": asked.reference})]


def test_a_request_that_was_answered_in_full_is_open_again(northvale, asked):
    give_answer(northvale.police, asked)
    ask(northvale, asked)
    assert stands(northvale, asked) == RequestStatus.ASKED_FURTHER
    assert fresh(northvale, asked).due_at > asked.due_at
    with acting_as(northvale.police):
        assert next_to_answer(northvale.police) is None  # none without an answer waits
    give_answer(northvale.police, asked, seen=1)
    assert stands(northvale, asked) == RequestStatus.ANSWERED


def test_who_is_no_longer_waited_for_is_asked_nothing_more(northvale, asked):
    withdraw(northvale, asked)
    with pytest.raises(RuleViolation, match="no longer waits"):
        ask(northvale, asked)


def test_a_further_question_gives_no_secret_address_away(northvale):
    people = [child(address="1 Refuge Road", postcode="ZZ1 1ZZ", address_withheld=True)]
    [request] = build_asked(northvale, people=people)
    with pytest.raises(RuleViolation, match="must be kept secret"):
        ask(northvale, request, "Who lives at 1 Refuge Road?")


def test_without_a_question_nothing_is_asked(northvale, asked):
    with pytest.raises(RuleViolation, match="Enter what you ask"):
        change(northvale, changes.ask_further, asked, questions=[], reason="He was named.")


# Reminding --------------------------------------------------------------------------------------------------------


def test_an_agency_is_reminded_at_once_and_again_an_hour_later(northvale, asked):
    now = timezone.now()
    change(northvale, changes.chase_now, asked, now=now)
    with pytest.raises(RuleViolation, match="an hour later"):
        change(northvale, changes.chase_now, asked, now=now + HOUR - timedelta(seconds=1))
    change(northvale, changes.chase_now, asked, now=now + HOUR)
    assert len(mails("chaser_before") + mails("chaser_after")) == 2
    with acting_as(northvale.auditor):
        lines = Event.objects.filter(code="request.chased")
        assert {(line.by_id, line.detail["when"]) for line in lines} == {(northvale.social_worker.pk, "now")}


def test_who_has_answered_is_not_reminded(northvale, asked):
    give_answer(northvale.police, asked)
    refused = browser(northvale.social_worker).post(page("chase_now", asked), follow=True)
    assert "has answered this request, so you cannot chase it now" in text(refused)


# The pages, and who may -------------------------------------------------------------------------------------------


def test_the_page_shows_the_request_as_its_agency_sees_it(northvale, asked):
    hub, agency = browser(northvale.social_worker), browser(northvale.police)
    copy = text(agency.get(agency_page("request", asked))).partition("The request Who")[2].partition(" Sent ")[0]
    assert "Who to search for" in copy
    assert copy in text(hub.get(page("sent_request", asked)))
    case = hub.get(f"/cases/{asked.referral.reference}/").content.decode()
    assert page("sent_request", asked) in case


def test_pages_change_the_request_and_go_back_to_it(northvale, asked):
    hub = browser(northvale.social_worker)
    seen = hub.get(page("ask_further", asked)).context["form"]["seen"].value()
    asking = {"seen": seen, "questions": "Is Dan known?\n\nSince when?", "reason": "He was named."}
    assert "The agency is asked this too" in text(hub.post(page("ask_further", asked), asking, follow=True))
    due = timezone.localtime() + 3 * DAY
    typed = {"due_at_day": due.day, "due_at_month": due.month, "due_at_year": due.year, "due_at_time": "2:30pm"}
    typed |= {"seen": seen + 1, "reason": "The school is shut."}
    assert "When the request is due is changed" in text(hub.post(page("change_due", asked), typed, follow=True))
    typed = {"seen": seen + 2, "reason": "Not needed."}
    shown = text(hub.post(page("withdraw_request", asked), typed, follow=True))
    assert "Withdrawn by the hub" in shown
    assert "Remind them now" not in shown


def test_a_screener_reads_it_and_changes_nothing(northvale, asked):
    screener = browser(northvale.screener)
    shown = text(screener.get(page("sent_request", asked)))
    assert "Who to search for" in shown
    assert "Withdraw it" not in shown
    assert screener.get(page("withdraw_request", asked)).status_code == 403


def test_another_hub_and_another_agency_find_nothing(northvale, southmere, asked):
    withdraw(northvale, asked)
    assert browser(southmere.manager).get(page("sent_request", asked)).status_code == 404
    for person in (southmere.manager, northvale.health):
        with acting_as(person):
            assert not RequestChange.objects.exists()


def test_an_agency_changes_no_request_not_even_in_the_database(northvale, asked):
    facts = {"kind": "withdrawn", "reason": "No.", "by": northvale.police, "at": timezone.now()}
    with acting_as(northvale.police), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        RequestChange.objects.create(request=asked, **facts)
