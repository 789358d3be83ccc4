"""At 320 px, which is also 1280 px zoomed to 400 %, nothing is lost or scrolls sideways."""

import pytest
from django.utils import timezone

from tests.browser.drafts import write_quickly
from tests.browser.test_case_pages import build_full, decide
from tests.browser.visitor import DESK, OVERFLOW, SMALL
from tests.builders import build_hub, build_referral
from tests.writing import PROFESSIONAL

pytestmark = pytest.mark.django_db(transaction=True)
BETWEEN = (650, 768, 820, 1000, 1024, 1200, 1250)  # tablets in portrait and landscape, half a desktop screen
# Visible text. Small screens hide the head of a list, because each cell names its column instead.
PASSED_OVER = "thead, caption, script, .govuk-visually-hidden, button[aria-expanded]"  # the last changes its own text
READABLE = """() => {
    const room = document.documentElement.clientWidth, found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), range = document.createRange();
    while (walker.nextNode()) {
        const node = walker.currentNode, words = node.data.trim();
        if (!words || node.parentElement.closest(PASSED_OVER)) continue;
        range.selectNodeContents(node);
        const boxes = [...range.getClientRects()].filter((box) => box.width && box.height);
        const inside = boxes.every((box) => box.left >= 0 && box.right <= room + 1);
        if (boxes.length && inside && node.parentElement.checkVisibility({visibilityProperty: true})) found.push(words);
    }
    return found;
}""".replace("PASSED_OVER", f"'{PASSED_OVER}'")
UNNAMED = """() => [...document.querySelectorAll(".app-worklist tbody td:not([data-label])")]
    .filter((cell) => cell.innerText.trim() && !cell.querySelector("a, button")).map((cell) => cell.outerHTML)"""
UNFOLD = "main .moj-action-bar__filter button[aria-expanded=false], .govuk-js-service-navigation-toggle"


def lost_when_small(somebody) -> list[str]:
    wide = somebody.page.evaluate(READABLE)
    somebody.page.set_viewport_size(SMALL)
    for button in somebody.page.locator(UNFOLD).all():
        if button.is_visible():
            button.click()
    small = set(somebody.page.evaluate(READABLE))
    assert somebody.page.evaluate(OVERFLOW) == []
    assert somebody.page.evaluate(UNNAMED) == [], "these cells do not name their column"
    somebody.page.set_viewport_size(DESK)
    return [words for words in wide if words not in small]


def test_nothing_is_lost_on_a_small_screen_or_a_large_magnification(visit):
    northvale = build_hub("northvale")
    referral = build_full(northvale)
    build_referral(northvale, now=timezone.now(), channel="letter")
    manager = visit(northvale.manager)
    assert lost_when_small(manager.open("referrals:queue", query="?stage=open")) == []
    assert lost_when_small(manager.open("referrals:case", referral.reference)) == []

    draft = write_quickly(northvale.referrer, "/refer/account/", PROFESSIONAL)
    teacher = visit(northvale.referrer)
    for page in ["you", "people", "family-told", "concerns", "what-happened"]:
        assert lost_when_small(teacher.open("referrals:account_page", draft, page)) == [], page
    assert lost_when_small(teacher.open("referrals:account_entry", draft, "people", 1)) == []
    assert lost_when_small(teacher.open("referrals:account_check", draft)) == []


def too_wide(somebody) -> list[int]:
    wide = []
    for width in BETWEEN:
        somebody.page.set_viewport_size({"width": width, "height": 900})
        wide += [width] if somebody.page.evaluate(OVERFLOW) else []
    somebody.page.set_viewport_size(DESK)
    return wide


def test_no_page_scrolls_sideways_on_a_tablet(visit):
    northvale = build_hub("northvale")
    referral = build_full(northvale)
    decide(northvale, referral)
    manager = visit(northvale.manager)
    assert too_wide(manager.open("referrals:queue", query="?stage=all")) == []
    for page in ["case", "case_print", "collation", "decision", "who_can_see"]:
        assert too_wide(manager.open(f"referrals:{page}", referral.reference)) == [], page
