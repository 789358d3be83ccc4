"""Floods cost the sender, and nobody with a real worry is left without another way."""

import hashlib
import re
from itertools import count

import pytest
from django.http import QueryDict
from django.test import Client

from agencies.models import Agency
from mash.identity import Identity, acting
from referrals.intake import acknowledging, proof
from referrals.models import OutboxMessage
from tests.builders import build_referral
from tests.database import as_role
from tests.writing import PROFESSIONAL, PUBLIC, Writer

START = "/refer/in/northvale/"
CHALLENGE = re.compile(r'data-challenge="([^"]+)" data-bits="(\d+)"')


@pytest.fixture(autouse=True)
def _quick(settings):
    settings.PROOF_BITS = 6


def limited(settings, **changed):
    settings.LIMITS = {**settings.LIMITS, **changed}


def worked(page) -> dict:
    """Compute the proof of work that the browser sends, without its speed."""
    words, bits = CHALLENGE.search(page.text).groups()
    for answer in count():
        digest = hashlib.sha256(f"{words}.{answer}".encode()).digest()
        if int.from_bytes(digest) >> (256 - int(bits)) == 0:
            return {"challenge": words, "proof": str(answer)}
    raise AssertionError


def begun(client=None) -> Writer:
    return Writer(client or Client()).start(START).answer(**PUBLIC)


def send(writer, *, works=True, **more):
    page = writer.client.get(writer.url("check"))
    answers = {**writer._hidden(page), "true": "on", **(worked(page) if works else {}), **more}
    return writer.client.post(writer.url("check"), answers)


def test_whose_browser_did_the_work_sends_at_once(northvale, settings):
    settings.UNPROVEN_SECONDS = 3600
    writer = begun()
    assert send(writer).status_code == 302


def test_whose_browser_did_none_waits_and_is_told_what_to_do(northvale, settings):
    settings.UNPROVEN_SECONDS = 3600
    writer = begun()
    answer = send(writer, works=False)
    assert answer.status_code == 429
    assert "Wait a minute" in answer.text
    assert "Nothing you typed is lost" in answer.text
    assert northvale.hub.phone in answer.text
    assert "call 999" in answer.text
    settings.UNPROVEN_SECONDS = 0
    assert send(writer, works=False).status_code == 302


@pytest.mark.parametrize(
    "spoil",
    [
        {"proof": "0"},
        {"proof": "-1"},
        {"proof": "٣"},
        {"proof": "9" * 400},
        {"challenge": "made up"},
        {"challenge": "\x00"},
        {"proof": ""},
    ],
)
def test_work_not_done_is_none(northvale, settings, spoil):
    settings.UNPROVEN_SECONDS, settings.PROOF_BITS = 3600, 12
    assert send(begun(), **spoil).status_code == 429


def test_work_is_good_once(db):
    challenge = proof.new(busy=False)
    for answer in count():
        if proof._meets(challenge.words, str(answer), challenge.bits):
            break
    data = QueryDict(mutable=True)
    data.update({"challenge": challenge.words, "proof": str(answer)})
    assert [proof.is_given(data) for _ in range(3)] == [True, False, False]


def test_work_done_is_limited_by_address(northvale, settings):
    limited(settings, send_address=[2, 3600])
    assert [send(begun()).status_code for _ in range(3)] == [302, 302, 429]


def test_without_a_script_fewer_are_sent_from_one_address(northvale, settings):
    limited(settings, send_slow_address=[1, 3600])
    assert [send(begun(), works=False).status_code for _ in range(2)] == [302, 429]
    assert send(begun()).status_code == 302, "the quick way stays open"


def test_when_very_many_come_the_work_grows_and_nobody_is_refused(northvale, settings):
    limited(settings, send=[1, 3600], send_slow=[1, 3600])
    writers = [begun() for _ in range(3)]
    assert send(writers[0]).status_code == 302
    harder = int(CHALLENGE.search(writers[1].client.get(writers[1].url("check")).text)[2])
    assert harder == settings.PROOF_BITS + proof.HARDER
    assert [send(writer).status_code for writer in writers[1:]] == [302, 302]


def test_what_is_not_finished_is_not_counted(northvale, settings):
    limited(settings, send_slow_address=[1, 3600])
    writer = Writer(Client()).start(START)
    for _ in range(3):
        assert send(writer, works=False).status_code == 200
    assert send(begun(), works=False).status_code == 302


def test_beginning_is_limited_and_says_what_to_do(northvale, settings):
    limited(settings, start_slow_address=[2, 3600])
    for _ in range(2):
        Writer(Client()).start(START)
    browser = Client()
    page = browser.get(START)
    answer = browser.post(START, Writer(browser)._hidden(page))
    assert answer.status_code == 429
    assert northvale.hub.phone in answer.text
    assert browser.post(START, {**Writer(browser)._hidden(page), **worked(page)}).status_code == 302


def test_a_signed_in_user_needs_no_proof_of_work_and_is_counted_by_account(northvale, as_person, settings):
    settings.UNPROVEN_SECONDS = 3600
    limited(settings, send_person=[1, 3600])
    browser = as_person(northvale.referrer)
    first, second = (Writer(browser).start("/refer/account/").answer(**PROFESSIONAL) for _ in range(2))
    assert "data-challenge" not in browser.get(first.url("check")).text
    assert send(first, works=False).status_code == 302
    answer = send(second, works=False)
    assert answer.status_code == 429
    assert "Nothing you typed is lost" in answer.text


def acknowledged() -> list[str]:
    with as_role("mash_owner"):
        return list(OutboxMessage.objects.filter(template="acknowledgement").values_list("to", flat=True))


@pytest.mark.parametrize(
    ("email", "sent"),
    [
        ("somebody@partner.example", True),
        ("Somebody@PARTNER.example", True),
        ("somebody@elsewhere.example", False),
        ("somebody@gmail.com", False),
        ("somebody@partner.example.evil.example", False),
        ("", False),
    ],
)
def test_a_reference_is_mailed_to_partners_and_not_to_any_typed_address(northvale, email, sent):
    with as_role("mash_owner"):
        Agency.objects.filter(hub=northvale.hub, kind="police").update(notice_email="desk@partner.example")
        Agency.objects.filter(hub=northvale.hub, kind="health").update(notice_email="practice@gmail.com")
    assert acknowledging.may_go_to(email, by=None) is sent


def test_a_signed_in_user_may_have_a_reference_mailed_anywhere(northvale):
    assert acknowledging.may_go_to("somebody@elsewhere.example", by=northvale.referrer)


def test_a_few_an_hour(northvale, settings):
    limited(settings, acknowledge_to=[2, 3600], acknowledge_address=[3, 3600])
    with acting(Identity(str(northvale.referrer.pk), address="192.0.2.9")):
        to = [acknowledging.may_go_to("a@elsewhere.example", by=northvale.referrer) for _ in range(3)]
        assert to == [True, True, False]
        assert not acknowledging.may_go_to("b@elsewhere.example", by=northvale.referrer), (
            "one sender cannot write to many addresses"
        )


def test_a_setting_adds_partners(northvale, settings):
    settings.PARTNER_DOMAINS = ["Charity.example"]
    assert acknowledging.may_go_to("me@charity.example", by=None)


def test_the_reference_is_on_the_page_though_no_mail_goes(northvale):
    writer = begun()
    send(writer)
    assert "Your reference" in writer.client.get(writer.url("sent")).text
    assert acknowledged() == []


def test_danger_told_by_a_stranger_is_seen_and_marked(northvale, as_person):
    known = build_referral(northvale, immediate_danger="yes", by=northvale.referrer)
    danger = {**PUBLIC["before-you-start"], "immediate_danger": "yes"}
    send(Writer(Client()).start(START).answer(**{**PUBLIC, "before-you-start": danger}))
    browser = as_person(northvale.manager)
    page = browser.get("/queue/").text
    assert page.count("Danger reported") >= 2
    assert page.count("Sender not confirmed") == 1
    only = browser.get("/queue/", {"danger": "known"}).text
    assert known.reference in only
    assert "Sender not confirmed" not in only
    others = browser.get("/queue/", {"danger": "unconfirmed"}).text
    assert known.reference not in others
    assert "Sender not confirmed" in others
