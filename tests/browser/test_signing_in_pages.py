"""Apps, passkeys, recovery codes, confirming again, forgotten passwords and expiry, in Chromium."""

import re

import pytest

from agencies.models import SignIn
from tests.agencies.signing_in.steps import add_app, totp_code
from tests.builders import PASSWORD, build_hub

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def northvale():
    return build_hub("northvale")


def with_authenticator(visitor):
    """Give the browser a virtual fingerprint reader, as a laptop has."""
    devtools = visitor.context.new_cdp_session(visitor.page)
    devtools.send("WebAuthn.enable")
    reader = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options = {**reader, "isUserVerified": True, "automaticPresenceSimulation": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return visitor


def test_led_to_set_up_an_app_and_in_by_its_next_code(visit, northvale, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    manager = visit().sign_in(northvale.manager).lands_on("agencies:second_factor")
    manager.open("/queue/").lands_on("agencies:second_factor")
    manager.answer({"way": "app"}, then="agencies:add_app")
    key = re.sub(r"\s", "", manager.page.locator("main details code").text_content())
    manager.answer({"code": totp_code(key)}, then="agencies:recovery_codes")
    recovery = manager.page.locator(".app-codes code").all_text_contents()
    manager.click(manager.page.get_by_role("button", name="I have kept them safe")).lands_on("referrals:queue")
    other = visit().sign_in(northvale.manager).lands_on("agencies:second_step")
    other.answer({"code": recovery[0]}, then="referrals:needs")


def test_a_passkey_is_made_and_lets_one_in(visit, northvale, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    manager = with_authenticator(visit()).sign_in(northvale.manager)
    manager.answer({"way": "passkey"}, then="agencies:add_passkey")
    manager.fill({"name": "work laptop"}).page.locator("main button[type=submit]").click()
    manager.page.wait_for_url("**/recovery-codes/**")  # the page submits itself once the reader has answered
    manager.lands_on("agencies:recovery_codes").judge()
    assert "Your passkey is set up." in manager.text
    assert "work laptop" in manager.open("agencies:account").text
    manager.click(manager.page.get_by_role("button", name="Sign out", exact=True)).lands_on("agencies:sign_in")
    manager.sign_in(northvale.manager).lands_on("agencies:second_step")
    manager.page.get_by_role("button", name="Use a passkey").click()
    manager.page.wait_for_url("**/now/")
    manager.lands_on("referrals:needs")


def test_pages_of_ones_own_second_factors(visit, northvale):
    add_app(northvale.manager)
    manager = visit(northvale.manager).open("agencies:account").open("agencies:second_factor")
    manager.open("agencies:new_recovery_codes").answer({}, then="agencies:recovery_codes")
    app = northvale.manager.authenticator_set.get(type="totp").pk
    manager.open("agencies:remove_second_factor", app).answer({}, then="agencies:account")
    assert "Your password alone lets you in" in manager.text


def test_an_administrator_confirms_and_resets_a_lost_one(visit, northvale, settings):
    settings.CONFIRM_MINUTES = 0
    add_app(northvale.police)
    administrator = visit(northvale.administrator).open(f"/people/{northvale.police.pk}/second-factor/")
    administrator.lands_on("agencies:confirm").fill({"password": PASSWORD})
    settings.CONFIRM_MINUTES = 10
    administrator.answer({}, then="agencies:reset_second_factor")
    administrator.answer({"reason": "Lost telephone"}, then="agencies:person")
    administrator.open("agencies:confirm")


def test_a_forgotten_password_is_asked_for(visit, northvale):
    stranger = visit().open("agencies:forgotten_password")
    stranger.answer({"email": northvale.manager.email}, then="agencies:forgotten_sent")


def test_a_warning_lets_one_stay(visit, northvale, settings):
    settings.IDLE_MINUTES, settings.IDLE_WARNING_MINUTES = 10 / 60, 9 / 60
    manager = visit(northvale.manager).open("agencies:account")
    warning = manager.page.get_by_role("dialog")
    warning.wait_for(state="visible")
    settings.IDLE_MINUTES = 30
    before = SignIn.objects.get(user=northvale.manager).last_seen_at
    with manager.page.expect_response(lambda response: response.request.method == "POST"):
        warning.get_by_role("button", name="Stay signed in").click()
    warning.wait_for(state="hidden")
    assert SignIn.objects.get(user=northvale.manager).last_seen_at > before


def test_what_was_being_typed_when_nobody_answered_is_there_after_signing_in(visit, northvale, settings):
    manager = visit(northvale.administrator).open("agencies:account")
    settings.IDLE_MINUTES, settings.IDLE_WARNING_MINUTES = 6 / 60, 3 / 60
    manager.page.goto(f"{manager.site}/people/invite/")
    manager.page.locator("main [name=name]").fill("Half A. Name")
    manager.page.wait_for_url("**/sign-in/?next=**", timeout=20000)
    settings.IDLE_MINUTES, settings.IDLE_WARNING_MINUTES = 30, 2
    manager.fill({"email": northvale.administrator.email, "password": PASSWORD})
    manager.page.locator("main button[type=submit]").click()
    manager.page.wait_for_url("**/people/invite/")
    assert manager.page.locator("main [name=name]").input_value() == "Half A. Name"
    assert "You were signed out" in manager.text
