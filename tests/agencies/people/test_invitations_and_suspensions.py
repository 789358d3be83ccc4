"""What an administrator is told before suspending somebody, and how long an invitation lasts."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from agencies.models import User
from agencies.people import actions
from tests import two_hands
from tests.agencies.pages import REASON, save
from tests.builders import PASSWORD

NOVA = {"name": "Nova Newcomer", "email": "nova@northvale.example", "role": "screener", "reason": REASON}
NEW_PASSWORD = {"password": "three random words", "again": "three random words"}


@pytest.fixture
def administrator(as_person, northvale) -> Client:
    return as_person(northvale.administrator)


def page_text(administrator, person, path="suspend/") -> str:
    return administrator.get(f"/people/{person.pk}/{path}").text


def invite_officer(world) -> User:
    return two_hands.invite(
        hub=world.hub,
        email="night@northvale.example",
        name="Noor Night",
        role="representative",
        agency=world.agencies["police"],
        by=world.administrator,
    )


def test_the_suspension_page_explains_its_effects(administrator, northvale):
    page = page_text(administrator, northvale.screener)
    assert "signed out everywhere at once" in page
    assert "Ask a manager to give those to somebody else" in page
    assert "No account is ever deleted" in page
    assert "Ask a manager" not in page_text(administrator, northvale.auditor)


def test_the_suspension_page_says_who_can_still_answer_for_the_agency(administrator, northvale):
    assert "Nobody else can answer for Northvale police" in page_text(administrator, northvale.police)
    colleague = invite_officer(northvale)
    assert "1 other person can answer them" in page_text(administrator, northvale.police)
    actions.suspend(user=colleague, by=northvale.administrator)
    assert "Nobody else can answer" in page_text(administrator, northvale.police)


@pytest.mark.parametrize("path", ["roles/representative/end/", "move/"])
def test_ending_a_role_or_moving_says_who_can_still_answer(administrator, northvale, path):
    assert "Nobody else can answer for Northvale police" in page_text(administrator, northvale.police, path)


def test_ending_somebodys_only_role_says_so(administrator, northvale):
    assert "It is their only role" in page_text(administrator, northvale.screener, "roles/screener/end/")
    two_hands.give_role(user=northvale.screener, role="referrer", by=northvale.administrator)
    assert "It is their only role" not in page_text(administrator, northvale.screener, "roles/screener/end/")


def test_suspending_another_administrator_says_how_many_are_left(administrator, northvale):
    fields = {"email": "second@northvale.example", "name": "Quinn", "role": "administrator"}
    second = two_hands.invite(hub=northvale.hub, by=northvale.administrator, **fields)
    assert "Your hub then has 1 administrator." in page_text(administrator, second)
    assert "Your hub then has 1 administrator." in page_text(administrator, second, "roles/administrator/end/")


def test_the_restore_page_lists_the_roles(administrator, northvale):
    actions.suspend(user=northvale.manager, by=northvale.administrator)
    assert "They hold the roles they had: MASH manager." in page_text(administrator, northvale.manager, "restore/")


def test_an_active_user_cannot_be_restored(administrator, northvale):
    assert "They are not suspended" in save(administrator, f"/people/{northvale.screener.pk}/restore/").text


@pytest.fixture
def invited(administrator, northvale, worker_at_once, django_capture_on_commit_callbacks):
    """Return an invited user whose role is confirmed, and the link emailed to her."""
    with django_capture_on_commit_callbacks(execute=True):
        administrator.post("/people/invite/", NOVA)
        nova = User.objects.get(email=NOVA["email"])
        two_hands.confirm_all(nova, by=northvale.administrator)
    return nova, latest_link()


def latest_link() -> str:
    """Return the path of the link in the latest email."""
    [link] = re.findall(r"http://testserver(/choose-password/\S+)", mail.outbox[-1].body)
    return link


def test_an_invitation_expires_and_is_sent_again(
    administrator, as_person, northvale, invited, django_capture_on_commit_callbacks
):
    nova, old = invited
    assert "The link works once, until" in administrator.get(f"/people/{nova.pk}/").text
    assert nova in {row["person"] for row in administrator.get("/people/", {"state": "waiting"}).context["rows"]}

    with time_machine.travel(timezone.now() + timedelta(days=3, minutes=1), tick=False):
        client = as_person(northvale.administrator)  # whose own sign-in has run out too
        page = client.get(f"/people/{nova.pk}/").text
        assert "Invitation expired" in page
        assert "The link stopped working on" in page
        assert nova in {row["person"] for row in client.get("/people/", {"state": "expired"}).context["rows"]}
        late = Client().get(old)
        assert late.status_code == 404
        assert "This link no longer works" in late.text
        assert "new link" in late.text

        assert "Send the invitation again" in client.get(f"/people/{nova.pk}/link/").text
        with django_capture_on_commit_callbacks(execute=True):
            assert save(client, f"/people/{nova.pk}/link/").status_code == 302
        assert "Invitation expired" not in client.get(f"/people/{nova.pk}/").text
        assert mail.outbox[-1].to == [NOVA["email"]]
        assert latest_link() != old
        choose_password(latest_link())


def choose_password(link) -> Client:
    newcomer = Client()
    assert newcomer.get(link).url == "/choose-password/"
    assert newcomer.post("/choose-password/", NEW_PASSWORD).status_code == 302
    return newcomer


def test_a_used_link_explains_what_to_do(administrator, invited):
    nova, link = invited
    choose_password(link)
    again = Client().get(link)
    assert again.status_code == 404
    assert "already chosen a password" in again.text
    page = administrator.get(f"/people/{nova.pk}/").text
    assert "Send again" not in page
    assert "Send a link" in page


def test_a_suspended_users_link_does_not_work(administrator, northvale, invited):
    nova, link = invited
    actions.suspend(user=nova, by=northvale.administrator)
    assert Client().get(link).status_code == 404
    assert "They are suspended" in save(administrator, f"/people/{nova.pk}/link/").text
    assert Client().post("/sign-in/", {"email": nova.email, "password": PASSWORD}).status_code == 200
