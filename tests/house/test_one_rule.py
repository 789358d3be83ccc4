"""Only access/items.py decides what may be read of an agency's information."""

import ast

from tests.house.source import modules, tree

WORDS = {
    "referrals.access.items": "applies the handling marks",
    "referrals.evidence.frozen_records": "names what is written once, and reads none of it",
    "referrals.information_requests.answering.items": "the owner gives its words, and takes them back",
    "referrals.models": "names the models",
}
COPIES = {
    "referrals.access.items": "shows of a product what its owners still share",
    "referrals.decisions.products": "makes the copies",
    "referrals.evidence.frozen_records": "names what is written once, and reads none of it",
    "referrals.models": "names the models",
}
OWNERS_SIDE = "referrals.information_requests.answering."  # behind the door to one's own agency's requests


def names(module: str) -> set[str]:
    """Return every name a module imports, reads or looks up as an attribute."""
    identifiers = set()
    for node in ast.walk(tree(modules()[module])):
        if isinstance(node, ast.ImportFrom | ast.Import):
            identifiers |= {alias.name for alias in node.names}
        elif isinstance(node, ast.Attribute):
            identifiers.add(node.attr)
        elif isinstance(node, ast.Name):
            identifiers.add(node.id)
    return identifiers


def fields_asked_for(module: str) -> set[str]:
    """Return attributes, keywords and string arguments, split where Django follows a relation."""
    fields: set[str] = set()
    for node in ast.walk(tree(modules()[module])):
        if isinstance(node, ast.Attribute):
            fields.add(node.attr)
        elif isinstance(node, ast.Call):
            arguments = [keyword.arg or "" for keyword in node.keywords]
            arguments += [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
            fields |= {
                part for path in arguments if isinstance(path, str) and " " not in path for part in path.split("__")
            }
    return fields


def in_referrals() -> list[str]:
    return [name for name in modules() if name.startswith("referrals")]


def test_only_the_one_rule_and_the_owner_touch_the_words_of_items():
    assert {name for name in in_referrals() if "ItemBody" in names(name)} == set(WORDS)


def test_only_the_one_rule_reads_the_copies_in_a_product():
    assert {name for name in in_referrals() if "ProductItem" in names(name)} == set(COPIES)


def test_nothing_else_follows_an_item_to_its_words():
    following = {name for name in in_referrals() if "body" in fields_asked_for(name)}
    following -= {"referrals.messages.compose"}  # the body of an e-mail
    assert not {name for name in following if not name.startswith(OWNERS_SIDE)}


def test_no_page_reads_a_products_copies_past_the_one_rule():
    source = {name: path.read_text() for name, path in modules().items() if name.startswith("referrals")}
    assert not [name for name, text in source.items() if "product.items" in text or "products__items" in text]
