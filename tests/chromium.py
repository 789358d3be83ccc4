"""Chromium for the browser tests, and axe to check every page they visit.

The browser is looked for before Playwright starts, so that a test that lacks one is skipped
before any fixture runs.
"""

import os
from pathlib import Path

import pytest

from tests.speed import BROWSER_FLAGS
from tests.which_browser import Chromium, NoBrowser, find_chromium, find_node

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--font-render-hinting=none",  # subpixel text widths, not rounded
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    *BROWSER_FLAGS,
]
AXE = Path(__file__).resolve().parent.parent / "node_modules" / "axe-core" / "axe.min.js"
# Served by the site: its content security policy requires that, and the browser can cache it.
LOAD_AXE = """(address) => new Promise((loaded, failed) => {
    const script = document.createElement("script");
    Object.assign(script, {src: address, onload: () => loaded(), onerror: failed});
    document.head.append(script);
})"""
JUDGE = """async ([type, values, without, kinds]) => {
    const rules = Object.fromEntries(without.map((rule) => [rule, {enabled: false}]));
    const place = kinds ? {include: kinds.flatMap((kind) => pieces.get(kind))} : document;
    const found = await axe.run(place, {runOnly: {type, values}, rules, resultTypes: ["violations"]});
    const where = (v) => v.nodes.map((node) => node.target.join(" ") + ": " + node.failureSummary);
    return found.violations.map((v) => ({id: v.id, impact: v.impact, help: v.help, where: where(v)}));
}"""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


NONE = "No Chromium: "


def _demand() -> Chromium:
    try:
        return find_chromium()
    except NoBrowser as why:
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(f"{NONE}{why}", pytrace=False)
        pytest.skip(f"{NONE}{why}")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    if "playwright" in item.fixturenames:
        _demand()


def pytest_report_header():
    try:
        return f"browser: {find_chromium().executable}"
    except NoBrowser as why:
        return f"browser: none ({why})"


def pytest_terminal_summary(terminalreporter):
    skipped = [report.longrepr[2] for report in terminalreporter.stats.get("skipped", [])]
    whys = [why.partition(NONE)[2] for why in skipped if NONE in why]
    if whys:
        terminalreporter.write_line(f"Skipped for want of a browser: {len(whys)} ({whys[0]})", yellow=True)


@pytest.fixture(scope="session")
def chromium() -> Chromium:
    """Find Chromium before any other fixture of Playwright runs, or skip the test."""
    browser = _demand()
    # Playwright runs an event loop in this thread, which Django would take for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    if node := find_node():
        os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", node)
    return browser


@pytest.fixture(scope="session")
def playwright(chromium, playwright):
    return playwright


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args, chromium):
    where = {"executable_path": str(chromium.executable), "env": chromium.environment}
    return {**browser_type_launch_args, **where, "args": FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "en-GB", "viewport": {"width": 1280, "height": 900}}


@pytest.fixture(scope="session")
def axe():
    """Return a function that runs axe on a page and returns the violations, none if all is well.

    `rules` limits the run to some rules, `without` leaves some out, and `of` checks only the
    elements of those kinds that the page lists in `window.pieces`.
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
