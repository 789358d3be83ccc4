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

    def has_new(self, parts: list[str]) -> bool:
        return True in [self._first(part) for part in parts]  # all of them are noted

    def _first(self, *what: str) -> bool:
        try:
            (self.place / hashlib.sha256("\n".join(what).encode()).hexdigest()).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True


@pytest.fixture(scope="session")
def judged() -> Judged:
    return Judged(Path(os.environ["TESTS_PLACE"]) / "judged")


@pytest.fixture
def visit(browser, live_server, axe, judged):
    """`visit()` is a stranger, `visit(user)` somebody signed in; options go to the browser (scripts=False, …)."""
    everybody: list[Visitor] = []

    def arrive(user=None, **options) -> Visitor:
        everybody.append(Visitor(browser, live_server.url, axe, judged, user=user, **options))
        return everybody[-1]

    yield arrive
    for visitor in everybody:
        visitor.context.close()
    faults = {page: found for visitor in everybody for page, found in visitor.faults.items()}
    assert not faults, pformat(faults, width=160)
