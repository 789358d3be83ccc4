"""A user in a separate browser; axe checks each page they open, on a desktop and on a phone."""

import re

from django.shortcuts import resolve_url
from django.urls import Resolver404, resolve

from tests.builders import PASSWORD, session_of

DESK, TELEPHONE = {"width": 1280, "height": 900}, {"width": 375, "height": 800}
SMALL = {"width": 320, "height": 256}  # 1280 by 1024 at 400 %
OF_LAYOUT = ("target-size", "scrollable-region-focusable")  # the rules that a page may break on a narrow screen only
COLOURS = ("color-contrast",)
OVERFLOW = """() => {
    const root = document.documentElement, room = root.clientWidth;
    if (root.scrollWidth <= room) return [];
    const end = (node) => node.getBoundingClientRect().left + Math.max(node.offsetWidth, node.scrollWidth);
    const sticksOut = (node) => end(node) > room + 1 && getComputedStyle(node).overflowX === "visible"
        && !node.closest("thead, .govuk-visually-hidden");
    return [...document.body.querySelectorAll("*")].filter(sticksOut).slice(-5)
        .map((node) => `wider than the screen: ${node.outerHTML.slice(0, 120)}`).concat(["wider than the screen"]);
}"""
# The kinds of elements on a page, whatever its text: the look of each and the kind of its container, and the form
# fields. Only `pieces` of new kinds are checked.
PARTS = """() => {
    const words = (...said) => said.filter((one) => typeof one === "string" && one).join(".").replace(/\\d+/g, "0");
    const look = (node) => words(node.tagName, node.className?.baseVal ?? node.className, node.type);
    const part = (node) => `${look(node.parentNode)}>${look(node)}`;
    const all = [...document.body.querySelectorAll("*")];
    window.pieces = Map.groupBy(all, part);
    return [[...pieces.keys()], [...new Set(all.map((node) => words("asks", node.name)))]];
}"""
KIND = "node => [node.getAttribute('type') || node.tagName, !!node.closest('details:not([open])')]"
DEAD_LINKS = """() => [...document.querySelectorAll(".govuk-error-summary a")]
    .filter((link) => !document.getElementById(link.hash.slice(1))).map((link) => link.outerHTML)"""


class Visitor:
    """`open`, `tour` and `lands_on` take page names, so that tests can list unvisited pages."""

    def __init__(self, context, site: str, axe, judged, *, user=None, scripts: bool = True):
        self.context = context
        self.site, self.axe, self.judged, self.scripts, self.faults = site, axe, judged, scripts, {}
        if user:
            self.context.add_cookies([{"name": "sessionid", "value": session_of(user), "url": site}])
        self.page = self.context.new_page()
        self.page.set_default_timeout(15000)

    # Going to pages ----------------------------------------------------------------------------------------------

    def open(self, to: str, *args, query: str = "", status: int = 200) -> "Visitor":
        """Go to a page by name or path; a redirect to another page does not count as opened."""
        path = resolve_url(to, *args) + query
        response = self.page.goto(self.site + path)
        assert response.status == status, f"{path}: {response.status}"
        if "/" not in to:
            self.lands_on(to)
        return self.judge()

    def tour(self, args, *names: str) -> "Visitor":
        for name in names:
            self.open(name, *args)
        return self

    def lands_on(self, name: str) -> "Visitor":
        assert self._name == name, f"came to {self._name}, not to {name}: {self.text[:300]}"
        return self

    def sign_in(self, user) -> "Visitor":
        self.open("agencies:sign_in")
        return self.fill({"email": user.email, "password": PASSWORD}).press()

    # Using a page ------------------------------------------------------------------------------------------------

    def fill(self, answers: dict) -> "Visitor":
        for name, values in answers.items():
            for choice in [values] if isinstance(values, str) else values:
                self._fill_one(name, choice)
        return self

    def _fill_one(self, name: str, value: str) -> None:
        field = self.page.locator(f'main [name="{name}"]')
        kind, is_folded = field.first.evaluate(KIND)
        if is_folded:
            holds_it = self.page.locator(f'[name="{name}"]')
            self.page.locator("main details:not([open])").filter(has=holds_it).locator("summary").first.click()
        if kind in {"radio", "checkbox"}:
            chosen = field if value == "on" else self.page.locator(f'main [name="{name}"][value="{value}"]')
            chosen.first.check()
        elif kind == "SELECT":
            field.first.select_option(value)
        else:
            field.first.fill(value)

    def click(self, what) -> "Visitor":
        """Click the first match and wait until the next page has loaded."""
        what.first.click()
        self.page.wait_for_load_state()
        return self

    def press(self, words: str = "") -> "Visitor":
        """Press the button with these words, or the page's first."""
        self._press(words)
        assert not self.page.locator(".govuk-error-summary").count(), self.page.inner_text(".govuk-error-summary")
        return self.judge()

    def answer(self, answers: dict, *, then: str) -> "Visitor":
        """Fill in the page, send it and check which page follows."""
        return self.fill(answers).press().lands_on(then)

    def refused(self, *expected: str, button: str = "") -> "Visitor":
        """Press the button and expect errors, in a focused summary that links to the fields."""
        self._press(button)
        summary = self.page.locator(".govuk-error-summary")
        assert summary.count() == 1, f"nothing was wrong: {self.page.url}"
        assert self.page.evaluate("document.activeElement.matches('.govuk-error-summary')"), "the summary has no focus"
        assert self.page.evaluate(DEAD_LINKS) == []
        assert self.page.title().startswith("Error: ")
        for words in expected:
            assert words in summary.inner_text(), summary.inner_text()
        return self.judge()

    def _press(self, words: str) -> None:
        button = self.page.locator("main button[type=submit]")
        self.click(button.filter(has_text=words) if words else button)

    # Looking at it -----------------------------------------------------------------------------------------------

    @property
    def path(self) -> str:
        return re.sub(r"[?#].*", "", self.page.url.removeprefix(self.site))

    @property
    def _name(self) -> str:
        try:
            return resolve(self.path).view_name
        except Resolver404:
            return "nowhere"

    @property
    def text(self) -> str:
        return self.page.inner_text("main")

    def judge(self) -> "Visitor":
        """Check each page once without and once with an error, and again when it has new elements.

        Colours and layout depend on the kind of an element and where it stands, so only the first
        of a kind is checked for them; page width is checked every time.
        """
        self.page.wait_for_load_state()  # a script may have redirected
        if not self.scripts:
            return self
        looks, questions = self.page.evaluate(PARTS)
        new_page = self.judged.is_new(self._name, str(self.page.title().startswith("Error: ")))
        new_looks, new_questions = self.judged.new_of(looks), self.judged.new_of(questions)
        if not (new_page or new_looks or new_questions):
            return self
        assert self.page.evaluate("document.body.classList.contains('govuk-frontend-supported')"), "scripts did not run"
        self._judge_at(DESK, [*self.axe(self.page, without=COLOURS), *self.axe(self.page, COLOURS, of=new_looks)])
        self.page.set_viewport_size(TELEPHONE)
        self._judge_at(TELEPHONE, self.axe(self.page, OF_LAYOUT, of=new_looks))
        self.page.set_viewport_size(SMALL)
        self._judge_at(SMALL, [])
        self.page.set_viewport_size(DESK)
        return self

    def _judge_at(self, size: dict, violations: list) -> None:
        self._note(f"at {size['width']}", [*violations, *self.page.evaluate(OVERFLOW)])

    def _note(self, where: str, problems: list) -> None:
        path = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|[A-Z]+-[A-Z0-9]{4}-[A-Z0-9]{4}", "…", self.path)
        if problems:
            self.faults[f"{path} {where}"] = problems
