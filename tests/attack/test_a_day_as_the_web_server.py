"""The web server's own login suffices for every page: no worker and no assumed role helps here."""

import re
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client

from agencies.models import User
from mash.postgres import base
from tests.agencies.pages import REASON, save
from tests.agencies.signing_in.steps import add_app, enter_code, enter_password, is_signed_in, totp_code
from tests.builders import PASSWORD, build_referral
from tests.database import apply_identity_of_the_app
from tests.surroundings import app_address

NEW = "three other random words"


@pytest.fixture
def case(transactional_db, northvale):
    return build_referral(northvale)


@pytest.fixture
def secret(transactional_db, northvale):
    return add_app(northvale.auditor)


@pytest.fixture
def as_mash_web(case, secret, monkeypatch):
    """Log this process in as a web server, with the settings a web server sends."""
    address, settings = urlsplit(app_address("WEB_DATABASE_URL")), connection.settings_dict
    connection.close()
    before, options = dict(settings), dict(settings["OPTIONS"])
    monkeypatch.setattr(base.DatabaseWrapper, "apply_identity", apply_identity_of_the_app)
    settings.update(USER=address.username, PASSWORD=address.password)
    settings["OPTIONS"].pop("assume_role")
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_user, current_setting('role')")
        assert cursor.fetchone() == ("mash_web", "none")
    yield
    connection.close()
    settings.update(before)
    settings["OPTIONS"].clear()
    settings["OPTIONS"].update(options)


def come_in(person) -> Client:
    client = Client()
    assert enter_password(client, person).url == "/"
    assert is_signed_in(client)
    return client


def confirm_what_waits(client: Client) -> None:
    (waiting,) = set(re.findall(r'"(/people/changes/[0-9a-f-]{36}/)"', client.get("/people/changes/").text))
    assert client.post(waiting).status_code == 302


@pytest.mark.parametrize("part", ["manager", "social_worker", "screener", "police", "referrer", "governance"])
def test_everybody_comes_in_works_and_goes(as_mash_web, northvale, case, part):
    client = come_in(getattr(northvale, part))
    assert client.get("/", follow=True).status_code == 200
    sees = client.get(f"/cases/{case.reference}/").status_code
    assert (sees == 200) == (part in {"manager", "social_worker", "screener"})
    assert client.post("/sign-out/").url == "/sign-in/"
    assert not is_signed_in(client)


def test_a_second_factor_is_asked_for_and_its_code_spent(as_mash_web, northvale, secret):
    client = Client()
    assert enter_password(client, northvale.auditor).url == "/sign-in/second-step/"
    assert not is_signed_in(client)
    assert "Enter the code" in enter_code(client, "000000").text
    assert enter_code(client, totp_code(secret)).url == "/"
    assert "Authenticator app" in client.get("/account/").text
    assert client.get("/access-log/", follow=True).status_code == 200


def test_a_password_is_changed_and_other_browsers_are_signed_out(as_mash_web, northvale):
    here, there = come_in(northvale.manager), come_in(northvale.manager)
    answer = here.post("/account/password/", {"current": PASSWORD, "password": NEW, "again": NEW})
    assert answer.status_code == 302
    assert is_signed_in(here)
    assert not is_signed_in(there)
    assert enter_password(Client(), northvale.manager).status_code == 200, "the old one"


def test_an_administrator_invites_moves_and_suspends(as_mash_web, northvale):
    theirs, administrator = come_in(northvale.police), come_in(northvale.administrator)
    invitation = {"name": "Nova New", "email": "nova@northvale.example", "role": "screener", "reason": REASON}
    assert administrator.post("/people/invite/", invitation).status_code == 302
    assert User.objects.get(email="nova@northvale.example").role_codes == [], "it waits for a second person"
    confirm_what_waits(come_in(northvale.manager))
    assert User.objects.get(email="nova@northvale.example").role_codes == ["screener"]
    health = northvale.agencies["health"]
    assert save(administrator, f"/people/{northvale.police.pk}/move/", {"agency": health.pk}).status_code == 302
    confirm_what_waits(come_in(northvale.manager))
    assert User.objects.get(pk=northvale.police.pk).agency == health
    theirs = come_in(northvale.police)
    assert save(administrator, f"/people/{northvale.police.pk}/suspend/").status_code == 302
    assert not is_signed_in(theirs)
    assert not User.objects.get(pk=northvale.police.pk).is_active
