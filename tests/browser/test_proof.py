"""The browser computes a referral's proof of work in the background, and then sends at once."""

import pytest

from tests.browser.drafts import write_draft
from tests.builders import build_hub
from tests.writing import CHILD, PUBLIC

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_neighbour_whose_browser_works_waits_for_nothing(visit, settings):
    settings.UNPROVEN_SECONDS = 3600
    build_hub("northvale")
    neighbour = visit().open("referrals:start_hub", "northvale").press()
    write_draft(neighbour, {**PUBLIC, "people": [("child", CHILD)], "adult-views": {}, "risks": {}, "household": []})
    neighbour.lands_on("referrals:public_check")
    neighbour.page.locator("form[data-proven=yes]").wait_for(state="attached", timeout=30_000)
    neighbour.answer({"true": "on"}, then="referrals:public_sent")
    assert "MASH-" in neighbour.text


def test_who_begins_before_the_work_is_done_goes_on_when_it_is(visit, settings):
    settings.PROOF_BITS, settings.LIMITS = 17, {**settings.LIMITS, "start_slow_address": [1, 3600]}
    build_hub("northvale")
    for _ in range(2):
        neighbour = visit().open("referrals:start_hub", "northvale")
        neighbour.page.locator("main form button").click()
        neighbour.page.wait_for_url("**/before-you-start/", timeout=30_000)
