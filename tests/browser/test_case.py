"""A referral travels from a neighbour to a signed decision in Chromium; axe judges every page on the way."""

import re

import pytest

from tests.builders import PASSWORD, build_hub
from tests.writing import PUBLIC

pytestmark = pytest.mark.django_db(transaction=True)


class Visitor:
    """Somebody at a browser of their own, signed in or not."""

    def __init__(self, browser, site: str, axe):
        self.page = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 900}).new_page()
        self.site, self.axe, self.faults = site, axe, {}
        self.page.set_default_timeout(15000)

    def judge(self) -> None:
        path = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|[A-Z]+-[A-Z0-9]{4}-[A-Z0-9]{4}", "…", self.page.url)
        assert self.page.evaluate("document.body.classList.contains('govuk-frontend-supported')"), "scripts did not run"
        if found := self.axe(self.page):
            self.faults[path.removeprefix(self.site)] = found

    def open(self, path: str) -> "Visitor":
        response = self.page.goto(self.site + path)
        assert response.status == 200, f"{path}: {response.status}"
        self.judge()
        return self

    def sign_in(self, user) -> "Visitor":
        self.open("/sign-in/")
        return self.fill({"email": user.email, "password": PASSWORD}).press()

    def fill(self, answers: dict) -> "Visitor":
        for name, value in answers.items():
            values = [value] if isinstance(value, str) else value
            field = self.page.locator(f'main [name="{name}"]')
            kind = field.first.get_attribute("type") or field.first.evaluate("node => node.tagName")
            for one in values:
                if kind in {"radio", "checkbox"}:
                    chosen = field if one == "on" else self.page.locator(f'main [name="{name}"][value="{one}"]')
                    chosen.first.check()
                elif kind == "SELECT":
                    field.first.select_option(one)
                else:
                    field.first.fill(one)
        return self

    def press(self, words: str = "") -> "Visitor":
        """Press the button with these words, or the page's first."""
        button = self.page.locator("main button[type=submit]")
        (button.filter(has_text=words) if words else button).first.click()
        self.page.wait_for_load_state()
        assert not self.page.locator(".govuk-error-summary").count(), self.page.inner_text(".govuk-error-summary")
        self.judge()
        return self

    @property
    def text(self) -> str:
        return self.page.inner_text("main")


@pytest.fixture
def visit(browser, live_server, axe):
    everybody = []

    def arrive() -> Visitor:
        everybody.append(Visitor(browser, live_server.url, axe))
        return everybody[-1]

    yield arrive
    faults = {path: found for visitor in everybody for path, found in visitor.faults.items()}
    for visitor in everybody:
        visitor.page.context.close()
    assert faults == {}


def send_referral(somebody: Visitor) -> str:
    somebody.open("/refer/in/northvale/").press()
    base = re.match(r".*/drafts/[0-9a-f-]{36}/", somebody.page.url)[0].removeprefix(somebody.site)
    pages = {**PUBLIC, "people": [PUBLIC["people"][0]], "adult-views": {}, "risks": {}}
    for _ in range(40):
        slug = somebody.page.url.removeprefix(somebody.site + base).strip("/")
        if slug == "check":
            break
        answers = pages.get(slug, {})
        if isinstance(answers, list):
            for kind, given in answers:
                somebody.open(f"{base}{slug}/add/{kind}/").fill(given).press()
            somebody.open(f"{base}{slug}/").press()
        else:
            somebody.fill({name: value for name, value in answers.items() if value}).press()
    somebody.fill({"true": "on"}).press()
    return re.search(r"NV-[A-Z0-9]{4}-[A-Z0-9]{4}|MASH-[A-Z0-9]{4}-[A-Z0-9]{4}", somebody.text)[0]


def triage_and_ask(manager: Visitor, reference: str, world) -> None:
    manager.open("/queue/")
    assert reference in manager.text
    manager.open(f"/cases/{reference}/")
    manager.open(f"/cases/{reference}/triage/")
    manager.fill({"level": "amber", "reason": "Third time this month.", "way": "partners"}).press()
    manager.open(f"/cases/{reference}/lawful-basis/").fill(
        {
            "purpose": "section_17",
            "gateway": "CA89-17",
            "article6": "6e",
            "article9": "9g-18",
            "necessity": "Only the police and health can say what they hold.",
            "family_informed": "yes",
            "agreement": "not_sought",
        }
    ).press()
    manager.open(f"/cases/{reference}/ask/")
    manager.fill({"core": [str(world.agencies["police"].pk), str(world.agencies["health"].pk)]}).press()
    manager.press()  # the questions as suggested
    manager.press("Send")


def answer_as_police(police: Visitor) -> None:
    police.open("/requests/")
    police.page.locator("main a[href^='/requests/REQ-']").first.click()
    request = police.page.url.removeprefix(police.site)
    police.judge()
    police.open(f"{request}answer/")
    names = police.page.eval_on_selector_all("main [name]", "all => all.map(one => one.name)")
    row = next(name for name in names if name.endswith("-kind")).removesuffix("kind")
    police.fill(
        {
            "outcome": "supplied",
            f"{row}kind": "event",
            f"{row}occurred_on_day": "3",
            f"{row}occurred_on_month": "4",
            f"{row}occurred_on_year": "2026",
            f"{row}basis": "fact",
            f"{row}handling": "hub_team",
            f"{row}text": "Called to the address at night; no offence disclosed.",
        }
    ).press("Send")


def answer_nothing_known(health: Visitor) -> None:
    health.open("/requests/")
    health.page.locator("main a[href^='/requests/REQ-']").first.click()
    health.judge()
    health.press("Nothing known")


def decide_and_close(manager: Visitor, reference: str) -> None:
    manager.open(f"/cases/{reference}/collation/")
    assert "Called to the address at night" in manager.text
    assert "Nothing known" in manager.text
    manager.open(f"/cases/{reference}/decide/")
    manager.fill(
        {
            "threshold": "3",
            "outcome": "assessment",
            "final_rating": "amber",
            "rationale": "The pattern is getting worse.",
        }
    ).press()
    manager.open(f"/cases/{reference}/sign/").fill({"declared": "on"}).press("Sign")
    manager.open(f"/cases/{reference}/decision/")
    assert "Unchanged since it was signed" in manager.text
    manager.open(f"/cases/{reference}/feedback/")
    manager.fill({"told": "yes"})
    manager.page.locator("main [name=wording]").first.check()
    manager.fill({"how": "email"}).press()
    manager.open(f"/cases/{reference}/close/").press()
    assert "Closed" in manager.open(f"/cases/{reference}/").text


def test_from_a_neighbours_worry_to_a_signed_decision(visit):
    northvale = build_hub("northvale")
    reference = send_referral(visit())
    manager = visit().sign_in(northvale.manager)
    triage_and_ask(manager, reference, northvale)
    answer_as_police(visit().sign_in(northvale.police))
    answer_nothing_known(visit().sign_in(northvale.health))
    decide_and_close(manager, reference)
