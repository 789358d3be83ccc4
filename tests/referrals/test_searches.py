"""Each search of a list is its own, and the way back from a case leads to the place in the list it was opened from."""

import re
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import pytest
from django.utils.html import escape

from mash.identity import acting_as
from mash.lists import MOST_KEPT
from referrals import codes
from referrals.decisions.products import release
from referrals.governance.actions import bar_by_reference, end_bar
from tests.builders import build_referral, child, send_away
from tests.builders_requests import build_ready, send
from tests.referrals.decisions.stories import build_asked_case, draft, sign, subjects_of

QUEUE, INBOX, PRODUCTS = "/queue/", "/requests/", "/products/"
EXPIRED = "is no longer kept, so the search is left out"
BACK = re.compile(r'<a href="([^"#]*)(?:#[\w-]+)?" class="govuk-back-link">')


def search(browser, words: str, path: str = QUEUE) -> str:
    """Search, and return the address of what is shown."""
    answer = browser.post(path, {"words": words})
    assert words not in answer.url
    return answer.url


def shown(browser, address: str) -> list[str]:
    return [row.referral.reference for row in browser.get(address).context["queue"].rows]


def opened(browser, address: str, reference: str):
    """Open a case or request by its link in the list."""
    link = re.search(rf'href="(/[a-z]+/{reference}/[^"]*)"', browser.get(address).text)
    assert link, f"{address} has no link to {reference}"
    return browser.get(link[1].replace("&amp;", "&"))


def way_back(response) -> str:
    return BACK.search(response.text)[1].replace("&amp;", "&")


@pytest.fixture
def desk(northvale, as_person):
    return as_person(northvale.manager)


@pytest.fixture
def police(northvale, as_person):
    return as_person(northvale.police)


def ended(world, **facts):
    referral = build_referral(world, **facts)
    with acting_as(world.manager):
        return send_away(referral, by=world.manager)


def a_product(world):
    """A product released to the police."""
    referral, _ = build_asked_case(world)
    with acting_as(world.manager):
        sign(referral, draft(referral, world.manager), world.manager)
        return release(
            referral,
            audience="partners",
            agencies=[world.police.agency],
            subjects=[person.pk for person in subjects_of(referral)],
            items=[],
            summary="Visit soon.",
            by=world.manager,
        )


def test_two_tabs_of_a_browser_search_each_for_themselves(northvale, desk):
    pearson = build_referral(northvale, people=[child(last_name="Pearson")])
    okoro = build_referral(northvale, people=[child(last_name="Okoro")])
    first, other = search(desk, "Pearson"), search(desk, "Okoro")
    assert shown(desk, first) == [pearson.reference]
    assert shown(desk, other) == [okoro.reference]
    assert shown(desk, first) == [pearson.reference]


def test_a_search_of_one_list_is_none_of_another(police):
    search(police, "Pearson", INBOX)
    session = police.session
    session["searches"] = {"number": ["queue-search", "Okoro"]}
    session.save()
    assert police.get(f"{INBOX}?search=number").context["inbox"].search == ""


def test_a_session_keeps_the_newest_searches_only(northvale, desk):
    addresses = [search(desk, f"Pearson{number}") for number in range(MOST_KEPT + 2)]
    assert len(desk.session["searches"]) == MOST_KEPT
    assert desk.get(addresses[-1]).context["queue"].search == f"Pearson{MOST_KEPT + 1}"
    assert desk.get(addresses[0]).context["queue"].search == ""


@pytest.mark.parametrize("number", ["on", "x", "", "\x00", "a" * 3000])
def test_an_unknown_search_shows_the_list(northvale, desk, number):
    referral = build_referral(northvale)
    assert shown(desk, f"{QUEUE}?{urlencode({'search': number})}") == [referral.reference]


def test_the_way_back_from_a_case_is_the_place_it_was_opened_from(northvale, desk, monkeypatch):
    monkeypatch.setattr("referrals.triage.queue.PAGE_SIZE", 1)
    for _ in range(3):
        build_referral(northvale, people=[child(last_name="Pearson")])
    first = f"{search(desk, 'Pearson')}&stage=received&sort=-received&about=children"
    second = f"{first}&after={desk.get(first).context['queue'].page.after}"
    [reference] = shown(desk, second)
    page = opened(desk, second, reference)
    assert parse_qs(urlsplit(way_back(page)).query) == parse_qs(urlsplit(second).query)
    assert shown(desk, way_back(page)) == [reference]
    # And after a page of the case that says nothing of the list.
    desk.get(f"/cases/{reference}/as-received/")
    assert way_back(desk.get(f"/cases/{reference}/")) == way_back(page)


def test_each_case_has_its_own_way_back(northvale, desk):
    first, other = build_referral(northvale), build_referral(northvale)
    opened(desk, f"{QUEUE}?sort=reference", first.reference)
    opened(desk, f"{QUEUE}?sort=-rating", other.reference)
    assert way_back(desk.get(f"/cases/{first.reference}/")) == f"{QUEUE}?sort=reference"
    assert way_back(desk.get(f"/cases/{other.reference}/")) == f"{QUEUE}?sort=-rating"


def test_a_case_opened_from_elsewhere_leads_to_the_queue(northvale, desk):
    assert way_back(desk.get(f"/cases/{build_referral(northvale).reference}/")) == QUEUE


@pytest.mark.parametrize("query", ["//elsewhere.example", '"><script>', "a" * 5000, "\x00"])
def test_the_way_back_leads_nowhere_but_to_the_list(northvale, desk, query):
    page = desk.get(f"/cases/{build_referral(northvale).reference}/", {"from": query})
    assert way_back(page).startswith(QUEUE)
    assert len(way_back(page)) < 2000
    assert escape(query) == query or query not in page.text


def test_the_way_back_from_a_request_is_its_tab_and_search(northvale, police):
    (request,) = send(northvale, build_ready(northvale, people=[child(last_name="Pearson")]), "police")
    address = search(police, "Pearson", INBOX)
    page = opened(police, address, request.reference)
    assert way_back(page) == address


def test_the_way_back_from_a_product_is_its_place_in_the_list(northvale, police, monkeypatch):
    monkeypatch.setattr("referrals.decisions.views.A_PAGE", 1)
    for _ in range(2):
        a_product(northvale)
    address = f"{PRODUCTS}?after={police.get(PRODUCTS).context['page_obj'].after}"
    [product] = police.get(address).context["page_obj"]
    assert unquote(way_back(opened(police, address, product.reference))) == address


def test_the_way_back_from_a_person_is_the_filter_of_the_list(northvale, as_person):
    administrator, address = as_person(northvale.administrator), "/people/?role=screener"
    link = re.search(r'href="(/people/[0-9]+/\?[^"]*)"', administrator.get(address).text)[1]
    assert way_back(administrator.get(link.replace("&amp;", "&"))) == address
    # And after a page of the person that says nothing of the list.
    assert way_back(administrator.get(link.partition("?")[0])) == address


def test_the_way_back_from_a_bar_is_the_register_as_it_was(northvale, as_person):
    referral = build_referral(northvale)
    with acting_as(northvale.governance):
        bar = bar_by_reference(
            reference=referral.reference,
            person=northvale.screener,
            because=codes.BarReason.RELATED,
            why="A cousin",
            by=northvale.governance,
        )
        end_bar(bar, why="Not related", by=northvale.governance)
    governance, address = as_person(northvale.governance), "/governance/bars/?show=ended"
    link = re.search(rf'href="(/governance/bars/{bar.pk}/[^"]*)"', governance.get(address).text)[1]
    assert way_back(governance.get(link.replace("&amp;", "&"))) == address


@pytest.mark.parametrize(("person", "path"), [("manager", QUEUE), ("police", INBOX)])
def test_a_search_no_longer_kept_is_said_to_be_gone(northvale, as_person, person, path):
    browser = as_person(getattr(northvale, person))
    assert EXPIRED in browser.get(f"{path}?search=gone").text
    assert EXPIRED not in browser.get(search(browser, "Pearson", path)).text
    assert EXPIRED not in browser.get(path).text


def test_an_empty_result_says_at_which_stage_there_are_matches(northvale, desk):
    referral = ended(northvale, people=[child(last_name="Pearson")])
    page = desk.get(f"{search(desk, 'Pearson')}&stage=received")
    assert page.context["queue"].rows == []
    link = re.search(r'<a class="govuk-link" href="([^"]*)">Ended: 1</a>', page.text)
    assert shown(desk, QUEUE + link[1].replace("&amp;", "&")) == [referral.reference]


def test_an_empty_tab_of_the_inbox_says_where_there_are_matches(northvale, police):
    (request,) = send(northvale, build_ready(northvale, people=[child(last_name="Pearson")]), "police")
    page = police.get(f"{search(police, 'Pearson', INBOX)}&tab=answered")
    link = re.search(r'href="([^"]*)">1 under Open</a>', page.text)
    listed = police.get(INBOX + link[1].replace("&amp;", "&")).context["inbox"]
    assert [row.request.reference for row in listed.rows] == [request.reference]
