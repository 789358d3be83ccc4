"""`make pictures`: the README's screenshots, taken by Chromium from the running demo.

`python -m tests.browser.pictures DIRECTORY` also takes every page of a tour at 1280 and 375 px.
"""

import os
import re
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from mash.demo import PASSWORD
from tests.chromium import FLAGS
from tests.which_browser import find_chromium, find_node

SITE = os.environ.get("SITE_URL", "http://127.0.0.1:8000")
IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
WIDTHS = (1280, 375)
README = {"queue": "manager", "case": "manager", "collation": "manager"}


def sign_in(browser: Browser, part: str, width: int) -> Page:
    page = browser.new_context(viewport={"width": width, "height": 900}, locale="en-GB").new_page()
    page.goto(f"{SITE}/sign-in/")
    page.fill("[name=email]", f"{part}@northvale.example")
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    return page


def open_case(page: Page, stage: str) -> str:
    """Return the path of the first case of a stage in the work queue."""
    page.goto(f"{SITE}/queue/?stage={stage}")
    hrefs = page.eval_on_selector_all("main a", "links => links.map(link => link.getAttribute('href'))")
    paths = [(href or "").partition("?")[0] for href in hrefs]
    return next(path for path in paths if re.fullmatch(r"/cases/[^/]+/", path))


def take(page: Page, path: str, to: Path, *, whole: bool = True) -> None:
    page.goto(f"{SITE}{path}")
    page.screenshot(path=to, full_page=whole)


def for_readme(browser: Browser) -> None:
    IMAGES.mkdir(exist_ok=True)
    page = sign_in(browser, "manager", 1280)
    take(page, "/queue/", IMAGES / "queue.png", whole=False)
    case = open_case(page, "gathering")
    take(page, case, IMAGES / "case.png", whole=False)
    take(page, f"{case}collation/", IMAGES / "collation.png", whole=False)


def tour(browser: Browser, directory: Path, paths: dict[str, list[str]]) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    for width in WIDTHS:
        for part, pages in paths.items():
            page = sign_in(browser, part, width)
            for path in pages:
                name = re.sub(r"\W+", "-", path).strip("-") or "home"
                take(page, path, directory / f"{part}-{name}-{width}.png")


def main(arguments: list[str]) -> None:
    chromium = find_chromium()
    if node := find_node():
        os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", node)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.executable, env=chromium.environment, args=FLAGS)
        if arguments:
            part, *pages = arguments[1:]
            tour(browser, Path(arguments[0]), {part: pages})
        else:
            for_readme(browser)


if __name__ == "__main__":
    main(sys.argv[1:])
