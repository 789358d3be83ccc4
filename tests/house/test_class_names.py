"""No two classes of the project share a name."""

import ast
from collections import Counter

from tests.house.source import modules, tree

GIVEN_BY_DJANGO = {"Command"}  # how its management commands find themselves


def test_no_two_classes_share_a_name():
    """Nested classes (Meta, a model's State) are left out: they are named with their outer class."""
    names = Counter(
        node.name for path in modules().values() for node in tree(path).body if isinstance(node, ast.ClassDef)
    )
    shared = {name for name, number in names.items() if number > 1} - GIVEN_BY_DJANGO
    assert not shared, f"Each of these names belongs to two classes: {sorted(shared)}"
