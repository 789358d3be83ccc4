"""Rule violations are shown by `submit_form` or `submit_button`; nothing else catches them."""

import ast

from mash import refusals
from tests.house.source import modules, tree

CATCHES = {
    "mash.form_submission": "the two functions themselves",
    "mash.management.commands.demo": "a command answers on the terminal",
    "agencies.management.commands.confirm_role": "a command answers on the terminal",
    "agencies.management.commands.open_hub": "a command answers on the terminal",
    "agencies.questions.views": "a button that says the same whether the rule or the count said no",
    "agencies.signing_in.single_sign_on.callback": "why nobody is let in is noted, and told to nobody",
    "agencies.signing_in.views": "a link that was used meanwhile leads to the page for spent links",
    "referrals.casefile.actions": "a worker barred since is not named, and does not hold up the restriction",
    "referrals.information_requests.answering.several": "of several answers, one that is refused holds up no other",
    "referrals.intake.actions": "a draft sent a second time answers with its first reference",
    "referrals.intake.views": "the page a referral starts from has no form to show a rule beside",
    "referrals.intake.wizard": "a page of the referral is kept whether its answers are right or wrong",
    "referrals.workflow": "`why_not` asks a rule before anything is typed",
}


def violations() -> set[str]:
    """Return the names of the exception and all its subclasses."""
    names = {refusals.RuleViolation.__name__}
    classes = [node for path in modules().values() for node in ast.walk(tree(path)) if isinstance(node, ast.ClassDef)]
    while more := {c.name for c in classes if {getattr(base, "id", "") for base in c.bases} & names} - names:
        names |= more
    return names


def test_no_page_catches_a_rule_by_hand():
    names = violations()
    assert {"StalePage", "AlreadySent"} < names
    catching = {
        name
        for name, path in modules().items()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler) and node.type
        if {n.id for n in ast.walk(node.type) if isinstance(n, ast.Name)} & names
    }
    assert catching == set(CATCHES), f"Use submit_form, or add a reason here: {sorted(catching ^ set(CATCHES))}"
