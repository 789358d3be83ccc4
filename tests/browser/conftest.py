"""Visitors to a running site; a test fails at its end for what axe found on any page they came to."""

import hashlib
import os
from pathlib import Path
from pprint import pformat

import pytest

from tests.browser.visitor import Visitor


class Judged:
    """What pages are made of that was judged so far, by any worker: no two tests spend their time on the same."""

    def __init__(self, place: Path):
        self.place = place
        place.mkdir(exist_ok=True)

    def is_new(self, *what: str) -> bool:
        return self._first(*what)

    def new_of(self, parts: list[str]) -> list[str]:
        return [part for part in parts if self._first(part)]

    def _first(self, *what: str) -> bool:
        try:
            (self.place / hashlib.sha256("\n".join(what).encode()).hexdigest()).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True


@pytest.fixture(scope="session")
def judged() -> Judged:
    return Judged(Path(os.environ["TESTS_PLACE"]) / "judged")


@pytest.fixture(scope="session")
def resting() -> dict[bool, list]:
    """Browsers nobody is at, by whether they run scripts: styles and scripts of the site are read already."""
    return {True: [], False: []}


@pytest.fixture
def visit(browser, browser_context_args, live_server, axe, judged, resting):
    """`visit()` is a stranger, `visit(user)` somebody signed in, each at a browser of their own."""
    everybody: list[Visitor] = []

    def arrive(user=None, *, scripts: bool = True) -> Visitor:
        free = resting[scripts]
        context = free.pop() if free else browser.new_context(**browser_context_args, java_script_enabled=scripts)
        everybody.append(Visitor(context, live_server.url, axe, judged, user=user, scripts=scripts))
        return everybody[-1]

    yield arrive
    for visitor in everybody:
        for page in visitor.context.pages:
            page.close()
        visitor.context.clear_cookies()
        resting[visitor.scripts].append(visitor.context)
    faults = {page: found for visitor in everybody for page, found in visitor.faults.items()}
    assert not faults, pformat(faults, width=160)
