"""What the law asks to be told by a day is shown with that day, chased, and holds the case open until it is done."""

from datetime import date, timedelta

import pytest

from mash.refusals import RuleViolation
from referrals import codes
from referrals.decisions import closing
from referrals.decisions.notifying import open_notifications, record_notification
from referrals.decisions.standing import Standings
from referrals.overview.notifications import month_after, route_due_on
from tests.builders import child
from tests.referrals.decisions.browsing import lines, send, text, url
from tests.referrals.decisions.stories import MONDAY, child_decision, draft, sign, triaged

AWARE = {"serious_incident": {"detail": "Seriously harmed; abuse is suspected.", "aware_on": date(2026, 6, 1)}}
INCIDENT = {"also": ["serious_incident"], "route_details": AWARE}
TOLD = {"detail": "The head of safeguarding told the Panel: SIN-1.", "made_on": date(2026, 6, 3)}
LATER = MONDAY + timedelta(days=4)


@pytest.fixture
def incident(northvale, acting):
    referral = triaged(northvale)
    sign(referral, draft(referral, acting, child_decision(**INCIDENT)), acting)
    referral.refresh_from_db()
    return referral


@pytest.mark.parametrize(
    ("aware", "due"),
    [
        ("2026-06-01", date(2026, 6, 8)),
        ("2026-05-22", date(2026, 6, 1)),  # over a bank holiday
        ("2026-06-06", date(2026, 6, 12)),  # from a Saturday
    ],
)
def test_five_working_days_run_from_the_day_the_council_was_aware(aware, due):
    assert route_due_on("serious_incident", {"aware_on": aware}) == due


@pytest.mark.parametrize(
    ("day", "after"),
    [
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2026, 12, 15), date(2027, 1, 15)),
        (date(2026, 6, 30), date(2026, 7, 30)),
    ],
)
def test_a_month_ends_on_the_same_day_or_the_last(day, after):
    assert month_after(day) == after


def test_the_date_due_is_on_the_record_and_among_the_next_steps(northvale, incident, as_person):
    manager = as_person(northvale.manager)
    page = text(manager.get(url("decision", incident)))
    assert "Aware of it on 1 June 2026; due by 8 June 2026." in page
    assert "Record a notification that the law asks for" in page
    assert "Overdue since 8 June 2026" in page
    assert url("notify", incident) in manager.get(url("case", incident)).text


def test_a_case_stays_open_until_it_is_recorded(northvale, incident, acting):
    closing.excuse_feedback(incident, reason="They left no address.", by=acting, now=LATER)
    with pytest.raises(RuleViolation, match="serious incident notification, due by 8 June 2026"):
        closing.close(incident, by=acting, now=LATER)
    note = record_notification(incident, notification="serious_incident-1", **TOLD, by=acting, now=LATER)
    assert note.text.startswith("Notification made: Serious incident notification, person 1. Done on 3 June 2026.")
    assert open_notifications(incident, Standings.of(incident)) == []
    assert [line.detail["notification"] for line in lines("notification.made")] == ["serious_incident"]
    closing.close(incident, by=acting, now=LATER)


def test_it_is_recorded_on_its_page_once(northvale, incident, as_person):
    manager = as_person(northvale.manager)
    day = {"made_on_day": "3", "made_on_month": "6", "made_on_year": "2026"}
    answers = {"notification": "serious_incident-1", "detail": TOLD["detail"], **day}
    assert send(manager, url("notify", incident), **answers).status_code == 302
    assert "Record a notification" not in text(manager.get(url("decision", incident)))
    assert manager.get(url("notify", incident)).status_code == 302


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"notification": "fgm_police-1"}, "notification"),
        ({"made_on": date(2026, 6, 30)}, "made_on"),
        ({"detail": " "}, "detail"),
    ],
)
def test_what_recording_it_needs(incident, acting, change, field):
    facts = {"notification": "serious_incident-1", **TOLD, **change}
    with pytest.raises(RuleViolation) as caught:
        record_notification(incident, **facts, by=acting, now=LATER)
    assert caught.value.field == field


def test_a_report_of_fgm_to_the_police_is_chased_too(northvale, acting):
    referral = triaged(northvale, concerns=[codes.Concern.FGM], people=[child(sex="F")])
    facts = child_decision(fgm_duty="to_report", fgm_discovered_on=date(2026, 5, 30))
    sign(referral, draft(referral, acting, facts), acting)
    (waiting,) = open_notifications(referral, Standings.of(referral))
    assert (waiting.key, waiting.due_on) == ("fgm_police-1", date(2026, 6, 30))


def test_nothing_is_chased_before_the_decision_is_signed(northvale, acting):
    referral = triaged(northvale)
    draft(referral, acting, child_decision(**INCIDENT))
    assert open_notifications(referral, Standings.of(referral)) == []
