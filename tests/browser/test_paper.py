"""Printed, a case is its content: no navigation, no buttons, nothing cut off at the edge."""

import pytest

from tests.browser.test_case_pages import build_full, decide
from tests.browser.visitor import DESK, OVERFLOW
from tests.builders import build_hub

pytestmark = pytest.mark.django_db(transaction=True)
A4 = {"width": 680, "height": 1000}  # the sheet without its margins of 15 mm
NOT_ON_PAPER = "nav, button, input, select, .govuk-button, .govuk-skip-link, .govuk-footer, .moj-filter, .app-no-print"
VISIBLE = """nodes => nodes.filter((node) => node.checkVisibility({visibilityProperty: true}) && node.offsetHeight > 1)
    .map((node) => node.outerHTML.slice(0, 120))"""


def test_a_case_and_its_collation_print_as_content_alone(visit):
    northvale = build_hub("northvale")
    referral = build_full(northvale)
    decide(northvale, referral)
    manager = visit(northvale.manager)
    words_by_page = {
        "referrals:case": "It grows.",
        "referrals:case_print": "It grows.",
        "referrals:collation": "An informant says so.",
        "referrals:decision": "A pattern of neglect over a year.",
        "referrals:referral_as_received": "Terry Teacher",
    }
    for page, words in words_by_page.items():
        manager.open(page, referral.reference)
        manager.page.emulate_media(media="print")
        manager.page.set_viewport_size(A4)
        assert manager.page.eval_on_selector_all(NOT_ON_PAPER, VISIBLE) == [], page
        assert words in manager.text
        assert manager.page.evaluate(OVERFLOW) == [], page
        manager.page.emulate_media(media="screen")
        manager.page.set_viewport_size(DESK)
