"""Reminders go once before an answer is due and daily after it; the worker reads no content."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from agencies.models import Target
from audit.models import Event
from mash.identity import acting_as, acting_as_system
from mash.local.processes import wait_until
from referrals.information_requests.chasing import chase
from referrals.models import ItemBody, OutboxMessage, Referral, RequestQuestion, Response
from referrals.tasks import chase_requests
from tests.builders import build_hub
from tests.builders_requests import build_ready, give_answer, send

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
DUE = NOON + timedelta(hours=2)


@pytest.fixture
def request_to_police(northvale):
    return send(northvale, build_ready(northvale, now=NOON), now=NOON)[0]


def run(now) -> int:
    with acting_as_system():
        return chase(now)


def reminders() -> list[tuple[str, str]]:
    with transaction.atomic(), acting_as_system():
        sent = OutboxMessage.objects.filter(key__startswith="chaser:").order_by("created_at", "to")
        return [(message.template, message.to) for message in sent]


BEFORE = ("chaser_before", "police@northvale.example")
AFTER = [("overdue_at_hub", "duty@northvale.example"), ("chaser_after", "police@northvale.example")]


def test_nobody_is_reminded_while_three_quarters_of_the_time_have_not_passed(request_to_police):
    assert run(NOON + timedelta(hours=1, minutes=29)) == 0
    assert reminders() == []


def test_the_last_quarter_brings_one_reminder(request_to_police):
    for minutes in [91, 100, 119]:
        run(NOON + timedelta(minutes=minutes))
    assert reminders() == [BEFORE]


def test_the_first_overdue_reminder_tells_agency_and_duty_team(request_to_police):
    assert run(DUE + timedelta(minutes=1)) == 1
    assert run(DUE + timedelta(minutes=6)) == 0
    assert sorted(reminders()) == sorted(AFTER)


def test_after_that_one_a_day_and_five_in_all(request_to_police):
    for hours in range(1, 24 * 9, 6):
        run(DUE + timedelta(hours=hours))
    assert len(reminders()) == 5 * len(AFTER)


def test_a_worker_that_was_away_for_a_week_reminds_once(request_to_police):
    assert run(DUE + timedelta(days=8)) == 1
    assert run(DUE + timedelta(days=8, minutes=5)) == 0


def test_an_answered_request_is_left_in_peace(northvale, request_to_police):
    give_answer(northvale.police, request_to_police, outcome="nothing_known", now=NOON)
    assert run(DUE + timedelta(hours=1)) == 0


def test_part_of_an_answer_is_still_chased(northvale, request_to_police):
    give_answer(northvale.police, request_to_police, outcome="partial", now=NOON)
    assert run(DUE + timedelta(hours=1)) == 1


def test_a_case_without_a_target_is_never_chased(northvale):
    send(northvale, build_ready(northvale, level="blue", now=NOON), now=NOON)
    assert run(NOON + timedelta(days=300)) == 0


def test_opening_hours_count_where_the_target_counts_them(northvale):
    Target.objects.create(hub=northvale.hub, measure="agency_response", rating="amber", hours=6, mode="working")
    request = send(northvale, build_ready(northvale, level="amber", now=NOON), now=NOON)[0]
    assert run(request.due_at - timedelta(hours=3)) == 1  # 6 opening hours: the last one and a half are the quarter
    assert reminders() == [BEFORE]


def test_each_reminder_is_noted_as_the_systems(northvale, request_to_police):
    run(DUE + timedelta(minutes=1))
    with acting_as(northvale.auditor):
        line = Event.objects.get(code="request.chased")
    assert (line.by_name, line.reference) == ("SYSTEM", request_to_police.reference)


def test_the_worker_reads_nothing_of_the_case(northvale, request_to_police):
    give_answer(northvale.police, request_to_police)
    with acting_as_system():
        for model in [Referral, RequestQuestion, Response, ItemBody]:
            assert not model.objects.exists(), model


def test_several_hubs_are_chased_in_one_run(northvale, southmere):
    for world in [northvale, southmere]:
        send(world, build_ready(world, now=NOON), "police", "health", now=NOON)
    assert run(DUE + timedelta(minutes=1)) == 4


def done(worker) -> int:
    return sum("chase_requests" in line and " succeeded " in line for line in worker.output().splitlines())


def test_the_real_worker_told_twice_reminds_once(celery_worker_process):
    world, before = build_hub("northvale"), done(celery_worker_process)
    then = timezone.now() - timedelta(hours=5)
    send(world, build_ready(world, now=then), now=then)
    for _ in range(2):
        chase_requests.delay()
    assert wait_until(lambda: done(celery_worker_process) == before + 2, patience=30), celery_worker_process.tail()
    assert sorted(reminders()) == sorted(AFTER)
