"""Visitors to a running site; a test fails at its end for any axe violation on its pages."""

from pprint import pformat

import pytest

from tests.browser.visitor import Visitor


@pytest.fixture
def visit(browser, browser_context_args, live_server, axe, judged, resting):
    """Return a function: `visit()` is a stranger, `visit(user)` signs in, each in a new browser."""
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
    faults = {page: problems for visitor in everybody for page, problems in visitor.faults.items()}
    assert not faults, pformat(faults, width=160)
