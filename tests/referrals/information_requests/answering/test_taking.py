"""Who of an agency answers a request: taken once, given to a colleague, seen in the list."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from agencies.models import User
from audit.models import Event
from mash.identity import acting_as
from mash.refusals import RuleViolation, StalePage
from referrals.information_requests.answering.inbox import next_to_answer
from referrals.information_requests.answering.taking import colleagues_of, give_request, take_request
from tests.builders import browser, build_colleague
from tests.builders_requests import build_asked, build_ready, give_answer, send
from tests.database import as_role
from tests.referrals.information_requests.answering.test_views import fresh, page, text

NOON, HOUR = datetime(2026, 3, 4, 12, 0, tzinfo=UTC), timedelta(hours=1)


@pytest.fixture
def colleague(northvale):
    return build_colleague(northvale)


@pytest.fixture
def asking(northvale):
    return build_asked(northvale, "police")[0]


def test_of_two_people_who_take_a_request_only_the_first_has_it(northvale, asking, colleague):
    assert "You have taken this request" in text(browser(colleague).post(page(asking, "take/"), follow=True))
    second = text(browser(northvale.police).post(page(asking, "take/"), follow=True))
    assert "Pat Police took this request on" in second
    assert "Ask them, or give it to yourself" in second
    assert fresh(northvale, asking).taken_by == colleague
    with acting_as(colleague), pytest.raises(RuleViolation, match="no need to again"):
        take_request(asking, by=colleague)


def test_looking_at_the_address_takes_nothing(northvale, asking):
    assert browser(northvale.police).get(page(asking, "take/")).url == page(asking)
    assert fresh(northvale, asking).taken_by is None


def test_a_request_is_given_to_a_colleague_and_put_back_for_anybody(northvale, asking, colleague):
    police = browser(northvale.police)
    assert "Nobody has taken it yet" in text(police.get(page(asking, "give/")))
    police.post(page(asking, "give/"), {"to": colleague.pk, "seen": ""})
    assert "Pat Police has it since" in text(police.get(page(asking, "give/")))
    assert "Taken by Pat Police" in text(police.get(page(asking)))
    police.post(page(asking, "give/"), {"to": "nobody", "seen": colleague.pk})
    assert fresh(northvale, asking).taken_by is None
    with acting_as(northvale.auditor):
        lines = Event.objects.filter(code="request.given").order_by("at")
        assert [(line.detail["before"], line.detail["to"]) for line in lines] == [
            (None, colleague.pk),
            (colleague.pk, None),
        ]


def test_who_took_it_meanwhile_is_told_before_it_is_given_away(northvale, asking, colleague):
    with acting_as(colleague):
        take_request(asking, by=colleague)
    refused = text(browser(northvale.police).post(page(asking, "give/"), {"to": northvale.police.pk, "seen": ""}))
    assert "Pat Police has this request by now" in refused
    assert fresh(northvale, asking).taken_by == colleague
    with acting_as(northvale.police), pytest.raises(StalePage, match="Pat Police has"):
        give_request(asking, to=None, by=northvale.police, seen="")


@pytest.mark.parametrize("stranger", ["health", "manager"])
def test_nobody_outside_the_agency_can_be_given_it(northvale, asking, stranger):
    somebody = getattr(northvale, stranger)
    refused = text(browser(northvale.police).post(page(asking, "give/"), {"to": somebody.pk, "seen": ""}))
    assert "Select who is to answer it" in refused
    with acting_as(northvale.police):
        assert somebody not in colleagues_of(northvale.police)
        with pytest.raises(RuleViolation, match="answers for your agency"):
            give_request(asking, to=somebody, by=northvale.police)


def test_an_answered_request_needs_nobody_any_more(northvale, asking):
    give_answer(northvale.police, asking)
    assert "nobody needs to take it" in text(browser(northvale.police).post(page(asking, "take/"), follow=True))


def test_what_a_colleague_has_taken_is_not_the_next_to_answer(northvale, asking, colleague):
    with acting_as(colleague):
        take_request(asking, by=colleague)
        assert next_to_answer(colleague) == asking
    with acting_as(northvale.police):
        assert next_to_answer(northvale.police) is None


@pytest.mark.parametrize(
    ("query", "listed"), [("me", [0]), ("nobody", [1]), ("colleague", [2]), ("nonsense", [0, 1, 2])]
)
def test_the_list_is_filtered_by_who_has_a_request(northvale, colleague, query, listed):
    case = build_ready(northvale)
    requests = [send(northvale, case, "police")[0] for _ in range(3)]
    for number, person in ((0, northvale.police), (2, colleague)):
        with acting_as(person):
            take_request(requests[number], by=person)
    shown = browser(northvale.police).get(f"/requests/?whose={query}")
    assert [row.request.pk for row in shown.context["inbox"].rows] == [requests[number].pk for number in listed]


def test_the_list_is_filtered_by_rating_and_says_when_nothing_fits(northvale, asking):
    police = browser(northvale.police)
    assert len(police.get("/requests/?rating=red").context["inbox"].rows) == 1
    assert "No request here fits the filter" in text(police.get("/requests/?rating=green"))


def test_the_list_says_whom_a_request_is_about_why_and_who_has_it(northvale, asking):
    police = browser(northvale.police)
    shown = text(police.get("/requests/"))
    for words in ["Test Child", "We have a concern about neglect.", "Nobody", "1 h 59 min left"]:
        assert words in shown, words
    with acting_as(northvale.police):
        take_request(asking, by=northvale.police)
    assert "Parker Police</td>" in text(police.get("/requests/"))


def test_each_step_leaves_a_line_of_the_request_by_whom_and_when(northvale, asking, colleague):
    moments = [NOON, NOON + HOUR, NOON + 2 * HOUR]
    with acting_as(northvale.police):
        take_request(asking, by=northvale.police, now=moments[0])
    assert fresh(northvale, asking).taken_at == moments[0]
    with acting_as(colleague):
        give_request(asking, to=colleague, by=colleague, seen=str(northvale.police.pk), now=moments[1])
    assert fresh(northvale, asking).taken_at == moments[1]
    with acting_as(colleague):
        give_request(asking, to=None, by=colleague, seen=str(colleague.pk), now=moments[2])
    assert fresh(northvale, asking).taken_at is None
    with acting_as(northvale.auditor):
        lines = Event.objects.filter(code__in=["request.taken", "request.given"]).order_by("at")
        assert [(line.at, line.by_id, line.reference) for line in lines] == [
            (moments[0], northvale.police.pk, asking.reference),
            (moments[1], colleague.pk, asking.reference),
            (moments[2], colleague.pk, asking.reference),
        ]


def test_without_a_moment_it_is_now(northvale, asking):
    with acting_as(northvale.police):
        give_request(asking, to=northvale.police, by=northvale.police)
    assert timezone.now() - fresh(northvale, asking).taken_at < HOUR


def test_a_colleague_who_no_longer_answers_cannot_be_given_it(northvale, asking, colleague):
    with as_role("mash_owner"):
        User.objects.filter(pk=colleague.pk).update(is_active=False)
    with acting_as(northvale.police):
        assert list(colleagues_of(northvale.police)) == [northvale.police]
