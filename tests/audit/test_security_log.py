"""What a SIEM reads: which lines are copied, when, and that they name nobody."""

import io
import json
import logging
from importlib import import_module

import pytest
from django.urls import reverse

from audit import security_log
from audit.recording import KINDS


@pytest.fixture
def copied(monkeypatch, django_capture_on_commit_callbacks):
    """What was written to the security log when the block's transaction ended."""
    stream = io.StringIO()
    monkeypatch.setattr(logging.getHandlerByName("security"), "stream", stream)

    def after(work) -> list[dict]:
        with django_capture_on_commit_callbacks(execute=True):
            work()
        return [json.loads(line) for line in stream.getvalue().splitlines()]

    return after


def test_every_family_of_lines_is_watched_or_left_on_purpose():
    for app in ("mash", "audit", "agencies", "referrals"):
        try:
            import_module(f"{app}.events")
        except ModuleNotFoundError:
            continue
    families = {security_log.family(code) for code in KINDS if not code.startswith("test")}
    assert families == security_log.WATCHED | security_log.UNWATCHED
    assert not security_log.WATCHED & security_log.UNWATCHED


def test_a_wrong_password_is_told_with_the_address_it_came_from(client, northvale, copied):
    form = {"email": northvale.manager.email, "password": "wrong wrong wrong"}
    lines = copied(lambda: client.post(reverse("agencies:sign_in"), form))
    (line,) = [line for line in lines if line["code"] == "sign_in.failed"]
    assert line["outcome"] == "refused"
    assert line["address"] == "127.0.0.1"
    assert line["request"]


def test_nobody_is_named(client, northvale, copied):
    form = {"email": northvale.manager.email, "password": "wrong wrong wrong"}
    text = json.dumps(copied(lambda: client.post(reverse("agencies:sign_in"), form)))
    assert text != "[]"
    assert northvale.manager.email not in text
    assert northvale.manager.name not in text


def test_a_refused_page_is_told(as_person, northvale, copied):
    client = as_person(northvale.police)
    lines = copied(lambda: client.get(reverse("referrals:queue")))
    assert [(line["code"], line["by"]) for line in lines] == [("access.denied", northvale.police.pk)]


def test_the_work_itself_is_not(as_person, northvale, referral, copied):
    client = as_person(northvale.manager)
    assert copied(lambda: client.get(reverse("referrals:queue"))) == []


def test_what_was_rolled_back_is_not_told(as_person, northvale, copied):
    """Nothing is captured to be done after a commit, where there was none."""
    from django.db import transaction

    from audit.recording import record
    from referrals import events

    def rolled_back():
        with transaction.atomic():
            record(events.DENIED, by=northvale.police, rule="a rule")
            transaction.set_rollback(True)

    assert copied(rolled_back) == []


def test_what_django_refuses_is_told_without_a_word_of_the_visitors(client, db, copied):
    lines = copied(lambda: client.get("/", headers={"host": "evil.example"}))
    assert [line["code"] for line in lines] == ["django.security.DisallowedHost"]
    assert "evil" not in json.dumps(lines)
