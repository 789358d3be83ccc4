"""Every message of a page has a line in tests/what_pages_say, and the database bears it out."""

import ast

import pytest

from tests.house.source import modules, relative, tree
from tests.what_pages_say import SHOWINGS, SOMETHING, of_agencies, of_audit, of_cases, of_signing_in, shown_by

FILES = (of_agencies, of_audit, of_cases, of_signing_in)  # imported to be registered
SPEAK = {"submit_form", "submit_button", "submit_case_form"}
# Held by tests/referrals/said_of_cases.py, in each test that shows one.
OF_CASES = (
    *("referrals.casefile.", "referrals.triage.", "referrals.decisions.", "referrals.facts."),
    *("referrals.same_people.", "referrals.working_day.", "referrals.other_hubs."),
)
# Where the words of several pages stand.
WORDS_OF_SEVERAL = {"agencies.approvals.listing"}
# What is raised or written beside a field is no message of what was done.
NO_MESSAGE = {
    "RuleViolation",
    "StalePage",
    "TooOften",
    "Denied",
    "NotFound",
    "Http404",
    "add_error",
    "public",
    "record",
}
NEEDS_A_BROWSER = {
    "Your passkey is set up.": "tests/browser/test_signing_in_pages.py",
}


def speaking() -> dict:
    """Return the modules that say what was done, other than of cases."""
    return {
        name: path
        for name, path in modules().items()
        if not name.startswith(OF_CASES) and (name in WORDS_OF_SEVERAL or _speaks(tree(path)))
    }


def _speaks(module: ast.AST) -> bool:
    return any(
        isinstance(node, ast.Call)
        and (_called(node) in SPEAK or getattr(getattr(node.func, "value", None), "id", "") == "messages")
        for node in ast.walk(module)
    )


def sentences(module: ast.AST) -> set[str]:
    """Return the sentences a module may show: literals that end in a full stop, with … for what is filled in."""
    passed_over = set()
    for node in ast.walk(module):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node) is not None:
            passed_over.add(id(node.body[0].value))
        if isinstance(node, ast.Call) and _called(node) in NO_MESSAGE:
            passed_over |= {id(below) for below in ast.walk(node)}
        if isinstance(node, ast.JoinedStr):
            passed_over |= {id(part) for part in node.values}
    texts = {_text(node) for node in ast.walk(module) if id(node) not in passed_over}
    return {text for text in texts if text.endswith(".") and (" " in text or text[0].isupper())}


def _called(call: ast.Call) -> str:
    return getattr(call.func, "id", "") or getattr(call.func, "attr", "")


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else SOMETHING for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def has_a_line(sentence: str) -> bool:
    fixed = [part for part in sentence.split(SOMETHING) if part.strip(" .")]
    return any(all(part in showing.words for part in fixed) for showing in SHOWINGS)


def test_every_message_in_the_code_has_a_line():
    assert FILES
    assert len(speaking()) > 10
    missing = {
        f"{relative(path)}: {sentence}"
        for path in speaking().values()
        for sentence in sentences(tree(path)) - NEEDS_A_BROWSER.keys()
        if not has_a_line(sentence)
    }
    assert not missing, "say in tests/what_pages_say when it is true"


@pytest.mark.parametrize(
    "source",
    [
        'messages.info(request, "All of it is gone.")',
        'submit_form(request, form, action, message="All of it is gone.", then="home")',
        'WORDS = "All of it is gone."',
        'def message(rows):\n    return f"{len(rows)} of it: all is gone."',
    ],
)
def test_a_message_without_a_line_is_noticed(source):
    assert not any(has_a_line(sentence) for sentence in sentences(ast.parse(source)))
    assert sentences(ast.parse(source))


@pytest.mark.parametrize("showing", SHOWINGS, ids=lambda showing: showing.words[:60])
def test_the_database_bears_a_message_out(northvale, showing):
    response, is_true = showing.perform(northvale)
    assert any(showing.fits(words) for _, words in shown_by(response)), shown_by(response) or response.content.decode()
    assert is_true()


def test_what_changed_nothing_is_no_success(northvale):
    silent = [showing for showing in SHOWINGS if showing.words == of_agencies.UNCHANGED]
    response, _ = silent[-1].perform(northvale)
    assert [level for level, _ in shown_by(response)] == ["info"]
