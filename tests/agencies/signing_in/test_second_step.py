"""The second step of signing in: codes of an app and recovery codes, each good for once, guessed at by nobody."""

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
from tests.agencies.signing_in.proving import (
    authenticators,
    code_of,
    give_app,
    give_code,
    give_password,
    give_recovery_codes,
    is_in,
    later,
)
from tests.database import as_role

RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


def codes_about(person):
    with as_role("mash_owner"):
        return list(Event.objects.filter(about_id=str(person.pk)).order_by("at").values_list("code", flat=True))


def test_the_telephone_of_these_tests_shows_what_the_standard_says():
    assert [code_of(RFC_SECRET, at) for at in (59, 1111111109, 20000000000)] == ["287082", "081804", "353130"]


def test_who_has_an_app_is_not_in_before_its_code(client, northvale):
    secret = give_app(northvale.manager)
    assert give_password(client, northvale.manager).url == "/sign-in/second-step/"
    assert not is_in(client)
    assert give_code(client, code_of(secret)).url == "/"
    assert is_in(client)
    assert codes_about(northvale.manager)[-3:] == ["sign_in.first_step", "second_factor.passed", "sign_in.done"]


def test_the_way_goes_on_to_the_page_wanted_and_never_to_another_site(client, northvale):
    secret = give_app(northvale.manager)
    halfway = give_password(client, northvale.manager, next="/queue/")
    assert halfway.url == "/sign-in/second-step/?next=%2Fqueue%2F"
    assert give_code(client, code_of(secret), next="//elsewhere.example/").url == "/"


def test_a_session_gets_a_new_key_at_both_steps(client, northvale):
    secret = give_app(northvale.manager)
    session = client.session
    session["seen"] = 1
    session.save()
    keys = [client.session.session_key]
    give_password(client, northvale.manager)
    keys.append(client.session.session_key)
    give_code(client, code_of(secret))
    keys.append(client.session.session_key)
    assert len(set(keys)) == 3


@pytest.mark.parametrize("typed", ["000000", "", "12345", "１２３４５６", "x" * 500, "\x00", "😀", "-1"])
def test_a_wrong_code_is_answered_beside_the_field(client, northvale, typed):
    give_app(northvale.manager)
    give_password(client, northvale.manager)
    answer = give_code(client, typed)
    assert answer.status_code == 200
    assert "There is a problem" in answer.text
    assert not is_in(client)


def test_a_wrong_code_is_noted(client, northvale):
    give_app(northvale.police)
    give_password(client, northvale.police)
    give_code(client, "000000")
    assert codes_about(northvale.police)[-1] == "second_factor.failed"
    with as_role("mash_owner"):
        line = Event.objects.get(code="second_factor.failed")
    assert (line.hub_id, line.by_id) == (northvale.hub.pk, None)
    assert "000000" not in str(line.detail)


def test_a_code_works_once_even_in_another_browser_and_within_its_half_minute(client, northvale):
    secret = give_app(northvale.manager)
    code = code_of(secret)
    give_password(client, northvale.manager)
    give_code(client, code)
    elsewhere = Client()
    give_password(elsewhere, northvale.manager)
    give_code(elsewhere, code)
    assert not is_in(elsewhere)


def test_a_code_that_was_used_stays_used_for_as_long_as_a_late_one_is_taken(client, northvale):
    secret = give_app(northvale.manager)
    with time_machine.travel(1_900_000_000, tick=False):
        code = code_of(secret)
        give_password(client, northvale.manager)
        give_code(client, code)
        assert is_in(client)
    elsewhere = Client()
    with time_machine.travel(1_900_000_040, tick=False):  # its half-minute is over, its grace is not
        give_password(elsewhere, northvale.manager)
        give_code(elsewhere, code)
        assert not is_in(elsewhere)


def test_a_code_of_the_half_minute_before_is_taken_and_of_minutes_ago_is_not(northvale):
    secret = give_app(northvale.manager)
    for ago, gets_in in ((90, False), (30, True)):
        with time_machine.travel(1_900_000_000, tick=False):
            browser = Client()
            give_password(browser, northvale.manager)
            give_code(browser, code_of(secret, 1_900_000_000 - ago))
            assert is_in(browser) == gets_in


def test_a_recovery_code_works_once_and_is_counted_down(client, northvale):
    give_app(northvale.manager)
    first, *_ = give_recovery_codes(northvale.manager)
    give_password(client, northvale.manager)
    give_code(client, f"{first[:4]} {first[4:]}")
    assert "9 left" in client.get("/account/").text
    assert "recovery_codes.used" in codes_about(northvale.manager)
    elsewhere = Client()
    give_password(elsewhere, northvale.manager)
    give_code(elsewhere, first)
    assert not is_in(elsewhere)


def test_recovery_codes_made_before_the_last_are_dead(client, northvale, as_person):
    give_app(northvale.manager)
    stale, *_ = give_recovery_codes(northvale.manager)
    as_person(northvale.manager).post("/account/recovery-codes/new/")
    client.logout()
    give_password(client, northvale.manager)
    give_code(client, stale)
    assert not is_in(client)


def test_the_fifth_wrong_code_shuts_the_door_wherever_it_comes_from(client, northvale):
    secret = give_app(northvale.manager)
    for _ in range(5):
        browser = Client()
        give_password(browser, northvale.manager)
        give_code(browser, "000000")
    give_password(client, northvale.manager)
    assert "Wait 15 minutes" in give_code(client, code_of(secret)).text
    assert not is_in(client)


@pytest.mark.parametrize("meanwhile", ["suspended", "new password", "ten minutes"])
def test_half_way_in_ends(client, northvale, meanwhile):
    secret = give_app(northvale.screener)
    give_password(client, northvale.screener)
    when = later(minutes=11) if meanwhile == "ten minutes" else later()
    if meanwhile == "suspended":
        actions.suspend(user=northvale.screener, by=SYSTEM)
    if meanwhile == "new password":
        northvale.screener.set_password("three other random words")
        northvale.screener.save()
    with time_machine.travel(when):
        assert give_code(client, code_of(secret)).url == "/sign-in/"
        assert not is_in(client)


def test_nobody_gets_to_the_second_step_without_the_first(client, northvale):
    secret = give_app(northvale.manager)
    assert client.get("/sign-in/second-step/").url == "/sign-in/"
    assert give_code(client, code_of(secret)).url == "/sign-in/"


def test_an_apps_key_is_not_readable_in_the_database(northvale):
    secret = give_app(northvale.manager)
    kept = Authenticator.objects.get(user=northvale.manager).data["secret"]
    assert secret not in kept
    assert Adapter().decrypt(kept) == secret


def test_a_new_key_of_the_system_still_opens_what_the_old_one_closed(client, northvale, settings):
    secret = give_app(northvale.manager)
    kept = Authenticator.objects.get(user=northvale.manager).data["secret"]
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key", [settings.SECRET_KEY]
    assert Adapter().decrypt(kept) == secret
    settings.SECRET_KEY_FALLBACKS = []
    with as_role("mash_owner"):
        store_keys()  # as `migrate` does
    with pytest.raises(LostKey):
        Adapter().decrypt(kept)
    give_password(client, northvale.manager)
    assert "Enter the code" in give_code(client, code_of(secret)).text


def test_nonsense_in_place_of_a_passkey_is_answered_on_the_page(client, northvale):
    give_app(northvale.manager)
    give_password(client, northvale.manager)
    for nonsense in ("{", "[]", '"a"', "{}", '{"id": 3}', "[" * 20000, '{"response": {"clientDataJSON": "AA"}}'):
        limits.forget(code_person=(northvale.manager.pk,))
        answer = client.post("/sign-in/second-step/", {"credential": nonsense})
        assert answer.status_code == 200
        assert "There is a problem" in answer.text
    assert authenticators(northvale.manager) == ["totp"]
