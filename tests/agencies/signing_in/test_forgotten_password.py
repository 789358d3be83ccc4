"""Forgotten passwords: the same answer for every address, and links that work once and soon expire."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMessage
from django.db.models.functions import Now
from django.test import Client

from agencies import letters, tasks
from agencies.models import Letter
from agencies.people import actions
from agencies.signing_in.links import forgotten_link_for, link_for
from audit.models import Event
from audit.recording import SYSTEM
from tests.agencies.signing_in.steps import add_app, enter_code, enter_password, from_now, is_signed_in, totp_code
from tests.database import as_role

NEW = {"password": "three random words", "again": "three random words"}


def queued_for(*templates: str) -> list[int | None]:
    """Return the users that queued emails are addressed to."""
    selected = templates or (letters.FORGOTTEN,)
    return list(Letter.objects.filter(template__in=selected).order_by("pk").values_list("to", flat=True))


def request_link(client, email):
    return client.post("/forgotten-password/", {"email": email})


def path_of(link) -> str:
    return link.removeprefix("http://testserver")


def test_every_address_gets_the_same_answer(client, northvale):
    actions.suspend(user=northvale.screener, by=SYSTEM)
    emails = [northvale.manager.email.upper(), "nobody@elsewhere.example", northvale.screener.email]
    answers = [request_link(client, email) for email in emails]
    assert {(answer.status_code, answer.url) for answer in answers} == {(302, "/forgotten-password/sent/")}
    assert queued_for() == [northvale.manager.pk, None, None]
    with as_role("mash_owner"):
        lines = list(Event.objects.filter(code="password.forgotten").order_by("at"))
    assert [line.hub_id for line in lines] == [northvale.hub.pk, None, None]
    assert all("@" not in str(line.detail) for line in lines)


@pytest.mark.parametrize("email", ["", "not an address", "😀@northvale.example", "x" * 3000])
def test_invalid_input_shows_an_error(client, db, email):
    assert "There is a problem" in request_link(client, email).text


def test_link_requests_are_limited_per_account(client, northvale):
    for _ in range(5):
        request_link(client, northvale.manager.email)
    assert queued_for() == [northvale.manager.pk] * 3 + [None, None]


def test_the_worker_sends_a_working_link(client, northvale):
    letters.post(northvale.manager, letters.FORGOTTEN)
    assert tasks.send_letters() == 1
    message = mail.outbox[0]
    assert message.to == [northvale.manager.email]
    assert northvale.manager.name not in message.body
    link = re.search(r"http://testserver(/\S+)", message.body).group(1)
    assert client.get(link).url == "/choose-password/"
    assert client.post("/choose-password/", NEW).status_code == 302
    assert is_signed_in(client)


def test_the_worker_skips_unknown_and_suspended_users(northvale):
    actions.suspend(user=northvale.screener, by=SYSTEM)
    tasks.send_letters()  # that they are suspended
    mail.outbox.clear()
    letters.post(None, letters.FORGOTTEN)
    letters.post(northvale.screener, letters.FORGOTTEN)
    assert not tasks.send_letters()
    assert mail.outbox == []
    assert queued_for() == []


def test_a_failed_email_is_retried(northvale, monkeypatch):
    def away(*args, **kwargs):
        raise ConnectionRefusedError

    letters.post(northvale.manager, letters.FORGOTTEN)
    with monkeypatch.context() as patch:
        patch.setattr(EmailMessage, "send", away)
        assert not tasks.send_letters()
    assert not tasks.send_letters(), "not at once"
    Letter.objects.update(try_after=Now())
    assert tasks.send_letters() == 1


def test_an_email_past_its_lifetime_is_not_sent(northvale):
    for template, sent in ((letters.FORGOTTEN, 0), (letters.CHOOSE, 1)):
        letters.post(northvale.manager, template)
        with as_role("mash_owner"):  # whose letters these are, and since when, no login of ours changes
            Letter.objects.update(created_at=Now() - timedelta(minutes=61))
        assert tasks.send_letters() == sent


def test_a_link_works_once_and_ends_other_sign_ins(client, northvale):
    elsewhere = Client()
    enter_password(elsewhere, northvale.manager)
    link = path_of(forgotten_link_for(northvale.manager))
    client.get(link)
    northvale.manager.refresh_from_db()
    link = path_of(forgotten_link_for(northvale.manager))
    client.get(link)
    client.post("/choose-password/", NEW)
    tasks.send_letters()
    assert not is_signed_in(elsewhere)
    assert "changed by a link" in mail.outbox[0].body
    assert client.get(link).status_code == 404


def test_a_forgotten_password_link_expires_before_an_invitation(client, northvale):
    forgotten, invitation = (path_of(make(northvale.manager)) for make in (forgotten_link_for, link_for))
    with time_machine.travel(from_now(minutes=59)):
        assert client.get(forgotten).status_code == 302
    with time_machine.travel(from_now(minutes=62)):
        assert client.get(forgotten).status_code == 404
        assert client.get(invitation).status_code == 302


def test_a_link_does_not_bypass_the_second_factor(client, northvale):
    secret = add_app(northvale.manager)
    client.get(path_of(forgotten_link_for(northvale.manager)))
    assert client.post("/choose-password/", NEW).url == "/sign-in/second-step/"
    assert not is_signed_in(client)
    enter_code(client, totp_code(secret))
    assert is_signed_in(client)


def test_a_link_opened_in_another_users_session_ends_it(northvale, as_person):
    add_app(northvale.manager)
    browser = as_person(northvale.screener)
    browser.get(path_of(forgotten_link_for(northvale.manager)))
    browser.post("/choose-password/", NEW)
    assert not is_signed_in(browser)


@pytest.mark.parametrize("token", ["x", "aaaaaa-bbbbbb", "-", "zzzzzzzzzzzzzzzzzzz-1", "😀-1"])
def test_an_invalid_link_is_not_found(client, northvale, token):
    assert client.get(f"/forgotten-password/{northvale.manager.pk}/{token}/").status_code == 404
