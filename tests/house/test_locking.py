"""A row that is locked is read as whoever was quicker left it; what is joined to it is not, so little is joined.

PostgreSQL looks again at the locked row alone when it had to wait: a relation that was empty before stays empty
beside it.
"""

import re

import pytest

from tests.house.source import modules

LOCKED_AND_JOINED = re.compile(r"select_for_update\([^)]*\)(?:\s*\.\w+\([^)]*\))*?\s*\.select_related\(([^)]*)\)")
NEVER_EMPTY_NOR_CHANGED = {"hub", "by", "user", "request__hub"}


@pytest.mark.parametrize("name", [name for name in modules() if ".migrations" not in name])
def test_only_what_never_changes_is_joined_to_a_locked_row(name):
    for joined in LOCKED_AND_JOINED.findall(modules()[name].read_text()):
        assert set(re.findall(r'"(\w+)"', joined)) <= NEVER_EMPTY_NOR_CHANGED, name
