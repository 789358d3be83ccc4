"""State values come from their enumeration, never from a bare string."""

import ast

import pytest

from tests.house.source import modules, tree

STATES = {"state", "status"}
# A constraint in a model's Meta cannot name a class nested in the same model.
CONSTRAINTS = "Meta"


def bare_states(node: ast.AST) -> list[int]:
    """Return the lines on which a state is compared with a string."""
    lines = []
    for below in ast.walk(node):
        if isinstance(below, ast.Compare):
            sides = [below.left, *below.comparators]
            names = {getattr(side, "attr", getattr(side, "id", "")) for side in sides}
            if names & STATES and any(_is_words(side) for side in sides):
                lines.append(below.lineno)
        if isinstance(below, ast.Call):
            lines += [k.value.lineno for k in below.keywords if k.arg in STATES and _is_words(k.value)]
    return lines


def _is_words(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value != ""


@pytest.mark.parametrize("name", [name for name in modules() if name.startswith(("referrals.", "audit.", "agencies."))])
def test_no_state_is_a_bare_string(name):
    whole = tree(modules()[name])
    metas = [node for node in ast.walk(whole) if isinstance(node, ast.ClassDef) and node.name == CONSTRAINTS]
    allowed = {line for meta in metas for line in bare_states(meta)}
    assert not set(bare_states(whole)) - allowed, name


def test_one_is_found():
    assert (
        bare_states(ast.parse('row.state == "signed"')) == bare_states(ast.parse('rows.filter(state="signed")')) == [1]
    )
