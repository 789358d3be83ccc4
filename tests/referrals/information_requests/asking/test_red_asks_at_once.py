"""Red waits for nobody: agencies are asked at once, and another manager authorises it within a working day."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from audit.models import Event
from mash.identity import acting_as, acting_as_system
from mash.refusals import RuleViolation
from referrals.information_requests.asking.actions import MayNotAsk
from referrals.models import OutboxMessage, Referral
from referrals.tasks import send_outbox
from referrals.timing.targets import days_of
from referrals.triage.lawful_basis import authorise
from tests.agencies.test_other_roles import invited
from tests.builders_requests import NOT_TOLD, build_basis, build_triaged, send
from tests.database import as_role
from tests.referrals.decisions.browsing import text

FRIDAY = datetime(2026, 6, 5, 23, 0, tzinfo=ZoneInfo("Europe/London"))
MONDAY = date(2026, 6, 8)
DAY = timedelta(days=1)
WHY = "They would press the child."


@pytest.fixture
def red(northvale) -> Referral:
    return unauthorised(northvale, "red")


def unauthorised(world, level, now: datetime | None = FRIDAY) -> Referral:
    case = build_triaged(world, level=level, now=now)
    day = {"tell_by": date(2026, 7, 1)} if now else {}
    build_basis(world, case, by=world.social_worker, now=now, **{**NOT_TOLD, **day})
    return fresh(world, case)


def fresh(world, case) -> Referral:
    with acting_as(world.manager):
        return Referral.objects.get(pk=case.pk)


def authorised(world, case, by):
    with acting_as(by):
        return authorise(fresh(world, case), authorising_reason=WHY, by=by, now=FRIDAY + DAY)


def mailed(moment: datetime) -> list[str]:
    with time_machine.travel(moment, tick=False):
        send_outbox.apply()
    with acting_as_system():
        sent = OutboxMessage.objects.filter(template="authorisation_due").exclude(sent_at=None)
        return sorted(sent.values_list("to", flat=True))


@pytest.mark.parametrize("level", ["amber", "green", "blue"])
def test_what_is_not_red_waits_for_its_authorisation(northvale, level):
    case = unauthorised(northvale, level)
    with pytest.raises(MayNotAsk):
        send(northvale, case, by=northvale.social_worker, now=FRIDAY)


def test_red_is_asked_at_once_and_authorised_by_the_next_working_day(northvale, red):
    [request] = send(northvale, red, by=northvale.social_worker, now=FRIDAY)
    case = fresh(northvale, red)
    assert case.authorise_by == MONDAY
    assert ("authorisation", MONDAY) in days_of(case)
    with as_role("mash_owner"):
        sent = Event.objects.filter(code__in=["request.sent", "referral.requests_sent"])
        assert [line.detail["before_authorisation"] for line in sent] == [True, True]
    assert request.family_informed == "no"


def test_the_out_of_hours_team_asks_too(northvale, red):
    night = invited(northvale, "out_of_hours")
    assert send(northvale, red, by=night, now=FRIDAY)


def test_another_manager_authorises_it_and_the_day_is_gone(northvale, red):
    send(northvale, red, by=northvale.social_worker, now=FRIDAY)
    assert authorised(northvale, red, northvale.manager).permits_asking
    assert fresh(northvale, red).authorise_by is None
    assert mailed(datetime(2026, 6, 8, 12, 0, tzinfo=FRIDAY.tzinfo)) == []


def test_who_recorded_it_still_does_not_authorise_it(northvale):
    case = build_triaged(northvale, level="red", now=FRIDAY)
    build_basis(northvale, case, by=northvale.manager, now=FRIDAY, **{**NOT_TOLD, "tell_by": date(2026, 7, 1)})
    send(northvale, fresh(northvale, case), by=northvale.manager, now=FRIDAY)
    with pytest.raises(RuleViolation, match="Another manager"):
        authorised(northvale, case, northvale.manager)


def test_the_duty_team_and_the_managers_are_reminded_on_that_day(northvale, red):
    send(northvale, red, by=northvale.social_worker, now=FRIDAY)
    assert mailed(FRIDAY + DAY) == []
    reminded = mailed(datetime(2026, 6, 8, 12, 0, tzinfo=FRIDAY.tzinfo))
    assert reminded == sorted(["duty@northvale.example", northvale.manager.email, northvale.second_manager.email])


def test_a_second_round_does_not_move_the_day(northvale, red):
    send(northvale, red, by=northvale.social_worker, now=FRIDAY)
    send(northvale, fresh(northvale, red), "health", by=northvale.social_worker, now=FRIDAY + 3 * DAY)
    assert fresh(northvale, red).authorise_by == MONDAY


def test_the_case_says_so_and_leads_a_manager_to_it(northvale, as_person):
    case = unauthorised(northvale, "red", now=None)
    address = reverse("referrals:case", args=[case.reference])
    assert "Agencies can be asked now, as the case is red." in text(as_person(northvale.social_worker).get(address))
    send(northvale, case, by=northvale.social_worker)
    browser = as_person(northvale.manager)
    page = browser.get(address)
    assert page.context["case"].step.name == "authorise"
    assert "Authorisation of what agencies were asked" in text(page)
    queue = text(browser.get(reverse("referrals:queue") + "?stage=gathering"))
    assert "To be authorised" in queue
