"""A lost session is explained, and the input comes back to be copied, but is never stored."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import Event
from mash.identity import acting_as, acting_as_system
from referrals.models import Draft
from tests.writing import CHILD, Writer

TYPED = {"what_happened": "Arrived hungry <three> days running.", "basis_of_concern": "fact", "other": "stray"}


@pytest.fixture
def writer(northvale, client):
    return Writer(client).start("/refer/in/northvale/")


def post(client, writer, page, answers):
    hidden = {"submission": "x"}
    return client.post(writer.url(page), {**hidden, **answers})


def test_words_sent_after_the_cookies_ended_come_back(writer, northvale):
    answer = post(Client(), writer, "what-happened", TYPED)
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "Your place in this referral was lost" in page
    assert "What has happened?\nArrived hungry &lt;three&gt; days running." in page
    assert "I saw or heard it myself" in page
    assert "stray" not in page
    assert northvale.hub.phone in page
    assert 'href="/refer/"' in page
    with acting_as_system():
        assert not Draft.objects.exclude(answers={}).exists()


def test_the_details_of_a_person_come_back_in_words(writer):
    page = post(Client(), writer, "people/add/child", CHILD).content.decode()
    assert "Date of birth\n3 4 " in page
    assert "Disabilities\nLearning, Diagnosed autism" in page


def test_an_unknown_draft_gets_the_same_answer(writer):
    def reply(address, words):
        answer = Client().post(address, {"submission": "x", **words})
        return answer.status_code, answer.content

    unknown = writer.url("what-happened").replace(writer.base.split("/")[3], str(uuid.uuid4()))
    assert reply(unknown, TYPED) == reply(writer.url("what-happened"), TYPED)
    assert Client().get(unknown).content == Client().get(writer.url("what-happened")).content


@pytest.mark.parametrize("step", ["check", "discard", "nonsense", "sent", "people/1/remove", "people/99"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_page_of_a_lost_referral_breaks(writer, step, method):
    answer = getattr(Client(), method)(writer.url(step), {"what_happened": "\x00\U0001f622" * 20_000})
    assert answer.status_code == 404
    assert "Your place in this referral was lost" in answer.content.decode()


def test_words_sent_after_the_browser_was_closed_come_back_too(writer):
    """Every cookie is gone by then, including the CSRF cookie."""
    strict = Client(enforce_csrf_checks=True)
    answer = post(strict, writer, "what-happened", TYPED)
    assert answer.status_code == 403
    assert "Arrived hungry &lt;three&gt; days running." in answer.content.decode()


def test_words_from_another_site_are_not_shown(writer):
    strict = Client(enforce_csrf_checks=True, headers={"origin": "https://elsewhere.example"})
    answer = post(strict, writer, "what-happened", TYPED)
    assert answer.status_code == 403
    assert "Arrived hungry" not in answer.content.decode()


def test_the_public_can_leave_quickly_and_nobody_else_is_asked_to(writer, as_person, northvale, settings):
    settings.EXIT_URL = "https://weather.example/"
    for page in ("/refer/in/northvale/", writer.url("before-you-start"), writer.url("check")):
        assert writer.client.get(page).content.decode().count('href="https://weather.example/"') == 2
    assert "weather.example" not in as_person(northvale.referrer).get("/refer/account/").content.decode()
    assert "weather.example" in Client().get("/privacy/").content.decode(), "it is read from the pages of the form"


@pytest.mark.parametrize(("way", "who"), [("account", "referrer"), ("staff", "screener")])
def test_somebody_signed_in_whose_draft_is_gone_gets_the_words_back(northvale, as_person, way, who):
    client = as_person(getattr(northvale, who))
    address = reverse(f"referrals:{way}_page", args=[uuid.uuid4(), "what-happened"])
    answer = client.post(address, {"submission": "x", **TYPED})
    assert answer.status_code == 404
    assert "Arrived hungry &lt;three&gt; days running." in answer.content.decode()
    assert "Page not found" in client.get(address).content.decode()
    with acting_as(northvale.auditor):
        assert Event.objects.filter(code="access.not_found").count() == 2
