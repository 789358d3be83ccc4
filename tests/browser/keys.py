"""A person at the keyboard alone: what they press is counted, and the focus must always be visible."""

from playwright.sync_api import Page

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
TWO_ITEMS = (
    "3/4/2024 Called to the address at night; both parents present.",
    "5 May 2024 14:30 Called again by a neighbour.",
)


class Keyboard:
    """`keys` are those pressed besides the text of an answer, `text_keys` its letters, `pages` those loaded."""

    def __init__(self, page: Page):
        self.page = page
        self.keys = self.text_keys = self.pages = 0

    def press(self, key: str) -> None:
        self._press(key)
        assert self.page.evaluate(FOCUS_SHOWS), self.page.evaluate(f"{HERE}.outerHTML.slice(0, 200)")

    def _press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.keys += 1

    def reach(self, what: str) -> "Keyboard":
        """Press Tab up to the first element that matches."""
        for _ in range(120):
            self.press("Tab")
            if self.page.evaluate(f"what => {HERE}.matches(what)", what):
                return self
        raise AssertionError(f"the keyboard does not reach {what}")

    def skip_to_content(self) -> "Keyboard":
        """Skip what is above the content, unless the focus is in it: on the message of what was done before."""
        if self.page.evaluate(f"{HERE}.closest('main') !== null"):
            return self
        self.reach(".govuk-skip-link")
        self._press("Enter")
        return self

    def choose(self, name: str, value: str) -> None:
        """Select a radio; Space selects the first, the arrows the others."""
        self.reach(f"main [name$='{name}']")._press("Space")
        for _ in range(12):
            if self.page.evaluate(f"{HERE}.value") == value:
                break
            self.press("ArrowDown")
        assert self.page.evaluate(f"{HERE}.checked && {HERE}.value") == value

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.text_keys += len(text)

    def follow(self) -> None:
        with self.page.expect_navigation():
            self._press("Enter")
        self.pages += 1


def open_most_urgent(keys: Keyboard) -> None:
    """From the inbox to the request that is due first."""
    keys.skip_to_content().reach("main a[href^='/requests/']").follow()


def say_nothing_known(keys: Keyboard) -> None:
    """From the page of a request; the search of the last answer is right for this one too."""
    keys.skip_to_content().reach("main .app-nothing-known button").follow()


def give_two_items(keys: Keyboard) -> None:
    """From the page of a request: two things with dates, the same marks for both, an answer to its first question."""
    keys.skip_to_content().reach("main a[href$='/answer/']").follow()
    keys.skip_to_content().choose("outcome", "supplied")
    keys.reach("main textarea[name=all-lines]").type("\n".join(TWO_ITEMS))
    for name, value in {"handling": "hub_team", "kind": "event", "basis": "fact"}.items():
        keys.choose(f"all-{name}", value)
    keys.reach("main select[name=all-question]").press("ArrowDown")
    keys.reach("main button[name=read]").follow()
    keys.reach("main form button[data-prevent-double-click]").follow()
