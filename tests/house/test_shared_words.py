"""What the forms and words of every page have in common is written once, in mash/govuk."""

import ast

import pytest

from tests.house.source import modules, tree

OTHERS = [name for name in modules() if not name.startswith("mash.govuk")]


def calls(name: str, method: str) -> list[str]:
    """Return the lines of a module that call this method, as they read."""
    return [
        ast.unparse(node.func)
        for node in ast.walk(tree(modules()[name]))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == method
    ]


@pytest.mark.parametrize("name", OTHERS)
def test_a_label_is_put_into_a_sentence_in_one_way(name):
    """A first letter lowered by hand makes `nHS number` of an acronym."""
    by_hand = [call for call in calls(name, "lower") if call.endswith(("[:1].lower", "[0].lower"))]
    assert not by_hand, "use in_sentence of mash/govuk/wording.py"


@pytest.mark.parametrize("name", [name for name in OTHERS if name.endswith("forms") or ".forms." in name])
def test_a_date_is_in_the_past_or_the_future_by_its_field(name):
    today = ("timezone.localdate()", "timezone.now()")
    compared = [
        ast.unparse(node)
        for node in ast.walk(tree(modules()[name]))
        if isinstance(node, ast.Compare) and any(ast.unparse(side) in today for side in (node.left, *node.comparators))
    ]
    assert not compared, "say past=True or future=True on the field"


@pytest.mark.parametrize("name", [name for name in OTHERS if "form" in name.rpartition(".")[2]])
def test_a_date_asked_for_by_a_question_has_a_noun_for_its_errors(name):
    """“Your answer must be a real date” does not say which of two dates it means."""
    for node in ast.walk(tree(modules()[name])):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("fields.DateField", "fields.DateTimeField"):
            words = {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}
            assert "?" not in words.get("label", "") or "noun" in words, words["label"]
