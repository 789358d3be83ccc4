"""The hub reads the agencies' answers side by side and by date, each reader only what they may."""

from datetime import date

from referrals import codes
from tests.referrals.decisions.browsing import text, url
from tests.referrals.decisions.stories import HOUR, MONDAY, answered, build_asked_case, fact


def test_what_agencies_know_is_read_side_by_side_and_as_one_story(as_person, northvale, southmere):
    referral, requests = build_asked_case(northvale, kinds=("police", "health", "education"))
    informant = fact("A neighbour told us in confidence.", handling=codes.ItemHandling.DECISION_MAKER)
    hidden = fact("", handling=codes.ItemHandling.EXISTENCE_ONLY, ask_whom="the duty inspector")
    seen = fact("Called at night, found nobody up.", occurred_on=date(2026, 3, 2))
    answered(
        requests["police"], by=northvale.police, items=[seen, informant, hidden], rating="red", rating_reason="Again."
    )
    well = {"rating": "green", "rating_reason": "Growing well."}
    wrong = fact("Missed in January.", occurred_on=date(2026, 1, 9))
    answered(requests["health"], by=northvale.health, items=[wrong], **well)
    right = fact("Missed in February.", occurred_on=date(2026, 2, 9))
    later = MONDAY + 2 * HOUR
    answered(requests["health"], by=northvale.health, items=[right], withdraw=[1], seen=1, now=later, **well)

    page = as_person(northvale.manager).get(url("collation", referral))
    words = text(page)
    assert "Northvale health Green" in words
    assert "Northvale police Red" in words
    assert words.index("Still missing Agency") < words.index(requests["education"].reference)
    assert "Information held – ask the duty inspector" in words
    assert "A neighbour told us in confidence." in words
    assert "Missed in January." not in words
    assert "Withdrawn by Northvale health in a later answer" in words
    chronology = words[words.rindex("What Information") :]
    order = ["9 January 2026", "9 February 2026", "2 March 2026", "No date"]
    assert [chronology.index(day) for day in order] == sorted(chronology.index(day) for day in order)

    page = as_person(northvale.social_worker).get(url("collation", referral))
    assert "A neighbour told us" not in page.text
    assert "Northvale police holds an item kept for the decision-maker" in text(page)
    for outsider in [northvale.police, northvale.screener, northvale.auditor, southmere.manager]:
        assert as_person(outsider).get(url("collation", referral)).status_code in (403, 404)
