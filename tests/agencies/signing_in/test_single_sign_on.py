"""Single sign-on, against a running OpenID provider."""

import time

import pytest
import requests
import time_machine

from agencies.models import User
from agencies.people import actions
from audit.models import Event
from audit.recording import SYSTEM
from tests.agencies.signing_in.openid_provider import CLIENT, OTHER_KEY, SECRET, OpenIDProvider
from tests.agencies.signing_in.steps import add_app, enter_code, from_now, is_signed_in, totp_code
from tests.database import as_role


@pytest.fixture
def provider(settings):
    running = OpenIDProvider()
    settings_entry = {"id": "council", "name": "Example Council", "server_url": running.url}
    settings.SINGLE_SIGN_ON = [{**settings_entry, "client_id": CLIENT, "secret": SECRET}]
    yield running
    running.stop()


def claims(user, **changed) -> dict:
    return {"email": user.email, "email_verified": True, **changed}


def sign_in_with(client, provider, page="/sign-in/with/council/", **params):
    """Go to the provider and back as a browser does; return the last response."""
    away = client.get(page, query_params=params)
    assert away.url.startswith(f"{provider.url}/authorize?")
    back = requests.get(away.url, allow_redirects=False, timeout=5).headers["Location"]
    assert back.startswith("http://testserver/sign-in/with/council/return/?")
    return client.get(back.removeprefix("http://testserver"))


def refusal_reasons() -> list[str]:
    with as_role("mash_owner"):
        return [line.detail["why"] for line in Event.objects.filter(code="single_sign_on.refused")]


def test_an_invited_user_signs_in_and_reaches_the_next_page(client, northvale, provider):
    provider.claims = claims(northvale.manager, email=northvale.manager.email.upper())
    assert "Sign in with Example Council" in client.get("/sign-in/").text
    assert sign_in_with(client, provider, next="/queue/").url == "/queue/"
    assert is_signed_in(client)
    with as_role("mash_owner"):
        line = Event.objects.get(code="sign_in.done")
    assert line.detail["how"] == "single sign-on: council"
    assert line.by_id == northvale.manager.pk


def test_the_session_gets_a_new_key(client, northvale, provider):
    provider.claims = claims(northvale.manager)
    away = client.get("/sign-in/with/council/").url
    before = client.session.session_key
    back = requests.get(away, allow_redirects=False, timeout=5).headers["Location"]
    client.get(back)
    assert client.session.session_key != before


@pytest.mark.parametrize("who", ["unknown", "suspended", "not verified", "the word false", "no address"])
def test_unknown_or_unverified_addresses_are_refused_and_no_account_is_created(client, northvale, provider, who):
    actions.suspend(user=northvale.screener, by=SYSTEM)
    provider.claims = {
        "unknown": {"email": "nobody@northvale.example", "email_verified": True},
        "suspended": claims(northvale.screener),
        "not verified": claims(northvale.manager, email_verified=False),
        "the word false": claims(northvale.manager, email_verified="false"),
        "no address": {"email_verified": True},
    }[who]
    people = User.objects.count()
    answer = sign_in_with(client, provider)
    assert answer.status_code == 403
    assert "could not let you in" in answer.text
    assert not is_signed_in(client)
    assert User.objects.count() == people
    assert refusal_reasons() == ["unknown" if who in ("unknown", "suspended") else "address not verified"]


def test_a_provider_is_trusted_with_its_own_domains(client, northvale, provider, settings):
    settings.SINGLE_SIGN_ON[0]["verified_domains"] = ["northvale.example"]
    provider.claims = {"email": northvale.manager.email}
    sign_in_with(client, provider)
    assert is_signed_in(client)


def test_a_provider_is_not_trusted_with_other_domains(client, southmere, provider, settings):
    settings.SINGLE_SIGN_ON[0]["verified_domains"] = ["northvale.example"]
    provider.claims = {"email": southmere.manager.email}
    assert sign_in_with(client, provider).status_code == 403


def test_a_providers_domain_cannot_be_verified_by_another(client, northvale, provider, settings):
    """A school's provider must not vouch for a council address: only the council's may."""
    council = {**settings.SINGLE_SIGN_ON[0], "id": "elsewhere", "verified_domains": ["northvale.example"]}
    settings.SINGLE_SIGN_ON = [*settings.SINGLE_SIGN_ON, council]
    provider.claims = claims(northvale.manager, email=northvale.manager.email.upper())
    assert sign_in_with(client, provider).status_code == 403
    assert not is_signed_in(client)


INVALID_TOKENS = {
    "another key": {"key": OTHER_KEY},
    "no signature": {"key": None, "alg": "none"},
    "a shared secret": {"key": "x" * 64, "alg": "HS256"},
    "an unknown key": {"kid": "two"},
    "no token": {"answer": {"id_token": ""}},
    "not a token": {"answer": {"id_token": "a.b.c"}},
}


@pytest.mark.parametrize("token_changes", INVALID_TOKENS.values(), ids=INVALID_TOKENS)
def test_a_token_with_an_invalid_signature_is_refused(client, northvale, provider, token_changes):
    provider.claims, provider.token_changes = claims(northvale.manager), token_changes
    assert sign_in_with(client, provider).status_code == 403
    assert not is_signed_in(client)
    assert refusal_reasons() == ["failed"]


@pytest.mark.parametrize(
    "wrong", [{"aud": "another service"}, {"iss": "https://elsewhere.example"}, {"exp": 1_000_000_000}]
)
def test_a_token_for_another_audience_or_expired_is_refused(client, northvale, provider, wrong):
    provider.claims = claims(northvale.manager, **wrong)
    assert sign_in_with(client, provider).status_code == 403
    assert not is_signed_in(client)


def test_a_provider_with_an_unexpected_issuer_is_refused(client, northvale, provider):
    """Everything else about its tokens would be right, since it publishes that issuer itself."""
    provider.claimed_issuer = "https://elsewhere.example"
    provider.claims = claims(northvale.manager, iss="https://elsewhere.example")
    assert sign_in_with(client, provider).status_code == 403
    assert not is_signed_in(client)


def test_a_return_without_a_start_is_refused(client, northvale, provider):
    provider.claims = claims(northvale.manager)
    for query in ("", "?code=a&state=b", "?error=access_denied", "?state=😀"):
        assert client.get(f"/sign-in/with/council/return/{query}").status_code == 403
    assert not is_signed_in(client)


def test_a_return_works_only_in_the_browser_that_started(client, northvale, provider):
    from django.test import Client

    provider.claims = claims(northvale.manager)
    away = client.get("/sign-in/with/council/").url
    back = requests.get(away, allow_redirects=False, timeout=5).headers["Location"]
    victim = Client()
    assert victim.get(back).status_code == 403
    assert not is_signed_in(victim)


def test_extra_query_parameters_are_not_passed_to_the_provider(client, northvale, provider):
    provider.claims = claims(northvale.manager)
    sign_in_with(
        client, provider, scope="everything", auth_params="prompt=none", process="connect", next="//elsewhere.example"
    )
    assert set(provider.requests[0]["scope"].split()) == {"openid", "profile", "email"}
    assert "prompt" not in provider.requests[0]
    assert is_signed_in(client)


def test_the_second_factor_is_required_unless_the_provider_does(client, northvale, provider, settings):
    secret = add_app(northvale.manager)
    provider.claims = claims(northvale.manager)
    assert sign_in_with(client, provider, next="/queue/").url == "/sign-in/second-step/?next=%2Fqueue%2F"
    assert not is_signed_in(client)
    enter_code(client, totp_code(secret))
    assert is_signed_in(client)
    client.post("/sign-out/")
    settings.SINGLE_SIGN_ON[0]["second_factor"] = True
    settings.REQUIRE_SECOND_FACTOR = True
    sign_in_with(client, provider)
    assert is_signed_in(client)


def test_single_sign_on_users_confirm_with_their_provider(client, northvale, provider, settings):
    northvale.auditor.set_unusable_password()
    northvale.auditor.save()
    provider.claims = claims(northvale.auditor)
    sign_in_with(client, provider)
    confirm_url = client.get("/access-log/export/").url
    assert "Confirm with Example Council" in client.get(confirm_url).text
    page = "/account/confirm/council/"
    stale = sign_in_with(client, provider, page, next="/access-log/export/")
    assert stale.status_code == 403
    provider.claims = claims(northvale.auditor, auth_time=int(time.time()))
    assert sign_in_with(client, provider, page, next="/access-log/export/").url == "/access-log/export/"
    assert provider.requests[-1]["prompt"] == "login"
    assert client.get("/access-log/export/").status_code == 200
    with time_machine.travel(from_now(minutes=11)):
        assert client.get("/access-log/export/").status_code == 302


def test_an_unconfigured_provider_is_not_found(client, northvale, settings):
    settings.SINGLE_SIGN_ON = []
    assert client.get("/sign-in/with/council/").status_code == 404
    assert client.get("/sign-in/with/council/return/").status_code == 404
    assert "Sign in with" not in client.get("/sign-in/").text


def test_an_unreachable_provider_is_handled(client, northvale, provider):
    provider.stop()
    assert client.get("/sign-in/with/council/").status_code == 403
    assert refusal_reasons() == ["failed"]
