"""A representative answers a request with the keyboard alone, and the focus is always visible."""

import pytest
from playwright.sync_api import expect

from tests.builders import build_hub
from tests.builders_requests import build_ready, send

pytestmark = pytest.mark.django_db(transaction=True)
HERE = "document.activeElement"
# GOV.UK hides the real radio and draws the circle before its label, which shows the focus.
FOCUS_SHOWS = """() => {
    const here = document.activeElement, style = getComputedStyle(here);
    const circle = here.labels?.[0] && getComputedStyle(here.labels[0], "::before");
    const drawn = (one) => one && ((one.outlineStyle !== "none" && parseFloat(one.outlineWidth) > 0)
        || one.boxShadow !== "none");
    const box = here.getBoundingClientRect();
    const inSight = box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight;
    return inSight && (drawn(style) || (["radio", "checkbox"].includes(here.type) && drawn(circle)));
}"""


class Keyboard:
    def __init__(self, page):
        self.page = page

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        assert self.page.evaluate(FOCUS_SHOWS), self.page.evaluate(f"{HERE}.outerHTML.slice(0, 200)")

    def reach(self, what: str) -> "Keyboard":
        """Press Tab up to the first element that matches."""
        for _ in range(120):
            self.press("Tab")
            if self.page.evaluate(f"what => {HERE}.matches(what)", what):
                return self
        raise AssertionError(f"the keyboard does not reach {what}")

    def choose(self, name: str, value: str) -> None:
        self.reach(f"main [name$='{name}']").page.keyboard.press("Space")
        for _ in range(12):
            if self.page.evaluate(f"{HERE}.value") == value:
                break
            self.press("ArrowDown")
        assert self.page.evaluate(f"{HERE}.checked && {HERE}.value") == value

    def follow(self) -> None:
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")


def test_a_request_is_answered_without_a_mouse(visit):
    northvale = build_hub("northvale")
    (request,) = send(northvale, build_ready(northvale), "police")
    officer = visit(northvale.police).open("referrals:inbox")
    keys = Keyboard(officer.page)
    keys.press("Tab")
    expect(officer.page.locator(".govuk-skip-link")).to_be_focused()
    officer.page.keyboard.press("Enter")
    keys.reach("main tbody a").follow()
    officer.lands_on("referrals:request")
    keys.reach("main a[href$='/answer/']").follow()
    officer.lands_on("referrals:answer")

    keys.choose("outcome", "supplied")
    keys.reach("main textarea[name=all-lines]").page.keyboard.type("3/4/2024 Called to the address.")
    keys.choose("all-handling", "hub_team")
    keys.choose("all-kind", "event")
    keys.choose("all-basis", "fact")
    keys.reach("main form button[name=read]").follow()
    officer.lands_on("referrals:answer")
    keys.reach("main form button[data-prevent-double-click]").follow()
    officer.lands_on("referrals:request")
    assert "has been sent" in officer.text
    assert "Called to the address." in officer.text
