"""Visitors to a running site; a test fails at its end for what axe found on any page they came to."""

from pprint import pformat

import pytest

from tests.browser.visitor import Visitor


@pytest.fixture(scope="session")
def judged() -> set:
    """The shapes of the pages judged so far, so that no two tests spend their time on the same."""
    return set()


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
