"""What was searched for may be a name: the log tells equal searches, and governance alone opens them, with a reason."""

import pytest
from django.db import transaction

from audit import search_terms
from audit.models import Event
from audit.recording import record
from mash.field_cipher import LostKey
from mash.identity import acting_as
from referrals.events import QUEUE_LISTED
from tests.referrals.decisions.browsing import lines

WHY = "The family asked who searched for them."


@pytest.fixture
def line(northvale) -> Event:
    with acting_as(northvale.screener), transaction.atomic():
        return record(QUEUE_LISTED, by=northvale.screener, search=search_terms.protected("Zebediah Quill"), results=2)


def ask(client, line, why=WHY):
    return client.post(f"/access-log/{line.pk}/searched/", {"why": why})


@pytest.mark.parametrize("again", ["quill zebediah", "  Zebediah  QUILL"])
def test_the_same_words_have_the_same_mark(again):
    assert search_terms.protected(again)["mark"] == search_terms.protected("Zebediah Quill")["mark"]


def test_other_words_have_another_mark_and_nobody_tries_them_without_the_key(settings):
    first = search_terms.protected("Zebediah Quill")["mark"]
    assert search_terms.protected("Zebediah Quil")["mark"] != first
    settings.SECRET_KEY = "somebody else's guess"
    assert search_terms.protected("Zebediah Quill")["mark"] != first


def test_a_reference_stands_as_it_is():
    assert search_terms.protected("MASH-7F3K-92QD") == "MASH-7F3K-92QD"


def test_the_line_shows_its_mark_and_neither_the_words_nor_what_is_closed(as_person, northvale, line):
    page = as_person(northvale.auditor).get(f"/access-log/{line.pk}/").text
    assert line.detail["search"]["mark"] in page
    assert line.detail["search"]["kept"] not in page
    assert "Zebediah" not in page
    assert "A governance officer can open it" in page


def test_governance_opens_the_words_once_and_the_reason_stands_in_the_log(as_person, northvale, line):
    officer = as_person(northvale.governance)
    address = f"/access-log/{line.pk}/searched/"
    assert address in officer.get(f"/access-log/{line.pk}/").text
    assert "Zebediah" not in officer.get(address).text
    assert "Zebediah Quill" in ask(officer, line).text
    assert "Zebediah" not in officer.get(address).text
    (opened,) = lines("log.words_opened")
    assert (opened.purpose, opened.about_id, opened.by_id) == (WHY, str(line.pk), northvale.governance.pk)


def test_without_a_reason_nothing_is_opened(as_person, northvale, line):
    page = ask(as_person(northvale.governance), line, why="").text
    assert "Enter why you need to know what was searched for" in page
    assert "Zebediah" not in page
    assert not lines("log.words_opened")


@pytest.mark.parametrize("part", ["auditor", "manager", "screener", "administrator"])
def test_nobody_else_opens_them(as_person, northvale, line, part):
    assert ask(as_person(getattr(northvale, part)), line).status_code == 403


def test_another_hubs_line_and_one_without_a_search_are_not_found(as_person, northvale, southmere, line):
    with acting_as(northvale.screener), transaction.atomic():
        plain = record(QUEUE_LISTED, by=northvale.screener)
    assert ask(as_person(southmere.governance), line).status_code == 404
    assert ask(as_person(northvale.governance), plain).status_code == 404


def test_words_closed_with_a_key_before_this_one_open_while_it_is_known(settings, line):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key", [settings.SECRET_KEY]
    assert search_terms.CIPHER.decrypt(line.detail["search"]["kept"]) == "Zebediah Quill"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(LostKey):
        search_terms.CIPHER.decrypt(line.detail["search"]["kept"])


def test_a_lost_key_is_said_on_the_page(as_person, northvale, line, monkeypatch):
    monkeypatch.setattr(search_terms, "CIPHER", search_terms.FieldCipher("a key that is gone"))
    page = ask(as_person(northvale.governance), line)
    assert page.status_code == 200
    assert "a key this server no longer has" in page.text
    assert WHY in page.text
    assert not lines("log.words_opened")


def test_what_an_auditor_types_for_a_reference_may_be_a_name_too(as_person, northvale):
    as_person(northvale.auditor).get("/access-log/", {"reference": "Zebediah"})
    (line,) = lines("log.searched")
    assert "Zebediah" not in str(line.detail)
    assert search_terms.CIPHER.decrypt(next(search_terms.encrypted_terms(line.detail))) == "Zebediah"
