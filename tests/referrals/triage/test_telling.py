"""The day by which those who do not know are told: due when it comes, reminded of once, answered by an act."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from mash.identity import acting_as, acting_as_system
from mash.refusals import RuleViolation
from referrals.codes import Status
from referrals.decisions.closing import excuse_feedback
from referrals.models import OutboxMessage, Referral
from referrals.tasks import send_outbox
from referrals.triage.lawful_basis import authorise
from referrals.triage.queue import Queue
from referrals.triage.telling import people_untold, record_told
from tests.builders_requests import NOT_TOLD, build_basis, build_triaged, send
from tests.database import as_role
from tests.referrals.decisions.browsing import text
from tests.referrals.decisions.stories import draft, sign

MONDAY = datetime(2026, 6, 1, 9, 0, tzinfo=ZoneInfo("Europe/London"))
DAY = timedelta(days=1)
FRIDAY, NEXT_FRIDAY = date(2026, 6, 5), date(2026, 6, 12)


@pytest.fixture
def untold(northvale) -> Referral:
    """A blue case, whose decision has no target, and whose family is to be told by Friday."""
    case = build_triaged(northvale, level="blue", now=MONDAY)
    build_basis(northvale, case, by=northvale.social_worker, now=MONDAY, **{**NOT_TOLD, "tell_by": FRIDAY})
    return fresh(northvale, case)


@pytest.fixture
def asked(northvale, untold) -> Referral:
    """The same, once another manager has authorised asking and an agency was asked."""
    with acting_as(northvale.manager):
        authorise(untold, authorising_reason="She would be hurt.", by=northvale.manager, now=MONDAY)
    send(northvale, fresh(northvale, untold), now=MONDAY)
    return fresh(northvale, untold)


def fresh(world, case) -> Referral:
    with acting_as(world.manager):
        return Referral.objects.get(pk=case.pk)


def told_by(moment: datetime) -> list[str]:
    with time_machine.travel(moment, tick=False):
        send_outbox.apply()
    with acting_as_system():
        sent = OutboxMessage.objects.filter(template="telling_due").exclude(sent_at=None)
        return sorted(sent.values_list("to", flat=True))


def test_it_is_due_as_the_hub_opens_on_that_day(northvale, untold):
    assert (untold.due_measure, untold.next_due_at) == ("telling", MONDAY + 4 * DAY)
    with acting_as(northvale.manager):
        assert list(Referral.objects.overdue(MONDAY + 4 * DAY)) == []
        assert list(Referral.objects.overdue(MONDAY + 5 * DAY)) == [untold]


@pytest.mark.parametrize(("days", "offered"), [(30, False), (-3, True)])
def test_when_it_comes_the_case_and_the_queue_say_so_and_offer_what_to_do(northvale, as_person, days, offered):
    recorded, today = timezone.now() - 20 * DAY, timezone.localdate()
    case = build_triaged(northvale, level="blue", now=recorded)
    facts = {**NOT_TOLD, "tell_by": today + timedelta(days=days)}
    build_basis(northvale, case, by=northvale.social_worker, now=recorded, **facts)
    browser = as_person(northvale.social_worker)
    page = text(browser.get(reverse("referrals:case", args=[case.reference])))
    queue = text(browser.get(reverse("referrals:queue") + "?stage=triaged"))
    for shown in (page, queue):
        assert "Telling those who do not know" in shown
        assert ("overdue by" in shown) == offered
    assert ("Say why they cannot be told yet" in page) == offered


def test_the_duty_team_and_the_worker_are_reminded_once(northvale, untold):
    assert told_by(MONDAY + 3 * DAY) == []
    assert told_by(MONDAY + 4 * DAY) == ["duty@northvale.example", "social_worker@northvale.example"]
    assert told_by(MONDAY + 30 * DAY) == ["duty@northvale.example", "social_worker@northvale.example"]


def test_before_anybody_is_asked_a_new_basis_corrects_what_they_know(northvale, untold):
    build_basis(northvale, untold, by=northvale.social_worker, now=MONDAY + DAY)
    case = fresh(northvale, untold)
    assert (case.tell_by, case.due_measure) == (None, "")
    assert told_by(MONDAY + 5 * DAY) == []


@pytest.mark.parametrize("answer", ["knows", "objects"])
def test_once_an_agency_is_asked_no_new_basis_says_that_they_know(northvale, asked, answer):
    with pytest.raises(RuleViolation, match="Record that they were told") as refused:
        build_basis(
            northvale,
            asked,
            by=northvale.social_worker,
            now=MONDAY + DAY,
            knows=answer,
            objection_detail="She said no.",
        )
    assert refused.value.field.startswith("knows_")
    assert fresh(northvale, asked).tell_by == FRIDAY


def test_nor_where_it_is_the_family_that_is_to_be_told(northvale):
    case = build_triaged(northvale, level="red", now=MONDAY)
    facts = {**NOT_TOLD, "knows": "too_young", "tell_by": FRIDAY}
    build_basis(northvale, case, by=northvale.social_worker, now=MONDAY, **facts)
    send(northvale, case, now=MONDAY)
    with pytest.raises(RuleViolation, match="Record that they were told"):
        build_basis(northvale, fresh(northvale, case), by=northvale.social_worker, now=MONDAY + DAY)


@pytest.mark.parametrize("name", ["telling", "lawful_basis"])
def test_the_page_offers_no_answer_that_they_know(northvale, as_person, asked, name):
    page = as_person(northvale.social_worker).get(reverse(f"referrals:{name}", args=[asked.reference]))
    [knows] = [field for field in page.context["form"].fields if field.startswith("knows_")]
    assert not {"knows", "objects"} & dict(page.context["form"].fields[knows].choices).keys()
    assert "Once they are told, record that they were told" in text(page)


def test_a_new_basis_with_a_later_day_moves_it_once_authorised(northvale, untold):
    facts = {**NOT_TOLD, "tell_by": NEXT_FRIDAY}
    build_basis(northvale, untold, by=northvale.social_worker, now=MONDAY + DAY, authorised=True, **facts)
    assert fresh(northvale, untold).next_due_at == MONDAY + 11 * DAY
    assert told_by(MONDAY + 5 * DAY) == []
    assert len(told_by(MONDAY + 11 * DAY)) == 2


def test_it_stays_due_after_the_decision_and_can_be_answered_then(northvale, untold):
    with acting_as(northvale.manager):
        sign(untold, draft(untold, northvale.manager), northvale.manager)
        excuse_feedback(untold, reason="They left no way to reach them.", by=northvale.manager)
    decided = fresh(northvale, untold)
    assert (decided.status, decided.due_measure) == (Status.DECIDED, "telling")
    with acting_as(northvale.social_worker):
        facts = {"told_on": MONDAY.date(), "told_by": "Her nurse", "told_how": "phone", "now": MONDAY + DAY}
        people = [number for number, _ in people_untold(decided)]
        record_told(decided, people=people, **facts, by=northvale.social_worker)
    assert fresh(northvale, untold).due_measure == ""
    with pytest.raises(RuleViolation, match="before the decision"):
        build_basis(northvale, fresh(northvale, untold), by=northvale.social_worker, now=MONDAY + DAY)


def test_a_queue_row_of_it_shows_how_long_is_left(northvale, untold):
    with acting_as(northvale.manager):
        [row] = Queue(northvale.manager, QueryDict("stage=triaged"), now=MONDAY + 2 * DAY).rows
    assert (row.clock.words, row.clock.state) == ("2 days left", "ok")


def test_no_mail_of_it_says_who(northvale, untold):
    told_by(MONDAY + 4 * DAY)
    with as_role("mash_owner"):
        messages = OutboxMessage.objects.filter(template="telling_due")
        assert {str(sorted(message.context)) for message in messages} == {"['on', 'reference']"}
