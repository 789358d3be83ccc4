"""What the law asks to be told by a day is shown with that day, chased, and holds the case open until it is done."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from mash.identity import acting_as_system
from mash.refusals import RuleViolation
from referrals import codes
from referrals.casefile.actions import add_note
from referrals.decisions import actions as decisions
from referrals.decisions import closing
from referrals.decisions.notifying import open_notifications, record_notification
from referrals.decisions.standing import Standings
from referrals.models import OutboxMessage
from referrals.overview.notifications import month_after, route_due_on
from referrals.tasks import send_outbox
from referrals.timing.days_due import days_due
from referrals.timing.targets import due_moment
from tests.builders import child
from tests.referrals.decisions.browsing import lines, send, text, url
from tests.referrals.decisions.stories import MONDAY, child_decision, draft, sign, subjects_of, triaged

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
    record_notification(incident, notification="serious_incident-1", **TOLD, by=acting, now=LATER)
    assert open_notifications(incident, Standings.of(incident)) == []
    assert [line.detail["notification"] for line in lines("notification.made")] == ["serious_incident"]
    closing.close(incident, by=acting, now=LATER)


def test_it_is_a_row_of_its_own_that_the_case_shows(northvale, incident, acting, as_person):
    made = record_notification(incident, notification="serious_incident-1", **TOLD, by=acting, now=LATER)
    assert (made.code, made.due_on, made.made_on) == ("serious_incident", date(2026, 6, 8), date(2026, 6, 3))
    assert (made.subject, made.by, made.decision) == (made.decision.subject, acting, incident.decisions.get())
    assert not incident.notes.filter(text__icontains="notification").exists()
    page = text(as_person(northvale.manager).get(url("case", incident)))
    assert "Notification made: serious incident notification" in page
    assert f"Person 1, done on 3 June 2026 {TOLD['detail']}" in page
    assert "Not as it was recorded" not in page


def test_no_note_stands_for_it(incident, acting):
    add_note(incident, text="Notification made: Serious incident notification, person 1. Done.", by=acting)
    assert [entry.key for entry in open_notifications(incident, Standings.of(incident))] == ["serious_incident-1"]


@pytest.mark.parametrize(("aware", "still_due"), [(date(2026, 6, 1), []), (date(2026, 6, 2), [date(2026, 6, 9)])])
def test_a_correction_makes_it_due_again_only_if_its_day_moves(incident, acting, aware, still_due):
    record_notification(incident, notification="serious_incident-1", **TOLD, by=acting, now=LATER)
    [version] = decisions.correct(incident, subjects=subjects_of(incident), reason="Wrong day.", by=acting)
    facts = {"also": ["serious_incident"], "route_details": {"serious_incident": {"detail": "X.", "aware_on": aware}}}
    decisions.amend(version, facts=child_decision(**facts), by=acting)
    sign(incident, [version], acting)
    assert [entry.due_on for entry in open_notifications(incident, Standings.of(incident))] == still_due
    incident.refresh_from_db()
    assert incident.notify_by == (still_due[0] if still_due else None)


def test_the_case_is_due_for_it_until_it_is_recorded(incident, acting):
    assert (incident.notify_by, incident.due_measure) == (date(2026, 6, 8), "feedback")
    closing.excuse_feedback(incident, reason="They left no address.", by=acting, now=LATER)
    incident.refresh_from_db()
    assert (incident.due_measure, incident.next_due_at) == (
        "notification",
        MONDAY.replace(hour=8, minute=0) + timedelta(days=7),
    )
    [day] = days_due(incident, LATER)
    assert (day.label, day.on) == ("Notification that the law asks for", date(2026, 6, 8))
    record_notification(incident, notification="serious_incident-1", **TOLD, by=acting, now=LATER)
    incident.refresh_from_db()
    assert (incident.notify_by, incident.due_measure) == (None, "")


def test_a_day_of_the_law_on_which_the_hub_is_closed_is_due_on_the_open_day_before(northvale):
    sunday = date(2026, 6, 7)
    assert timezone.localdate(due_moment(northvale.hub, codes.NOTIFYING, sunday)) == date(2026, 6, 5)


def test_the_duty_team_and_the_worker_are_reminded_on_the_open_day_before(northvale, incident):
    friday = MONDAY + timedelta(days=4)
    assert reminded(friday - timedelta(hours=1)) == []
    duty, worker = northvale.hub.duty_email, northvale.manager.email
    assert reminded(friday + timedelta(minutes=1)) == sorted([duty, worker])
    assert len(reminded(friday + timedelta(days=9))) == 2
    [to_duty] = [message for message in mail.outbox if message.to == [duty] and "by law" in message.subject]
    assert to_duty.subject == f"Due by law on 8 June 2026: {incident.reference}"
    assert "Hungry" not in to_duty.body


def test_nobody_is_reminded_of_what_is_recorded(incident, acting):
    record_notification(incident, notification="serious_incident-1", **TOLD, by=acting, now=LATER)
    assert reminded(MONDAY + timedelta(days=5)) == []


def reminded(moment) -> list[str]:
    with time_machine.travel(moment, tick=False):
        send_outbox.apply()
    with acting_as_system():
        sent = OutboxMessage.objects.filter(template="notification_due").exclude(sent_at=None)
        return sorted(sent.values_list("to", flat=True))


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
