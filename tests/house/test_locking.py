"""Queries that lock rows join few other tables.

After waiting for a lock, PostgreSQL reads only the locked row again: a joined row that was missing
before stays missing, whatever was committed meanwhile.
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
