"""The pause pages, through the HTTP stack: permissions, contents and refusals."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mash.identity import acting_as
from referrals.models import ClockPause, Referral
from referrals.timing.targets import week_of
from referrals.triage.pausing import ALL, pause_clocks
from tests.builders import build_referral
from tests.builders_requests import build_asked, build_triaged
from tests.standing import standing_case

WHY = "The hearing is on Thursday."


def url(name: str, referral) -> str:
    return reverse(f"referrals:{name}", args=[referral.reference])


def html(response) -> str:
    return response.content.decode()


@pytest.fixture
def case(northvale) -> Referral:
    return standing_case("triaged amber", lambda: build_triaged(northvale, level="amber"))


def review_day(case):
    return week_of(case.hub).open_days_after(timezone.localdate(), 2)


def typed(case, **changes) -> dict:
    day = review_day(case)
    date = {"review_on_day": day.day, "review_on_month": day.month, "review_on_year": day.year}
    return {"what": "final_decision", "reason": "court", "why": WHY, "seen": case.version, **date, **changes}


def paused(world, case, **changes) -> list[ClockPause]:
    facts = {"what": [ALL], "reason": "court", "why": WHY, "review_on": review_day(case)}
    with acting_as(world.manager):
        return pause_clocks(case, by=world.manager, **{**facts, **changes})


def pauses_of(world, case) -> list[ClockPause]:
    with acting_as(world.manager):
        return list(ClockPause.objects.filter(referral=case))


def test_a_manager_pauses_the_clock_and_the_case_says_why(northvale, case, as_person):
    manager = as_person(northvale.manager)
    assert "Pause the clock" in html(manager.get(url("case", case)))
    assert "Final decision, due" in html(manager.get(url("pause_clock", case)))
    page = manager.post(url("pause_clock", case), typed(case), follow=True)
    assert "The clock is paused." in html(page)
    for words in ("Waiting for the court", WHY, "Final decision: paused", "End the pause", "Paused: Final decision"):
        assert words in html(page)
    assert [pause.reason for pause in pauses_of(northvale, case)] == ["court"]


def test_the_queue_shows_it_with_its_review_and_is_narrowed_to_what_is_paused(northvale, case, as_person):
    other = build_triaged(northvale, level="green", what_happened="Another.")
    paused(northvale, case)
    shown = html(as_person(northvale.manager).get(reverse("referrals:queue"), {"stage": "open", "due": "paused"}))
    assert case.reference in shown
    assert other.reference not in shown
    assert "Review of the pause" in shown
    assert "app-clock--paused" in shown


def test_any_member_of_the_team_can_end_the_pause(northvale, case, as_person):
    [pause] = paused(northvale, case)
    screener = as_person(northvale.screener)
    assert "End the pause" in html(screener.get(url("case", case)))
    page = html(screener.get(url("resume_clock", case)))
    assert f'value="{pause.pk}"' in page
    answer = screener.post(url("resume_clock", case), {"pauses": str(pause.pk), "seen": case.version + 1}, follow=True)
    assert "The clock runs again." in html(answer)
    assert "Pause ended: Final decision" in html(answer)
    assert [pause.ended_by for pause in pauses_of(northvale, case)] == [northvale.screener]


@pytest.mark.parametrize("part", ["screener", "social_worker", "police", "administrator", "auditor"])
def test_pausing_is_the_managers(northvale, case, as_person, part):
    assert as_person(getattr(northvale, part)).get(url("pause_clock", case)).status_code == 403


@pytest.mark.parametrize("name", ["pause_clock", "resume_clock"])
def test_a_foreign_case_answers_as_an_unknown_one(southmere, case, as_person, name):
    browser = as_person(southmere.manager)
    unknown = reverse(f"referrals:{name}", args=["MASH-0000-0000"])
    assert (browser.get(url(name, case)).status_code, browser.get(unknown).status_code) == (404, 404)


def test_a_red_case_explains_why_it_offers_no_pause(northvale, as_person):
    red = build_triaged(northvale, level="red")
    manager = as_person(northvale.manager)
    assert url("pause_clock", red) not in html(manager.get(url("case", red)))
    assert "a red case waits for nobody" in html(manager.get(url("pause_clock", red), follow=True))
    answer = manager.post(url("pause_clock", red), {**typed(red), "what": "final_decision"})
    assert answer.status_code == 200
    assert pauses_of(northvale, red) == []


def test_reported_danger_gets_the_same_explanation(northvale, as_person):
    case = build_referral(northvale, immediate_danger="yes")
    assert "immediate danger" in html(as_person(northvale.manager).get(url("pause_clock", case), follow=True))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"what": ""}, "Select what to pause"),
        ({"what": "feedback"}, "Select what to pause"),
        ({"what": "\x00"}, "Select what to pause"),
        ({"reason": ""}, "Select why the clock is paused"),
        ({"reason": "bored"}, "Select why the clock is paused"),
        ({"why": ""}, "Enter what the case is waiting for"),
        ({"why": "x" * 1001}, "1000 characters or less"),
        ({"review_on_day": ""}, "Review date must include a day"),
        ({"review_on_day": "", "review_on_month": "", "review_on_year": ""}, "Enter a review date"),
        ({"review_on_year": "2019"}, "Review date must be after today"),
        ({"review_on_year": "2099"}, "or earlier: your hub reviews a pause within 10 working days"),
        ({"review_on_month": "13"}, "Review date must be a real date"),
        ({"seen": "nonsense"}, "There is a problem"),
    ],
)
def test_bad_input_gets_an_error_and_keeps_what_was_typed(northvale, case, as_person, changes, words):
    answer = as_person(northvale.manager).post(url("pause_clock", case), {**typed(case), **changes})
    assert answer.status_code == 200
    assert words in html(answer).replace("&#x27;", "’")
    if "why" not in changes:
        assert WHY in html(answer)
    assert pauses_of(northvale, case) == []


def test_the_page_says_that_a_pause_ended_meanwhile(northvale, case, as_person):
    [pause] = paused(northvale, case)
    manager = as_person(northvale.manager)
    form = {"pauses": str(pause.pk), "seen": case.version + 1}
    manager.post(url("resume_clock", case), form)
    again = manager.post(url("resume_clock", case), form)
    assert again.status_code == 200
    assert "There is a problem" in html(again)
    assert "No clock of this case is paused." in html(manager.get(url("resume_clock", case), follow=True))


def test_the_agency_sees_that_it_is_paused_and_until_when_and_not_why(northvale, as_person):
    [request] = build_asked(northvale, "police", level="amber")
    day = review_day(request.referral)
    paused(northvale, request.referral)
    police = as_person(northvale.police)
    for page in (html(police.get(url("request", request))), html(police.get(reverse("referrals:inbox")))):
        assert "Paused by the hub" in page
        assert f"{day.day} {day:%B %Y}" in page
        assert "court" not in page.lower()
        assert WHY not in page
    assert "you can still answer" in html(police.get(url("request", request)))


def test_a_case_of_which_only_some_clocks_are_paused_offers_both(northvale, as_person):
    [request] = build_asked(northvale, "police", level="amber")
    paused(northvale, request.referral, what=[request.reference])
    page = html(as_person(northvale.manager).get(url("case", request.referral)))
    assert "Pause the clock" in page
    assert "End the pause" in page
    assert "Paused by the hub" in page


def test_a_review_that_is_due_is_shown_in_the_queue_as_due(northvale, as_person):
    long_ago = timezone.now() - timedelta(days=30)
    case = build_triaged(northvale, level="amber", now=long_ago)
    day = week_of(case.hub).open_days_after(timezone.localdate(long_ago), 2)
    with acting_as(northvale.manager):
        facts = {"what": [ALL], "reason": "court", "why": WHY, "review_on": day}
        pause_clocks(case, **facts, by=northvale.manager, now=long_ago)
    shown = html(as_person(northvale.manager).get(reverse("referrals:queue"), {"stage": "open", "due": "overdue"}))
    assert "paused, review due" in shown


def test_a_page_opened_before_a_colleague_paused_says_that_it_is_paused(northvale, case, as_person):
    [pause] = paused(northvale, case)
    manager = as_person(northvale.manager)
    late = html(manager.post(url("pause_clock", case), {"why": WHY}))
    assert "Every clock of this case is paused already" in late
    assert WHY in late
    manager.post(url("resume_clock", case), {"pauses": str(pause.pk), "seen": case.version + 1})
    assert "No clock of this case is paused any more" in html(manager.post(url("resume_clock", case), {}))


def test_an_agency_that_asks_for_more_time_learns_what_the_pause_does(northvale, as_person):
    [request] = build_asked(northvale, "police", level="amber")
    paused(northvale, request.referral)
    shown = html(as_person(northvale.police).get(reverse("referrals:more_time", args=[request.reference])))
    assert "Asking for more time does not move the target" in shown
    assert "it moves on by the time of the pause" in shown
