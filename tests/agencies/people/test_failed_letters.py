"""Emails about accounts that could not be sent: who sees that they were given up, and for how long."""

from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.db.models.functions import Now

from agencies import letters, tasks
from agencies.models import Letter
from agencies.people.failed_letters import WORDS, failed_letters
from agencies.signing_in.mailing import CONTEXTS
from mash.identity import acting_as
from tests.database import as_role


@pytest.fixture
def given_up(northvale, monkeypatch):
    """Return a function that lets an email to somebody fail until it is given up."""

    def fail(person, template=letters.CHOOSE):
        def away(*args, **kwargs):
            raise ConnectionRefusedError

        letters.post(person, template)
        with monkeypatch.context() as patch:
            patch.setattr(EmailMessage, "send", away)
            tasks.send_letters()
        age(template, created_at=Now() - timedelta(days=4), try_after=Now())
        tasks.send_letters()

    return fail


def age(template, **changes):
    with as_role("mash_owner"):
        Letter.objects.filter(template=template).update(**changes)


def shown_to(person) -> list[tuple[str, str]]:
    with acting_as(person):
        return [(letter.name, letter.template) for letter in failed_letters()]


def test_each_email_has_words():
    assert set(WORDS) == set(CONTEXTS)


def test_an_administrator_sees_whom_an_email_did_not_reach(northvale, as_person, given_up):
    given_up(northvale.screener)
    browser = as_person(northvale.administrator)
    for url in ("/people/", f"/people/{northvale.screener.pk}/"):
        page = browser.get(url).content.decode()
        assert "was not told how to choose a password." in page, url
        assert northvale.screener.name in page
    assert "was not told" not in browser.get(f"/people/{northvale.manager.pk}/").content.decode()


def test_nobody_else_sees_it(northvale, southmere, given_up):
    given_up(northvale.screener)
    assert shown_to(northvale.administrator) == [(northvale.screener.name, letters.CHOOSE)]
    for person in (southmere.administrator, northvale.manager, northvale.governance, northvale.screener):
        assert shown_to(person) == []


def test_an_email_that_was_never_tried_is_deleted(northvale):
    letters.post(northvale.screener, letters.CHOOSE)
    age(letters.CHOOSE, created_at=Now() - timedelta(days=4))
    tasks.send_letters()
    assert not Letter.objects.exists()


def test_it_is_gone_once_another_like_it_arrived(northvale, given_up):
    given_up(northvale.screener)
    letters.post(northvale.screener, letters.CHOOSE)
    assert tasks.send_letters() == 1
    assert shown_to(northvale.administrator) == []


def test_it_is_gone_after_a_month(northvale, given_up):
    given_up(northvale.screener)
    age(letters.CHOOSE, failed_at=Now() - timedelta(days=31))
    tasks.send_letters()
    assert not Letter.objects.exists()
