"""A half-written decision is restored to its writer, hidden from others, and not yet a draft."""

import pytest

from mash.identity import acting_as
from referrals.models import CaseDraft, Decision
from tests.builders import adult, browser, child
from tests.referrals.decisions.browsing import DRAFT, people, send, text, url
from tests.referrals.decisions.stories import build_asked_case

WORDS = "What the school saw, in its own words."


@pytest.fixture
def worker(northvale):
    return browser(northvale.social_worker)


def left(client, where, **answers):
    return send(client, where, later="1", **answers)


def test_it_is_found_again_in_another_browser_and_says_nothing_of_mistakes(worker, northvale, shared):
    page = left(worker, url("decide", shared), rationale=WORDS, outcome="assessment", also="")
    assert page.url == url("decision", shared)
    assert "kept for you alone" in text(worker.get(page.url))
    other = browser(northvale.social_worker)
    again = other.get(url("decide", shared))
    assert WORDS in text(again)
    assert "You left this page on" in text(again)
    assert "There is a problem" not in text(again)
    assert "In progress" in text(other.get(url("decision", shared)))
    with acting_as(northvale.manager):
        assert not Decision.objects.exists()


def test_a_colleague_sees_neither_its_words_nor_that_it_is_there(worker, northvale, shared):
    left(worker, url("decide", shared), rationale=WORDS)
    manager = browser(northvale.manager)
    assert WORDS not in text(manager.get(url("decide", shared)))
    assert "In progress" not in text(manager.get(url("decision", shared)))


def test_refused_input_is_saved_too(worker, northvale, shared):
    refused = send(worker, url("decide", shared), rationale=WORDS)
    assert "Select the threshold" in text(refused)
    assert WORDS in text(worker.get(url("decide", shared)))


def test_saved_input_is_deleted_once_the_decision_is_drafted(worker, northvale, shared):
    left(worker, url("decide", shared), rationale=WORDS)
    done = send(worker, url("decide", shared), subjects=people(northvale, shared), **DRAFT)
    assert done.url == url("decision", shared)
    with acting_as(northvale.social_worker):
        assert not CaseDraft.objects.exists()


def test_the_writer_can_start_afresh(worker, northvale, shared):
    left(worker, url("decide", shared), rationale=WORDS)
    assert WORDS not in text(worker.get(url("decide", shared) + "?afresh=1"))
    assert WORDS in text(worker.get(url("decide", shared))), "nothing is thrown away until something else is written"


def test_a_colleagues_change_is_shown_before_it_is_overwritten(worker, northvale, shared):
    manager = browser(northvale.manager)
    send(manager, url("decide", shared), subjects=people(northvale, shared), **DRAFT)
    left(worker, url("amend", shared, 1), **{**DRAFT, "rationale": WORDS})
    send(manager, url("amend", shared, 1), **{**DRAFT, "rationale": "The manager’s words."})
    refused = send(worker, url("amend", shared, 1), **{**DRAFT, "rationale": WORDS})
    assert "Morgan Manager changed this case" in text(refused)
    assert "The manager’s words." in text(refused)
    with acting_as(northvale.manager):
        assert Decision.objects.get().rationale == "The manager’s words."


def test_words_about_somebody_a_colleague_decided_on_meanwhile_are_not_lost(worker, northvale, shared):
    left(worker, url("decide", shared), subjects=people(northvale, shared), rationale=WORDS)
    send(browser(northvale.manager), url("decide", shared), subjects=people(northvale, shared), **DRAFT)
    assert WORDS in text(worker.get(url("decide", shared)))


def test_a_colleague_who_was_quicker_leaves_it_within_reach(worker, northvale, shared):
    left(worker, url("decide", shared), rationale=WORDS)
    send(browser(northvale.manager), url("decide", shared), subjects=people(northvale, shared), **DRAFT)
    page = worker.get(url("decision", shared))
    assert "See what you had begun to write" in text(page)
    assert url("decide", shared) in page.content.decode()
    assert WORDS in text(worker.get(url("decide", shared)))


def test_children_and_adults_are_kept_apart(worker, northvale):
    referral, _ = build_asked_case(northvale, people=[child(), adult()])
    left(worker, url("decide", referral) + "?about=adults", rationale="Of the adult.")
    left(worker, url("decide", referral) + "?about=children", rationale="Of the child.")
    assert "Of the adult." in text(worker.get(url("decide", referral) + "?about=adults"))
    assert "Of the child." in text(worker.get(url("decide", referral) + "?about=children"))


def test_the_change_of_a_draft_is_left_half_written_too(worker, northvale, shared):
    send(browser(northvale.manager), url("decide", shared), subjects=people(northvale, shared), **DRAFT)
    left(worker, url("amend", shared, 1), rationale="")
    page = worker.get(url("amend", shared, 1))
    assert "You left this page on" in text(page)
    assert page.context["form"]["rationale"].value() == ""
