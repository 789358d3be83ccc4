"""Signing in and out, one-time links, and the events they record."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from agencies.models import User
from agencies.people import actions
from agencies.signing_in.links import link_for
from audit.models import Event
from audit.recording import SYSTEM
from tests import two_hands
from tests.builders import PASSWORD
from tests.database import as_role

# Attempts are counted outside the test's transaction, so tests that use them up need addresses of their own.
HERE, THERE, ELSEWHERE = "192.0.2.1", "192.0.2.2", "192.0.2.3"


def sign_in(client, email, password=PASSWORD, address="127.0.0.1", **params):
    typed = {"email": email, "password": password}
    return client.post("/sign-in/", typed, query_params=params, REMOTE_ADDR=address)


def event_codes_about(person):
    with as_role("mash_owner"):
        return list(Event.objects.filter(about_id=str(person.pk)).order_by("at").values_list("code", flat=True))


def is_signed_in(client) -> bool:
    return client.get("/account/").status_code == 200


def invite_newcomer(world, email="newcomer@northvale.example") -> User:
    return two_hands.invite(hub=world.hub, email=email, name="Nova Newcomer", role="screener", by=SYSTEM)


def link_path(user) -> str:
    return link_for(user).removeprefix("http://testserver")


def test_signing_in_is_recorded(client, northvale):
    answer = sign_in(client, "Manager@Northvale.example")
    assert answer.status_code == 302
    assert answer.url == "/"
    assert is_signed_in(client)
    assert event_codes_about(northvale.manager)[-1] == "sign_in.done"


def test_the_session_gets_a_new_key(client, northvale):
    client.get("/sign-in/")
    client.session["seen"] = True
    before = client.session.session_key
    sign_in(client, northvale.manager.email)
    assert client.session.session_key != before


@pytest.mark.parametrize("who", ["unknown", "wrong password", "suspended"])
def test_every_failure_shows_the_same_message(client, northvale, who):
    actions.suspend(user=northvale.screener, by=SYSTEM)
    email, password = {
        "unknown": ("nobody@northvale.example", PASSWORD),
        "wrong password": (northvale.manager.email, "not the password"),
        "suspended": (northvale.screener.email, PASSWORD),
    }[who]
    answer = sign_in(client, email, password)
    assert answer.status_code == 200
    assert "Check your email address and password" in answer.text
    assert email in answer.text
    assert password not in answer.text
    assert not is_signed_in(client)


def test_a_failure_is_recorded_without_the_address(client, northvale):
    sign_in(client, northvale.police.email, "wrong")
    sign_in(client, "nobody@elsewhere.example", "wrong")
    with as_role("mash_owner"):
        lines = list(Event.objects.filter(code="sign_in.failed").order_by("at"))
    assert [line.hub_id for line in lines] == [northvale.hub.pk, None]
    assert all("@" not in str(line.detail) and line.by_id is None for line in lines)


def test_ten_failures_lock_the_account_for_15_minutes(client, northvale):
    email = northvale.health.email
    for _ in range(10):
        assert "Check your email address" in sign_in(client, email, "wrong", HERE).text
    assert "Wait 15 minutes" in sign_in(client, email, PASSWORD, HERE).text
    assert not is_signed_in(client)
    assert sign_in(client, northvale.manager.email, PASSWORD, HERE).status_code == 302


def test_an_account_is_locked_only_at_the_failing_address(client, northvale):
    for _ in range(11):
        sign_in(client, northvale.school.email, "wrong", THERE)
    assert sign_in(client, northvale.school.email, PASSWORD, ELSEWHERE).status_code == 302


def test_a_successful_sign_in_resets_failures(client, northvale):
    email = northvale.referrer.email
    for _ in range(9):
        sign_in(client, email, "wrong", THERE)
    sign_in(client, email, PASSWORD, THERE)
    client.post("/sign-out/")
    assert "Check your email address" in sign_in(client, email, "wrong", THERE).text


@pytest.mark.parametrize(
    ("next_page", "destination"),
    [
        ("/account/", "/account/"),
        ("https://elsewhere.example/", "/"),
        ("queue", "/"),
        ("?x", "/"),
        ("//elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("\\\\elsewhere.example", "/"),
    ],
)
def test_next_never_leads_to_another_site(client, northvale, next_page, destination):
    assert sign_in(client, northvale.auditor.email, next=next_page).url == destination


NONSENSE = {
    "nothing": "",
    "no address": "not an address",
    "a control character": "a\x00 b@northvale.example",
    "emoji": "😀@northvale.example",
    "far too long": "x" * 3000,
}


@pytest.mark.parametrize("email", NONSENSE.values(), ids=NONSENSE)
def test_invalid_input_shows_an_error(client, northvale, email):
    answer = sign_in(client, email)
    assert answer.status_code == 200
    assert "There is a problem" in answer.text


def test_signing_out_requires_post(client, northvale, as_person):
    as_person(northvale.manager)
    assert client.get("/sign-out/").status_code == 405
    assert is_signed_in(client)
    client.post("/sign-out/")
    assert not is_signed_in(client)
    assert event_codes_about(northvale.manager)[-1] == "sign_out.done"


def test_an_invitation_link_works_once(client, northvale):
    newcomer = invite_newcomer(northvale)
    link = link_path(newcomer)
    assert client.get(link).url == "/choose-password/"  # the link leaves the address bar
    chosen = client.post("/choose-password/", {"password": "three random words", "again": "three random words"})
    assert chosen.status_code == 302
    assert is_signed_in(client)
    assert event_codes_about(newcomer)[-2:] == ["person.password_set", "sign_in.done"]
    client.post("/sign-out/")
    assert client.get(link).status_code == 404
    assert sign_in(client, newcomer.email, "three random words").status_code == 302


def test_an_invitation_link_expires_after_three_days(client, northvale):
    link = link_path(invite_newcomer(northvale))
    with time_machine.travel(timezone.now() + timedelta(days=3, minutes=1)):
        assert client.get(link).status_code == 404


def test_a_suspended_person_cannot_use_a_link(client, northvale):
    newcomer = invite_newcomer(northvale)
    link = link_path(newcomer)
    client.get(link)
    actions.suspend(user=newcomer, by=SYSTEM)
    assert client.get(link).status_code == 404
    assert client.post("/choose-password/", {"password": "three random words"}).status_code == 404


def test_an_invalid_link_is_not_found(client, northvale):
    assert client.get("/choose-password/").status_code == 404
    assert client.get(f"/choose-password/{northvale.manager.pk}/aaaaaa-bbbbbb/").status_code == 404
    assert client.get("/choose-password/99999999999999999999999/aaaaaa-bbbbbb/").status_code == 404


@pytest.mark.parametrize(
    ("password", "again", "words"),
    [
        ("short", "short", "at least 12"),
        ("password1234", "password1234", "data breach"),
        ("newcomer@northvale", "newcomer@northvale", "too similar"),
        ("three random words", "three random birds", "do not match"),
        ("", "", "Enter a new password"),
    ],
)
def test_a_weak_password_shows_why(client, northvale, password, again, words):
    client.get(link_path(invite_newcomer(northvale)))
    answer = client.post("/choose-password/", {"password": password, "again": again})
    assert answer.status_code == 200
    assert words in answer.text
    assert not is_signed_in(client)


def test_changing_a_password_requires_the_old_one_and_ends_other_sign_ins(client, northvale):
    elsewhere = Client()
    for browser in (client, elsewhere):
        sign_in(browser, northvale.social_worker.email)
    new = {"password": "three random words", "again": "three random words"}
    assert "signed in with" in client.post("/account/password/", {"current": "wrong", **new}).text
    assert client.post("/account/password/", {"current": PASSWORD, **new}).status_code == 302
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)


def test_the_account_page_describes_roles(client, northvale, as_person):
    page = as_person(northvale.police).get("/account/").text
    assert "Agency representative" in page
    assert "Answers what their own agency is asked" in page
    assert northvale.agencies["police"].name in page


def test_a_signed_in_user_is_redirected_from_the_sign_in_page(client, northvale, as_person):
    assert as_person(northvale.manager).get("/sign-in/").url == "/"
