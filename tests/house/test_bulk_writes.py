"""Every bulk write, which the field log does not see, is listed with what records it instead."""

import ast

from tests.house.source import modules, tree

BULK = {"bulk_create", "bulk_update", "update", "aupdate", "_raw_delete"}
A_DICTIONARY = {"error_messages"}  # these are updated too
EVENT = "an event of the same action says what became of them, and by whom"
WHOLE = "made with the row they hang on, whose making is an event, and never changed"
NOT_KEPT = "the field log keeps no such rows"
PLACES = {
    "agencies.people.actions.end_role": EVENT,
    "agencies.people.applying.move": EVENT,
    "agencies.questions.actions.fill_question_sets": EVENT,
    "agencies.questions.actions.set_questions": "an event has the questions before and after",
    "agencies.rules.actions.set_hours": "an event has the hours before and after",
    "agencies.signing_in.sessions.mark_seen": NOT_KEPT,
    "audit.unusual.finding.add_new": NOT_KEPT,
    "audit.exports.making._fail": NOT_KEPT,
    "audit.exports.making._release": NOT_KEPT,
    "audit.exports.making._heartbeat": NOT_KEPT,
    "mash.demo.cast._build": "demo data, before anybody works with it",
    "referrals.casefile.actions.decide_carried": EVENT,
    "referrals.casefile.actions.unrestrict": EVENT,
    "referrals.decisions.actions._attach": WHOLE,
    "referrals.decisions.actions._freeze_for_good": "the correction that replaces it is an event and a row of its own",
    "referrals.decisions.products.release": WHOLE,
    "referrals.information_requests.answering.items.add_items": WHOLE,
    "referrals.information_requests.answering.items.keep_only_that_it_is_held": EVENT,
    "referrals.information_requests.answering.items.withdraw_items": EVENT,
    "referrals.information_requests.asking.actions._send": WHOLE,
    "referrals.messages.outbox._put": NOT_KEPT,
}


def is_bulk(node: ast.AST) -> bool:
    """Return whether this is a bulk write; a queryset's update takes keywords only, unlike a dict's."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.func.attr not in BULK:
        return False
    if node.func.attr.endswith("update") and node.func.attr != "bulk_update" and node.args:
        return False
    return getattr(node.func.value, "attr", "") not in A_DICTIONARY


def bulk_writes() -> set[str]:
    places = set()
    for name, path in modules().items():
        for function in ast.walk(tree(path)):
            if isinstance(function, ast.FunctionDef) and any(is_bulk(node) for node in ast.walk(function)):
                places.add(f"{name}.{function.name}")
    return places


def test_nothing_else_is_written_past_the_field_log():
    assert bulk_writes() - set(PLACES) == set(), (
        "save the rows one by one, or list here what records the change instead"
    )
    assert set(PLACES) - bulk_writes() == set(), "no such place"
