"""Attempts are counted in PostgreSQL before they are checked, and stay counted if the request fails."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest
from django.db import connection, transaction
from django.test import Client

from agencies.signing_in import attempts
from mash import limits
from tests.agencies.signing_in.steps import (
    add_app,
    add_recovery_codes,
    enter_code,
    enter_password,
    is_signed_in,
    totp_code,
)
from tests.builders import PASSWORD

WRONG = "not the password"
ADDRESSES = (f"198.51.100.{number}" for number in count(1))


def try_password(email, address, password=WRONG, client=None):
    typed = {"email": email, "password": password}
    return (client or Client()).post("/sign-in/", typed, REMOTE_ADDR=address)


def set_limits(settings, **limits_by_name):
    settings.LIMITS = {**settings.LIMITS, **limits_by_name}


@pytest.mark.django_db(transaction=True)
def test_concurrent_attempts_do_not_exceed_the_limit(settings):
    set_limits(settings, code_person=[5, 900])

    def attempt(_):
        try:
            return not limits.take(code_person=(7,))
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as crowd:
        assert sum(crowd.map(attempt, range(200))) == 5


def test_a_rolled_back_attempt_still_counts(db, settings):
    set_limits(settings, code_person=[1, 900])
    with transaction.atomic():
        assert attempts.allow_code(7, "192.0.2.1")
        transaction.set_rollback(True)
    assert not attempts.allow_code(7, "192.0.2.1")


def test_a_limit_resets_after_its_period(db, settings):
    set_limits(settings, code_person=[1, 1])
    attempts.allow_code(7, "192.0.2.1")
    assert not attempts.allow_code(7, "192.0.2.1")
    time.sleep(1.1)
    assert attempts.allow_code(7, "192.0.2.1")
    time.sleep(1.1)
    assert limits.forget_old() >= 1


@pytest.mark.parametrize("words", ["SELECT count FROM mash_counter", "DELETE FROM mash_counter"])
def test_the_app_cannot_access_the_counters_directly(db, words):
    with connection.cursor() as cursor, pytest.raises(Exception, match="permission denied"), transaction.atomic():
        cursor.execute(words)


def test_one_account_is_limited_across_addresses(northvale, settings):
    set_limits(settings, sign_in_account=[5, 900])
    for _ in range(5):
        assert try_password(northvale.police.email, next(ADDRESSES)).status_code == 200
    answer = try_password(northvale.police.email, next(ADDRESSES), PASSWORD)
    assert answer.status_code == 429
    assert "Wait 15 minutes" in answer.text
    assert northvale.police.email in answer.text, "what was typed stays"


def test_a_known_address_is_not_locked_out_by_guesses_elsewhere(northvale, settings):
    set_limits(settings, sign_in_account=[5, 900], sign_in=[5, 900])
    office = next(ADDRESSES)
    assert try_password(northvale.police.email, office, PASSWORD).status_code == 302
    for _ in range(8):
        try_password(northvale.police.email, next(ADDRESSES))
    assert try_password(northvale.police.email, next(ADDRESSES), PASSWORD).status_code == 429
    assert try_password(northvale.police.email, office, PASSWORD).status_code == 302
    for _ in range(10):
        try_password(northvale.police.email, office)
    assert try_password(northvale.police.email, office, PASSWORD).status_code == 429, (
        "but guesses there are counted too"
    )


def test_one_address_is_limited_across_accounts(northvale, settings):
    set_limits(settings, sign_in_address=[5, 900])
    office = next(ADDRESSES)
    for number in range(5):
        try_password(f"somebody{number}@northvale.example", office)
    assert try_password(northvale.police.email, office, PASSWORD).status_code == 429
    assert try_password(northvale.police.email, next(ADDRESSES), PASSWORD).status_code == 302


def test_all_sign_ins_share_a_limit(northvale, settings):
    set_limits(settings, sign_in=[3, 900])
    for number in range(3):
        try_password(f"somebody{number}@northvale.example", next(ADDRESSES))
    assert try_password(northvale.police.email, next(ADDRESSES), PASSWORD).status_code == 429


def test_successful_sign_ins_do_not_count(northvale, settings):
    set_limits(settings, sign_in_address=[3, 900], sign_in=[3, 900], sign_in_account=[3, 900])
    office = next(ADDRESSES)
    for _ in range(6):
        assert try_password(northvale.police.email, office, PASSWORD).status_code == 302


def test_recovery_codes_share_the_code_limit(client, northvale):
    add_app(northvale.manager)
    good, *_ = add_recovery_codes(northvale.manager)
    enter_password(client, northvale.manager)
    for _ in range(5):
        assert enter_code(client, "ABCDEFGH").status_code == 200
    answer = enter_code(client, good)
    assert answer.status_code == 429
    assert not is_signed_in(client)


def test_codes_are_limited_per_address(northvale, settings):
    set_limits(settings, code_address=[2, 900])
    for person in (northvale.police, northvale.health):
        add_app(person)
        browser = Client()
        enter_password(browser, person)
        enter_code(browser, "000000")
    secret, browser = add_app(northvale.manager), Client()
    enter_password(browser, northvale.manager)
    assert enter_code(browser, totp_code(secret)).status_code == 429


def test_confirming_is_limited(northvale, as_person):
    browser = as_person(northvale.auditor)
    for _ in range(10):
        assert browser.post("/account/confirm/", {"password": "wrong"}).status_code == 200
    assert browser.post("/account/confirm/", {"password": PASSWORD}).status_code == 429


def test_the_current_password_is_limited_too(northvale, as_person):
    browser = as_person(northvale.auditor)
    new = {"password": "three random words", "again": "three random words"}
    for _ in range(10):
        assert "the password you signed in with" in browser.post("/account/password/", {"current": "no", **new}).text
    assert browser.post("/account/password/", {"current": PASSWORD, **new}).status_code == 429
    northvale.auditor.refresh_from_db()
    assert northvale.auditor.check_password(PASSWORD)


def test_invalid_links_are_limited_per_address(client, northvale):
    page = f"/choose-password/{northvale.manager.pk}/aaaaaa-bbbbbb/"
    assert [client.get(page).status_code for _ in range(31)] == [404] * 30 + [429]


# Each limit by itself: what counts, what counts as the same again, and what does not. None: all share the limit.
ANN, BEN = "ann@northvale.example", "ben@northvale.example"
HERE, THERE = "192.0.2.1", "192.0.2.2"
COUNTED = [
    ("sign_in_account_address", attempts.allow_sign_in, (ANN, HERE), (" ANN@northvale.example", HERE), (ANN, THERE)),
    ("sign_in_account", attempts.allow_sign_in, (ANN, HERE), (ANN, THERE), (BEN, HERE)),
    ("sign_in_address", attempts.allow_sign_in, (ANN, HERE), (BEN, HERE), (ANN, THERE)),
    ("sign_in", attempts.allow_sign_in, (ANN, HERE), (BEN, THERE), None),
    ("code_person", attempts.allow_code, (7, HERE), (7, THERE), (8, HERE)),
    ("code_address", attempts.allow_code, (7, HERE), (8, HERE), (7, THERE)),
    ("code", attempts.allow_code, (7, HERE), (8, THERE), None),
    ("link_account", attempts.allow_link_request, (ANN, HERE), (ANN.upper(), THERE), (BEN, HERE)),
    ("link_address", attempts.allow_link_request, (ANN, HERE), (BEN, HERE), (ANN, THERE)),
    ("link", attempts.allow_link_request, (ANN, HERE), (BEN, THERE), None),
    ("elsewhere_address", attempts.allow_single_sign_on, (HERE,), (HERE,), (THERE,)),
    ("opening_address", attempts.allow_link_opening, (HERE,), (HERE,), (THERE,)),
]


def only(settings, name, most):
    """Leave one limit, and no other."""
    settings.LIMITS = {limit: [most if limit == name else 0, 900] for limit in settings.LIMITS}


@pytest.mark.parametrize(("name", "allow", "first", "same", "other"), COUNTED, ids=[row[0] for row in COUNTED])
def test_a_limit_counts_what_it_is_for(db, settings, name, allow, first, same, other):
    only(settings, name, 1)
    assert allow(*first)
    assert other is None or allow(*other)
    assert not allow(*same)


# After a success: the failures of this account and place are forgotten; of a shared limit only this attempt is.
FORGOTTEN = [
    ("sign_in_account_address", attempts.allow_sign_in, attempts.reset_sign_in, (ANN, HERE), (ANN, HERE), 2),
    ("sign_in_account", attempts.allow_sign_in, attempts.reset_sign_in, (ANN, HERE), (ANN, THERE), 1),
    ("sign_in_address", attempts.allow_sign_in, attempts.reset_sign_in, (ANN, HERE), (BEN, HERE), 1),
    ("sign_in", attempts.allow_sign_in, attempts.reset_sign_in, (ANN, HERE), (BEN, THERE), 1),
    ("code_person", attempts.allow_code, attempts.reset_codes, (7, HERE), (7, THERE), 2),
    ("code_address", attempts.allow_code, attempts.reset_codes, (7, HERE), (8, HERE), 1),
    ("code", attempts.allow_code, attempts.reset_codes, (7, HERE), (8, THERE), 1),
    ("opening_address", attempts.allow_link_opening, attempts.refund_link_opening, (HERE,), (HERE,), 1),
]


@pytest.mark.parametrize(
    ("name", "allow", "succeed", "tried", "then", "regained"), FORGOTTEN, ids=[row[0] for row in FORGOTTEN]
)
def test_a_success_gives_back_no_more_than_its_own(db, settings, name, allow, succeed, tried, then, regained):
    only(settings, name, 2)
    assert [allow(*tried), allow(*tried)] == [True, True]
    succeed(*tried)
    assert [allow(*then) for _ in range(3)] == [True] * regained + [False] * (3 - regained)


def test_only_the_account_that_came_in_here_is_spared_guesses_made_elsewhere(db, settings):
    only(settings, "sign_in", 1)
    attempts.reset_sign_in(ANN, HERE)
    assert attempts.allow_sign_in(BEN, THERE)
    assert attempts.allow_sign_in(ANN, HERE)
    assert not attempts.allow_sign_in(ANN, THERE)
    assert not attempts.allow_sign_in(BEN, HERE)


def test_a_person_is_counted_by_their_key_and_an_unknown_address_only_masked(northvale):
    assert attempts.account_key(northvale.police.email.upper()) == f"person {northvale.police.pk}"
    kind, masked = attempts.account_key("Nobody@Elsewhere.example ").split()
    assert kind == "address"
    assert masked == attempts.mask("nobody@elsewhere.example")
    assert re.fullmatch("[0-9a-f]{24}", masked)


def test_what_is_no_address_is_masked_by_its_letters():
    assert attempts.mask(" Not an ADDRESS ") == attempts.mask("not an address") != attempts.mask("another")


def test_a_mask_cannot_be_made_without_the_key(settings):
    before = attempts.mask(ANN)
    settings.SECRET_KEY = "another key altogether, of some length"
    assert attempts.mask(ANN) != before
