"""Idle sign-ins end, and unsent input is restored to the same user only."""

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from agencies.models import SignIn
from agencies.tasks import end_idle_sign_ins, remove_old_sessions
from audit.models import Event
from tests.agencies.signing_in.steps import enter_password, from_now, is_signed_in
from tests.database import as_role


def end_reasons(person) -> list[str]:
    with as_role("mash_owner"):
        return [line.detail["why"] for line in Event.objects.filter(by_id=person.pk, code="sign_out.ended")]


def is_signed_in_after(minutes, browser) -> bool:
    with time_machine.travel(from_now(minutes=minutes)):
        return is_signed_in(browser)


def test_an_idle_sign_in_ends_and_is_recorded(client, northvale):
    enter_password(client, northvale.manager)
    assert not is_signed_in_after(31, client)
    assert end_reasons(northvale.manager) == ["idle"]
    assert SignIn.objects.filter(user=northvale.manager).count() == 0
    assert not is_signed_in(client), "turning the clock back opens nothing"


def test_abandoned_sign_ins_are_ended_by_the_task(client, northvale):
    given_up, used = client, Client()
    enter_password(given_up, northvale.manager)
    enter_password(used, northvale.screener)
    assert is_signed_in_after(20, used)
    with time_machine.travel(from_now(minutes=32)):
        assert end_idle_sign_ins.apply().get() == 1
        assert end_idle_sign_ins.apply().get() == 0
    assert not SignIn.objects.filter(user=northvale.manager).exists()
    assert not is_signed_in(given_up), "turning the clock back opens nothing"
    with as_role("mash_owner"):
        line = Event.objects.get(code="sign_out.ended")
    assert (line.by_name, line.about_id, line.detail["why"]) == ("SYSTEM", str(northvale.manager.pk), "idle")
    assert is_signed_in_after(40, used)


def test_use_extends_a_sign_in(client, northvale):
    enter_password(client, northvale.manager)
    assert [is_signed_in_after(minutes, client) for minutes in (20, 40, 60)] == [True, True, True]
    assert northvale.manager.sign_ins.get().last_seen_at > from_now(minutes=58)


def test_polling_does_not_extend_a_sign_in_but_a_post_does(northvale):
    for method, still_in in (("get", False), ("post", True)):
        browser = Client()
        enter_password(browser, northvale.manager)
        with time_machine.travel(from_now(minutes=20), tick=False):
            left = getattr(browser, method)("/account/stay/").json()["seconds"]
            assert (left > 1700) == still_in
        assert is_signed_in_after(40, browser) == still_in


def half_filled_invitation(browser) -> dict:
    page = browser.get("/people/invite/").text
    number = page.partition('name="submission" value="')[2].partition('"')[0]
    return {"name": "Half A. Name", "email": "", "submission": number}


@pytest.mark.parametrize("swept", [False, True])
def test_a_form_sent_too_late_is_restored_after_signing_in(client, northvale, swept):
    enter_password(client, northvale.administrator)
    form = half_filled_invitation(client)
    with time_machine.travel(from_now(minutes=32)):
        if swept:
            assert end_idle_sign_ins.apply().get() == 1
        assert client.post("/people/invite/", form).url == "/sign-in/?next=/people/invite/"
        enter_password(client, northvale.administrator, next="/people/invite/")
        assert "Half A. Name" in client.get("/people/invite/").text


def test_unsent_input_is_saved_when_the_sign_in_ends(client, northvale):
    enter_password(client, northvale.administrator)
    form = {**half_filled_invitation(client), "ran_out_at": "/people/invite/"}
    assert client.post("/sign-in/ran-out/", form).status_code == 204
    assert not is_signed_in(client)
    enter_password(client, northvale.administrator)
    page = client.get("/people/invite/").text
    assert "Half A. Name" in page
    assert "You were signed out before this was sent" in page


def test_saved_input_is_not_shown_to_another_user(client, northvale, southmere):
    enter_password(client, northvale.administrator)
    client.post("/sign-in/ran-out/", {**half_filled_invitation(client), "ran_out_at": "/people/invite/"})
    enter_password(client, southmere.administrator)
    assert "Half A. Name" not in client.get("/people/invite/").text


def test_input_is_not_saved_for_other_sites_or_strangers(client, northvale):
    for path in ("", "https://elsewhere.example/", "//elsewhere.example"):
        assert client.post("/sign-in/ran-out/", {"ran_out_at": path}).status_code == 404
    assert client.get("/sign-in/ran-out/").status_code == 404
    client.post("/sign-in/ran-out/", {"ran_out_at": "/people/invite/", "name": "x", "submission": "made:up:1"})
    assert "kept-input" not in client.session


def test_expired_sign_ins_are_removed_at_the_next_sign_in(northvale):
    enter_password(Client(), northvale.manager)
    with time_machine.travel(from_now(hours=9)):
        enter_password(Client(), northvale.manager)
        assert northvale.manager.sign_ins.count() == 1


def test_expired_sessions_are_removed_by_the_task(client, northvale):
    enter_password(client, northvale.manager)
    enter_password(Client(), northvale.screener)
    with time_machine.travel(from_now(minutes=60)):
        assert remove_old_sessions.apply().get() == 0
    with time_machine.travel(from_now(hours=9)):
        assert remove_old_sessions.apply().get() == 2
    with as_role("mash_owner"):
        assert not Session.objects.exists()


def test_a_sign_in_ends_at_its_maximum_age(client, northvale):
    enter_password(client, northvale.manager)
    assert all(is_signed_in_after(minutes, client) for minutes in range(25, 480, 25))
    assert not is_signed_in_after(481, client)
