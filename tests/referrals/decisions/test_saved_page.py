"""A half-written decision is restored to its writer, hidden from others, and not yet a draft."""

import pytest

from mash.identity import acting_as
from referrals.models import CaseDraft, Decision
from tests.builders import adult, browser, child
from tests.referrals.decisions.browsing import DRAFT, people, send, text, url
from tests.referrals.decisions.stories import asked

WORDS = "What the school saw, in its own words."


@pytest.fixture
def worker(northvale):
    return browser(northvale.social_worker)


def left(client, where, **answers):
    return send(client, where, later="1", **answers)


def test_it_is_found_again_in_another_browser_and_says_nothing_of_mistakes(worker, northvale, told):
    page = left(worker, url("decide", told), rationale=WORDS, outcome="assessment", also="")
    assert page.url == url("decision", told)
    assert "kept for you alone" in text(worker.get(page.url))
    other = browser(northvale.social_worker)
    again = other.get(url("decide", told))
    assert WORDS in text(again)
    assert "You left this page on" in text(again)
    assert "There is a problem" not in text(again)
    assert "In progress" in text(other.get(url("decision", told)))
    with acting_as(northvale.manager):
        assert not Decision.objects.exists()


def test_a_colleague_sees_neither_its_words_nor_that_it_is_there(worker, northvale, told):
    left(worker, url("decide", told), rationale=WORDS)
    manager = browser(northvale.manager)
    assert WORDS not in text(manager.get(url("decide", told)))
    assert "In progress" not in text(manager.get(url("decision", told)))


def test_refused_input_is_saved_too(worker, northvale, told):
    refused = send(worker, url("decide", told), rationale=WORDS)
    assert "Select the threshold" in text(refused)
    assert WORDS in text(worker.get(url("decide", told)))


def test_saved_input_is_deleted_once_the_decision_is_drafted(worker, northvale, told):
    left(worker, url("decide", told), rationale=WORDS)
    done = send(worker, url("decide", told), subjects=people(northvale, told), **DRAFT)
    assert done.url == url("decision", told)
    with acting_as(northvale.social_worker):
        assert not CaseDraft.objects.exists()


def test_the_writer_can_start_afresh(worker, northvale, told):
    left(worker, url("decide", told), rationale=WORDS)
    assert WORDS not in text(worker.get(url("decide", told) + "?afresh=1"))
    assert WORDS in text(worker.get(url("decide", told))), "nothing is thrown away until something else is written"


def test_a_colleagues_change_is_shown_before_it_is_overwritten(worker, northvale, told):
    manager = browser(northvale.manager)
    send(manager, url("decide", told), subjects=people(northvale, told), **DRAFT)
    left(worker, url("amend", told, 1), **{**DRAFT, "rationale": WORDS})
    send(manager, url("amend", told, 1), **{**DRAFT, "rationale": "The manager’s words."})
    refused = send(worker, url("amend", told, 1), **{**DRAFT, "rationale": WORDS})
    assert "Morgan Manager changed this case" in text(refused)
    assert "The manager’s words." in text(refused)
    with acting_as(northvale.manager):
        assert Decision.objects.get().rationale == "The manager’s words."


def test_words_about_somebody_a_colleague_decided_on_meanwhile_are_not_lost(worker, northvale, told):
    left(worker, url("decide", told), subjects=people(northvale, told), rationale=WORDS)
    send(browser(northvale.manager), url("decide", told), subjects=people(northvale, told), **DRAFT)
    assert WORDS in text(worker.get(url("decide", told)))


def test_a_colleague_who_was_quicker_leaves_it_within_reach(worker, northvale, told):
    left(worker, url("decide", told), rationale=WORDS)
    send(browser(northvale.manager), url("decide", told), subjects=people(northvale, told), **DRAFT)
    page = worker.get(url("decision", told))
    assert "See what you had begun to write" in text(page)
    assert url("decide", told) in page.content.decode()
    assert WORDS in text(worker.get(url("decide", told)))


def test_children_and_adults_are_kept_apart(worker, northvale):
    referral, _ = asked(northvale, people=[child(), adult()])
    left(worker, url("decide", referral) + "?about=adults", rationale="Of the adult.")
    left(worker, url("decide", referral) + "?about=children", rationale="Of the child.")
    assert "Of the adult." in text(worker.get(url("decide", referral) + "?about=adults"))
    assert "Of the child." in text(worker.get(url("decide", referral) + "?about=children"))


def test_the_change_of_a_draft_is_left_half_written_too(worker, northvale, told):
    send(browser(northvale.manager), url("decide", told), subjects=people(northvale, told), **DRAFT)
    left(worker, url("amend", told, 1), rationale="")
    page = worker.get(url("amend", told, 1))
    assert "You left this page on" in text(page)
    assert page.context["form"]["rationale"].value() == ""
