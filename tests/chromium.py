"""Chromium for the browser journeys, wherever it is installed, and axe to judge every page they visit."""

import os
import shutil
from pathlib import Path

import pytest

# Without windows first: the same pages, an eighth sooner.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--js-flags=--no-opt --no-maglev",  # no page stays long enough for optimised code to be worth its making
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
AXE = Path(__file__).resolve().parent.parent / "node_modules" / "axe-core" / "axe.min.js"
# From the site itself, as its content security policy wants, and so that the browser need not read it anew each time.
LOAD_AXE = """(address) => new Promise((loaded, failed) => {
    const script = document.createElement("script");
    Object.assign(script, {src: address, onload: () => loaded(), onerror: failed});
    document.head.append(script);
})"""
JUDGE = """async ([type, values, without, kinds]) => {
    const rules = Object.fromEntries(without.map((rule) => [rule, {enabled: false}]));
    const place = kinds ? {include: kinds.flatMap((kind) => pieces.get(kind))} : document;
    const found = await axe.run(place, {runOnly: {type, values}, rules, resultTypes: ["violations"]});
    // GOV.UK Frontend itself sets aria-expanded on radios that open further questions.
    const known = (v, node) => v.id === "aria-allowed-attr" && node.html.includes("govuk-radios__input")
        && node.failureSummary.includes("aria-expanded");
    const where = (v) => v.nodes.filter((node) => !known(v, node))
        .map((node) => node.target.join(" ") + ": " + node.failureSummary);
    return found.violations.map((v) => ({id: v.id, impact: v.impact, help: v.help, where: where(v)}))
        .filter((v) => v.where.length);
}"""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def chromium(playwright) -> str:
    found = next(filter(None, map(shutil.which, NAMES)), None) or playwright.chromium.executable_path
    if not Path(found).exists():
        words = "No Chromium found: install the package chromium, or run `playwright install chromium`"
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(words)
        pytest.skip(words)
    return found


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args, chromium):
    # Playwright keeps an event loop in this thread, which Django would otherwise take for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    return {**browser_type_launch_args, "executable_path": chromium, "args": FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "en-GB", "viewport": {"width": 1280, "height": 900}}


@pytest.fixture(autouse=True, scope="session")
def quick_live_server():
    """Django's test server writes an answer in pieces; each page would wait 40 ms for the last of them (Nagle).

    And it answers from a frame with room, as the real one does.
    """
    from django.core.servers.basehttp import WSGIRequestHandler

    from mash.frames import roomy

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WSGIRequestHandler, "disable_nagle_algorithm", True)
        patch.setattr(WSGIRequestHandler, "handle", roomy(WSGIRequestHandler.handle))
        yield


@pytest.fixture(scope="session")
def axe():
    """`axe(page)` gives what axe finds wrong, by some `rules` alone or `without` some: nothing when all is well.

    Of the whole page, or `of` the kinds of pieces that the page has as `window.pieces`.
    """
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finder

    def judge(
        page, rules: tuple[str, ...] = (), *, without: tuple[str, ...] = (), of: list | None = None
    ) -> list[dict]:
        if of == []:
            return []
        if not page.evaluate("'axe' in window"):
            page.evaluate(LOAD_AXE, f"{settings.STATIC_URL}judging/{AXE.name}")
        return page.evaluate(JUDGE, ["rule", [*rules], [], of] if rules else ["tag", TAGS, [*without], of])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "STATICFILES_DIRS", [*settings.STATICFILES_DIRS, ("judging", AXE.parent)])
        get_finder.cache_clear()
        yield judge
    get_finder.cache_clear()
