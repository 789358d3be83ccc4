"""A representative answers requests with the keyboard alone and few keys, and the focus is always visible."""

import pytest
from django.db import transaction
from playwright.sync_api import expect

from mash.identity import acting_as
from referrals.information_requests.answering.actions import answer_nothing_known
from referrals.information_requests.answering.searching import Search
from referrals.models import Item, Response
from tests.browser.keys import Keyboard, give_two_items, open_most_urgent, say_nothing_known
from tests.builders import build_hub
from tests.builders_requests import build_ready, send

pytestmark = pytest.mark.django_db(transaction=True)
MOST_FOR_NOTHING_KNOWN, MOST_FOR_TWO_ITEMS = 8, 40  # keys from the inbox, besides the text


@pytest.fixture
def northvale(transactional_db):
    return build_hub("northvale")


@pytest.fixture
def asked(northvale):
    """Four requests to the police, whose representative has answered the first."""
    case = build_ready(northvale)
    first, *others = [send(northvale, case, "police")[0] for _ in range(4)]
    with transaction.atomic(), acting_as(northvale.police):
        search = Search(["Call and incident logs"], ["Name", "Date of birth or age"])
        answer_nothing_known(first, search=search, by=northvale.police)
    return others


def test_the_first_key_leads_past_the_header(northvale, visit):
    officer = visit(northvale.police).open("referrals:inbox")
    Keyboard(officer.page).press("Tab")
    expect(officer.page.locator(".govuk-skip-link")).to_be_focused()


def test_nothing_known_takes_eight_keys_from_the_inbox_and_fewer_for_the_next(northvale, asked, visit):
    officer = visit(northvale.police).open("referrals:inbox")
    keys = Keyboard(officer.page)
    open_most_urgent(keys)
    say_nothing_known(keys)
    officer.lands_on("referrals:request")
    assert keys.keys <= MOST_FOR_NOTHING_KNOWN, keys.keys
    assert f"Your answer to {asked[0].reference} has been sent: nothing known" in officer.text
    assert asked[1].reference in officer.text
    again = Keyboard(officer.page)
    say_nothing_known(again)
    assert again.keys <= 2
    with transaction.atomic(), acting_as(northvale.manager):
        assert Response.objects.count() == 3


def test_two_items_take_forty_keys_from_the_inbox_besides_their_text(northvale, asked, visit):
    officer = visit(northvale.police).open("referrals:inbox")
    keys = Keyboard(officer.page)
    open_most_urgent(keys)
    give_two_items(keys)
    officer.lands_on("referrals:request")
    assert keys.keys <= MOST_FOR_TWO_ITEMS, keys.keys
    with transaction.atomic(), acting_as(northvale.police):
        assert [item.occurred_on.year for item in Item.objects.all()] == [2024, 2024]
