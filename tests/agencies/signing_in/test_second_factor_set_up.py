"""Setting up a second factor: who must, which pages stay open before, and resetting a lost one."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client

from agencies.tasks import send_letters
from audit.models import Event
from tests import two_hands
from tests.agencies.signing_in.steps import (
    add_app,
    add_recovery_codes,
    authenticators,
    enter_code,
    enter_password,
    is_signed_in,
    totp_code,
)
from tests.builders import CAST
from tests.database import as_role

EXEMPT = "referrer"


@pytest.fixture
def second_factor_required(settings):
    settings.REQUIRE_SECOND_FACTOR = True


def secret_on(page) -> str:
    return re.search(r"<code>([A-Z2-7 ]+)<", page.text).group(1).replace(" ", "")


def set_up_app(client, **params) -> str:
    secret = secret_on(client.get("/account/second-factor/app/"))
    answer = client.post("/account/second-factor/app/", {"code": totp_code(secret)}, query_params=params)
    assert answer.status_code == 302, answer.text
    return secret


@pytest.mark.parametrize("part", [part for part in CAST if part != EXEMPT])
def test_every_role_but_referrer_must_set_up_a_second_factor(client, northvale, second_factor_required, part):
    enter_password(client, getattr(northvale, part))
    for page in ("/", "/account/", "/queue/", "/people/", "/access-log/", "/cases/MASH-2222-2222/"):
        answer = client.get(page)
        assert answer.status_code == 302, page
        assert answer.url.startswith("/account/second-factor/"), page
    assert client.post("/account/password/", {}).url == "/account/second-factor/"


def test_referrers_need_no_second_factor(client, northvale, second_factor_required):
    enter_password(client, northvale.referrer)
    assert is_signed_in(client)


def test_pages_without_personal_data_stay_open(client, northvale, second_factor_required):
    enter_password(client, northvale.manager)
    assert [client.get(page).status_code for page in ("/privacy/", "/accessibility/")] == [200, 200]
    assert client.post("/sign-out/").url == "/sign-in/"


def test_setting_up_an_app_shows_recovery_codes_once(client, northvale, second_factor_required):
    enter_password(client, northvale.manager)
    set_up_url = client.get("/queue/").url
    page = client.post(set_up_url, {"way": "app"}).url
    assert page == "/account/second-factor/app/?next=%2Fqueue%2F"
    secret = secret_on(client.get(page))
    page_after = client.post(page, {"code": totp_code(secret)}, follow=True)
    assert len(re.findall(r"<code>\d{8}</code>", page_after.text)) == 10
    assert 'href="/queue/"' in page_after.text
    assert "no-store" in page_after["Cache-Control"]
    assert client.get("/account/recovery-codes/").url == "/account/"
    assert client.get("/queue/").status_code == 200
    with as_role("mash_owner"):
        kinds = set(Event.objects.filter(about_id=str(northvale.manager.pk)).values_list("code", flat=True))
    assert {"second_factor.added", "recovery_codes.shown"} <= kinds


def test_the_code_that_set_up_the_app_cannot_be_reused(client, northvale, second_factor_required):
    enter_password(client, northvale.manager)
    secret = set_up_app(client)
    elsewhere = Client()
    enter_password(elsewhere, northvale.manager)
    enter_code(elsewhere, totp_code(secret))
    assert not is_signed_in(elsewhere)


@pytest.mark.parametrize("typed", ["000000", "", "abc", "😀"])
def test_a_wrong_first_code_keeps_the_secret_and_sets_nothing_up(client, northvale, typed):
    enter_password(client, northvale.manager)
    secret = secret_on(client.get("/account/second-factor/app/"))
    answer = client.post("/account/second-factor/app/", {"code": typed})
    assert "There is a problem" in answer.text
    assert secret_on(answer) == secret
    assert authenticators(northvale.manager) == []


def test_a_new_app_replaces_the_old(client, northvale, as_person):
    old = add_app(northvale.manager)
    as_person(northvale.manager)
    set_up_app(client)
    client.post("/sign-out/")
    enter_password(client, northvale.manager)
    enter_code(client, totp_code(old))
    assert not is_signed_in(client)
    assert authenticators(northvale.manager).count("totp") == 1


def test_each_change_is_notified_by_email(client, northvale, as_person):
    as_person(northvale.manager)
    set_up_app(client)
    client.post("/account/recovery-codes/new/")
    assert mail.outbox == []
    send_letters()
    assert [message.to for message in mail.outbox] == [[northvale.manager.email]] * 2
    assert "authenticator app was set up" in mail.outbox[0].body
    assert northvale.manager.name not in mail.outbox[0].body


def test_the_last_required_factor_cannot_be_removed(northvale, as_person, second_factor_required, settings):
    add_app(northvale.manager)
    add_recovery_codes(northvale.manager)
    settings.REQUIRE_SECOND_FACTOR = False
    browser = as_person(northvale.manager)
    page = f"/account/second-factor/{Authenticator.objects.get(user=northvale.manager, type='totp').pk}/remove/"
    session = browser.session
    session["second-factor"] = True
    session.save()
    settings.REQUIRE_SECOND_FACTOR = True
    assert "Set up another one" in browser.post(page).text
    settings.REQUIRE_SECOND_FACTOR = False
    assert browser.post(page).url == "/account/"
    assert authenticators(northvale.manager) == [], "recovery codes of nothing go too"


def test_another_users_factor_cannot_be_removed(northvale, as_person):
    add_app(northvale.manager)
    other = Authenticator.objects.get(user=northvale.manager).pk
    assert as_person(northvale.screener).post(f"/account/second-factor/{other}/remove/").status_code == 404


def test_recovery_codes_require_a_second_factor(northvale, as_person):
    assert "Set up an app or a passkey first" in as_person(northvale.manager).post("/account/recovery-codes/new/").text


def test_an_administrator_resets_a_second_factor_with_a_reason(
    client, northvale, as_person, second_factor_required, settings
):
    add_app(northvale.police)
    add_recovery_codes(northvale.police)
    other = Client()
    settings.REQUIRE_SECOND_FACTOR = False
    other.force_login(northvale.police, backend="agencies.backends.EmailBackend")
    page = f"/people/{northvale.police.pk}/second-factor/"
    as_person(northvale.administrator)
    assert "Enter why" in client.post(page, {"reason": ""}).text
    assert client.post(page, {"reason": "Lost telephone; rang the duty desk."}).status_code == 302
    assert authenticators(northvale.police)  # until a second person has confirmed it
    two_hands.confirm_all(northvale.police, by=northvale.administrator)
    send_letters()
    assert authenticators(northvale.police) == []
    assert not is_signed_in(other)
    assert mail.outbox[0].to == [northvale.police.email]
    with as_role("mash_owner"):
        line = Event.objects.get(code="second_factor.reset")
    assert (line.by_id, line.about_id) == (northvale.manager.pk, str(northvale.police.pk))
    assert line.detail["proposed_by"] == northvale.administrator.name
    assert line.purpose == "Lost telephone; rang the duty desk."


def test_a_reset_is_refused_for_oneself_and_for_another_hub(northvale, southmere, as_person):
    add_app(northvale.administrator)
    add_app(southmere.police)
    browser = as_person(northvale.administrator)
    sent = {"reason": "Why not"}
    assert "Ask another" in browser.post(f"/people/{northvale.administrator.pk}/second-factor/", sent).text
    assert browser.post(f"/people/{southmere.police.pk}/second-factor/", sent).status_code == 404
    assert as_person(northvale.manager).post(f"/people/{northvale.police.pk}/second-factor/", sent).status_code == 403
    assert authenticators(northvale.administrator) == ["totp"]
