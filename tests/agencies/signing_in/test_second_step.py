"""The second step of signing in: codes and recovery codes work once, and guessing is limited."""

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client

from agencies.people import actions
from agencies.signing_in.second_factor.adapter import Adapter
from audit.models import Event
from audit.recording import SYSTEM
from mash import limits
from mash.field_cipher import LostKey
from mash.proofs import store_keys
from tests.agencies.signing_in.steps import (
    add_app,
    add_recovery_codes,
    authenticators,
    enter_code,
    enter_password,
    from_now,
    is_signed_in,
    totp_code,
)
from tests.database import as_role

RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


def event_codes_about(person):
    with as_role("mash_owner"):
        return list(Event.objects.filter(about_id=str(person.pk)).order_by("at").values_list("code", flat=True))


def test_totp_codes_of_these_tests_match_the_rfc():
    assert [totp_code(RFC_SECRET, at) for at in (59, 1111111109, 20000000000)] == ["287082", "081804", "353130"]


def test_a_user_with_an_app_needs_its_code(client, northvale):
    secret = add_app(northvale.manager)
    assert enter_password(client, northvale.manager).url == "/sign-in/second-step/"
    assert not is_signed_in(client)
    assert enter_code(client, totp_code(secret)).url == "/"
    assert is_signed_in(client)
    assert event_codes_about(northvale.manager)[-3:] == ["sign_in.first_step", "second_factor.passed", "sign_in.done"]


def test_the_second_step_keeps_the_next_page_but_not_another_site(client, northvale):
    secret = add_app(northvale.manager)
    halfway = enter_password(client, northvale.manager, next="/queue/")
    assert halfway.url == "/sign-in/second-step/?next=%2Fqueue%2F"
    assert enter_code(client, totp_code(secret), next="//elsewhere.example/").url == "/"


def test_a_session_gets_a_new_key_at_both_steps(client, northvale):
    secret = add_app(northvale.manager)
    session = client.session
    session["seen"] = 1
    session.save()
    keys = [client.session.session_key]
    enter_password(client, northvale.manager)
    keys.append(client.session.session_key)
    enter_code(client, totp_code(secret))
    keys.append(client.session.session_key)
    assert len(set(keys)) == 3


@pytest.mark.parametrize("typed", ["000000", "", "12345", "１２３４５６", "x" * 500, "\x00", "😀", "-1"])
def test_a_wrong_code_shows_an_error(client, northvale, typed):
    add_app(northvale.manager)
    enter_password(client, northvale.manager)
    answer = enter_code(client, typed)
    assert answer.status_code == 200
    assert "There is a problem" in answer.text
    assert not is_signed_in(client)


def test_a_wrong_code_is_recorded(client, northvale):
    add_app(northvale.police)
    enter_password(client, northvale.police)
    enter_code(client, "000000")
    assert event_codes_about(northvale.police)[-1] == "second_factor.failed"
    with as_role("mash_owner"):
        line = Event.objects.get(code="second_factor.failed")
    assert (line.hub_id, line.by_id, line.by_name) == (northvale.hub.pk, northvale.police.pk, northvale.police.name)
    assert line.address == "127.0.0.1"
    assert "000000" not in str(line.detail)


def test_the_first_step_is_the_persons_own_too(client, northvale):
    add_app(northvale.police)
    enter_password(client, northvale.police)
    with as_role("mash_owner"):
        line = Event.objects.get(code="sign_in.first_step")
    assert (line.by_id, line.address) == (northvale.police.pk, "127.0.0.1")


def test_a_code_works_once(client, northvale):
    secret = add_app(northvale.manager)
    code = totp_code(secret)
    enter_password(client, northvale.manager)
    enter_code(client, code)
    elsewhere = Client()
    enter_password(elsewhere, northvale.manager)
    enter_code(elsewhere, code)
    assert not is_signed_in(elsewhere)


def test_a_used_code_is_refused_for_as_long_as_it_would_be_valid(client, northvale):
    secret = add_app(northvale.manager)
    with time_machine.travel(1_900_000_000, tick=False):
        code = totp_code(secret)
        enter_password(client, northvale.manager)
        enter_code(client, code)
        assert is_signed_in(client)
    elsewhere = Client()
    with time_machine.travel(1_900_000_040, tick=False):  # its half-minute is over, its grace is not
        enter_password(elsewhere, northvale.manager)
        enter_code(elsewhere, code)
        assert not is_signed_in(elsewhere)


def test_the_previous_code_is_accepted_and_older_ones_are_not(northvale):
    secret = add_app(northvale.manager)
    for ago, gets_in in ((90, False), (30, True)):
        with time_machine.travel(1_900_000_000, tick=False):
            browser = Client()
            enter_password(browser, northvale.manager)
            enter_code(browser, totp_code(secret, 1_900_000_000 - ago))
            assert is_signed_in(browser) == gets_in


def test_a_recovery_code_works_once_and_is_counted_down(client, northvale):
    add_app(northvale.manager)
    first, *_ = add_recovery_codes(northvale.manager)
    enter_password(client, northvale.manager)
    enter_code(client, f"{first[:4]} {first[4:]}")
    assert "9 left" in client.get("/account/").text
    assert "recovery_codes.used" in event_codes_about(northvale.manager)
    elsewhere = Client()
    enter_password(elsewhere, northvale.manager)
    enter_code(elsewhere, first)
    assert not is_signed_in(elsewhere)


def test_old_recovery_codes_are_replaced(client, northvale, as_person):
    add_app(northvale.manager)
    stale, *_ = add_recovery_codes(northvale.manager)
    as_person(northvale.manager).post("/account/recovery-codes/new/")
    client.logout()
    enter_password(client, northvale.manager)
    enter_code(client, stale)
    assert not is_signed_in(client)


def test_five_wrong_codes_lock_the_second_step(client, northvale):
    secret = add_app(northvale.manager)
    for _ in range(5):
        browser = Client()
        enter_password(browser, northvale.manager)
        enter_code(browser, "000000")
    enter_password(client, northvale.manager)
    assert "Wait 15 minutes" in enter_code(client, totp_code(secret)).text
    assert not is_signed_in(client)


@pytest.mark.parametrize("meanwhile", ["suspended", "new password", "ten minutes"])
def test_the_first_step_expires(client, northvale, meanwhile):
    secret = add_app(northvale.screener)
    enter_password(client, northvale.screener)
    when = from_now(minutes=11) if meanwhile == "ten minutes" else from_now()
    if meanwhile == "suspended":
        actions.suspend(user=northvale.screener, by=SYSTEM)
    if meanwhile == "new password":
        northvale.screener.set_password("three other random words")
        northvale.screener.save()
    with time_machine.travel(when):
        assert enter_code(client, totp_code(secret)).url == "/sign-in/"
        assert not is_signed_in(client)


def test_the_second_step_requires_the_first(client, northvale):
    secret = add_app(northvale.manager)
    assert client.get("/sign-in/second-step/").url == "/sign-in/"
    assert enter_code(client, totp_code(secret)).url == "/sign-in/"


def test_an_app_secret_is_stored_encrypted(northvale):
    secret = add_app(northvale.manager)
    encrypted = Authenticator.objects.get(user=northvale.manager).data["secret"]
    assert secret not in encrypted
    assert Adapter().decrypt(encrypted) == secret


def test_secrets_survive_a_rotated_secret_key(client, northvale, settings):
    secret = add_app(northvale.manager)
    encrypted = Authenticator.objects.get(user=northvale.manager).data["secret"]
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key", [settings.SECRET_KEY]
    assert Adapter().decrypt(encrypted) == secret
    settings.SECRET_KEY_FALLBACKS = []
    with as_role("mash_owner"):
        store_keys()  # as `migrate` does
    with pytest.raises(LostKey):
        Adapter().decrypt(encrypted)
    enter_password(client, northvale.manager)
    assert "Enter the code" in enter_code(client, totp_code(secret)).text


def test_malformed_passkey_data_shows_an_error(client, northvale):
    add_app(northvale.manager)
    enter_password(client, northvale.manager)
    for nonsense in ("{", "[]", '"a"', "{}", '{"id": 3}', "[" * 20000, '{"response": {"clientDataJSON": "AA"}}'):
        limits.forget(code_person=(northvale.manager.pk,))
        answer = client.post("/sign-in/second-step/", {"credential": nonsense})
        assert answer.status_code == 200
        assert "There is a problem" in answer.text
    assert authenticators(northvale.manager) == ["totp"]
