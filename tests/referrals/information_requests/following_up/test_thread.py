"""The messages about a request: both sides write, are mailed that there is something, and see what is new."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from audit.models import Event
from mash.identity import acting_as
from mash.refusals import RuleViolation
from referrals.information_requests.following_up.changes import withdraw_request
from referrals.information_requests.following_up.thread import MAY_NOT, write_message
from referrals.models import InformationRequest, OutboxMessage, Referral, RequestMessage
from tests.builders import browser, child
from tests.builders_requests import build_asked, give_answer, send
from tests.database import as_role
from tests.referrals.decisions.browsing import text

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


@pytest.fixture
def asked(northvale) -> InformationRequest:
    [request] = build_asked(northvale)
    return request


def write(person, request, words="Which school is it?", **facts) -> RequestMessage:
    with acting_as(person), transaction.atomic():
        return write_message(request, text=words, by=person, **facts)


def page(name, request) -> str:
    return reverse(f"referrals:{name}", args=[request.referral.reference, request.reference])


def agency_page(name, request) -> str:
    return reverse(f"referrals:{name}", args=[request.reference])


def unread(person, request, *, for_hub) -> bool:
    with acting_as(person):
        return InformationRequest.objects.with_unread(for_hub=for_hub).get(pk=request.pk).unread


def test_both_sides_write_and_read_the_thread(northvale, asked):
    hub, agency = browser(northvale.social_worker), browser(northvale.police)
    sent = hub.post(page("message_agency", asked), {"text": "Which car was it?"}, follow=True)
    assert "Your message has been sent" in text(sent)
    assert "Which car was it?" in text(agency.get(agency_page("request", asked)))
    agency.post(agency_page("message_hub", asked), {"text": "The blue one."})
    shown = text(hub.get(page("sent_request", asked)))
    assert shown.index("Which car was it?") < shown.index("The blue one.")


def test_each_is_mailed_that_there_is_something_and_not_what(northvale, asked):
    write(northvale.manager, asked)
    write(northvale.police, asked)
    with as_role("mash_owner"):
        mails = OutboxMessage.objects.filter(template__startswith="message_from")
        assert {mail.template: (mail.to, mail.context) for mail in mails} == {
            "message_from_hub": (asked.agency.notice_email, {"reference": asked.reference}),
            "message_from_agency": (northvale.hub.duty_email, {"reference": asked.reference}),
        }


def test_the_log_has_who_and_when_and_not_the_words(northvale, asked):
    write(northvale.police, asked, "The blue one.")
    with acting_as(northvale.auditor):
        line = Event.objects.get(code="request.message")
    assert (line.by_id, line.reference) == (northvale.police.pk, asked.reference)
    assert "blue" not in str(line.detail)


def test_the_other_side_sees_what_is_new_until_it_has_opened_it(northvale, asked):
    hub, agency = browser(northvale.social_worker), browser(northvale.police)
    write(northvale.manager, asked)
    assert not unread(northvale.manager, asked, for_hub=True)
    assert "New message" in text(agency.get(reverse("referrals:inbox")))
    agency.get(agency_page("request", asked))
    assert "New message" not in text(agency.get(reverse("referrals:inbox")))
    write(northvale.police, asked)
    case = reverse("referrals:case", args=[asked.referral.reference])
    assert "New message" in text(hub.get(case))
    hub.get(page("sent_request", asked))
    assert "New message" not in text(hub.get(case))


def test_whoever_may_not_write_for_the_hub_leaves_it_unread(northvale, asked):
    write(northvale.police, asked, "The blue one.")
    assert "The blue one." in text(browser(northvale.screener).get(page("sent_request", asked)))
    assert unread(northvale.manager, asked, for_hub=True)
    assert browser(northvale.screener).get(page("message_agency", asked)).status_code == 403


def test_a_message_that_came_while_the_page_was_on_its_way_stays_unread(northvale, asked):
    write(northvale.police, asked, now=NOON)
    agency = browser(northvale.social_worker)
    agency.get(page("sent_request", asked))
    write(northvale.police, asked, now=NOON + timedelta(microseconds=1))
    assert unread(northvale.manager, asked, for_hub=True)


def test_an_answered_request_takes_messages(northvale, asked):
    give_answer(northvale.police, asked)
    write(northvale.manager, asked)
    write(northvale.police, asked)
    with acting_as(northvale.manager):
        assert RequestMessage.objects.count() == 2


def test_a_withdrawn_request_takes_no_messages(northvale, asked):
    with acting_as(northvale.manager), transaction.atomic():
        withdraw_request(asked.referral, request=asked, reason="Not needed.", by=northvale.manager)
    with pytest.raises(RuleViolation, match="was withdrawn, so no messages"):
        write(northvale.manager, asked)
    with pytest.raises(RuleViolation, match="The hub withdrew this request"):
        write(northvale.police, asked)


def test_a_case_that_has_ended_takes_no_messages(northvale, asked):
    with as_role("mash_owner"):
        Referral.objects.filter(pk=asked.referral_id).update(status="closed")
    with pytest.raises(RuleViolation, match="This case has ended"):
        write(northvale.manager, asked)
    typed = {"text": "She is here."}
    refused = text(browser(northvale.police).post(agency_page("message_hub", asked), typed))
    assert "If you know something new, give a further answer" in refused
    assert "She is here." in refused


def test_nothing_is_sent_without_words(northvale, asked):
    with pytest.raises(RuleViolation, match="Enter your message"):
        write(northvale.police, asked, "  ")


def test_a_message_to_an_agency_gives_no_secret_address_away(northvale):
    people = [child(address="1 Refuge Road", postcode="ZZ1 1ZZ", address_withheld=True)]
    [request] = build_asked(northvale, people=people)
    with pytest.raises(RuleViolation, match="must be kept secret"):
        write(northvale.manager, request, "They live at 1 Refuge Road now.")
    assert write(northvale.police, request, "We know 1 Refuge Road.")


def test_nobody_else_reads_or_writes(northvale, southmere, asked):
    write(northvale.police, asked)
    send(northvale, asked.referral, "health")
    for person in (northvale.health, southmere.manager, southmere.police):
        with acting_as(person):
            assert not RequestMessage.objects.exists()
        with pytest.raises(RuleViolation, match=MAY_NOT):
            write(person, asked)


@pytest.mark.parametrize(
    ("who", "from_hub"), [("police", True), ("manager", False), ("health", False), ("auditor", True)]
)
def test_nobody_writes_for_the_other_side_not_even_in_the_database(northvale, asked, who, from_hub):
    person = getattr(northvale, who)
    with acting_as(person), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        RequestMessage.objects.create(request=asked, from_hub=from_hub, text="Hello", by=person, at=NOON)


def test_a_message_is_never_changed(northvale, asked):
    message = write(northvale.manager, asked)
    with acting_as(northvale.manager), connection.cursor() as cursor, pytest.raises(DatabaseError, match="denied"):
        cursor.execute("UPDATE referrals_requestmessage SET text = '' WHERE id = %s", [message.pk])
