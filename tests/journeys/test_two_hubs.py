"""Two hubs in one deployment: a hub's case pages answer the other hub's users with not found."""

import pytest
from django.urls import URLPattern, get_resolver

from tests.builders import build_referral

CASE_PAGES = [
    "/" + str(entry.pattern).replace("<str:reference>", "{reference}")
    for group in get_resolver().url_patterns
    if hasattr(group, "url_patterns")
    for entry in group.url_patterns
    if isinstance(entry, URLPattern)
    and str(entry.pattern).startswith("cases/<str:reference>")
    and "<int" not in str(entry.pattern)
]


def test_there_are_case_pages_to_try():
    assert len(CASE_PAGES) > 25


@pytest.mark.parametrize("page", CASE_PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_manager_of_another_hub_finds_nothing(northvale, southmere, as_person, page, method):
    theirs = build_referral(southmere)
    response = getattr(as_person(northvale.manager), method)(page.format(reference=theirs.reference))
    assert response.status_code == 404


@pytest.mark.parametrize("part", ["police", "referrer", "auditor", "administrator"])
def test_nobody_but_the_team_opens_a_case(northvale, referral, as_person, part):
    browser = as_person(getattr(northvale, part))
    for page in CASE_PAGES:
        assert browser.get(page.format(reference=referral.reference)).status_code in {403, 404}, page
