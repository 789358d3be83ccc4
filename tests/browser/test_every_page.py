"""Each page is opened by some test in this folder, and so checked, or has a reason here why not."""

import ast
from pathlib import Path

from django.urls import URLPattern, get_resolver

DOES_AND_LEADS_BACK = "a button leads here, it does its work and shows a page of another name"
NOT_SHOWN = {
    "home": "leads everybody on to where their work starts",
    "health": "answers monitors, not people",
    "agencies:password_link": "keeps the one-time link out of the address and leads on to choosing a password",
    "agencies:forgotten_link": "keeps the one-time link out of the address and leads on to choosing a password",
    "agencies:ran_out": "keeps what was typed when a sign-in ran out, and shows nothing",
    "agencies:stay": "tells a script how long a sign-in has left",
    "agencies:end_sign_in": DOES_AND_LEADS_BACK,
    "agencies:end_other_sign_ins": DOES_AND_LEADS_BACK,
    "agencies:single_sign_on": "leads on to another organisation's sign-in",
    "agencies:confirm_elsewhere": "leads on to another organisation's sign-in",
    "agencies:single_sign_on_return": "leads whoever comes back on to where their work starts",
    "agencies:sign_out": DOES_AND_LEADS_BACK,
    "agencies:copy_default_questions": DOES_AND_LEADS_BACK,
    "referrals:governance_report_export": "hands over a file",
    "referrals:dashboard_file": "hands over a file",
    "audit:download": "hands over a file",
    "referrals:staff_sent": "leads staff on to the case they keyed in",
    "referrals:claim": DOES_AND_LEADS_BACK,
    "referrals:acknowledge": DOES_AND_LEADS_BACK,
    "referrals:take": DOES_AND_LEADS_BACK,
    "referrals:chase_now": DOES_AND_LEADS_BACK,
    "referrals:end_emergency": DOES_AND_LEADS_BACK,
}


def names(resolver=None, space: str = ""):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield space + (entry.name or str(entry.pattern))
        else:
            yield from names(entry, f"{space}{entry.namespace}:" if entry.namespace else space)


def opened_in(source: str):
    """Yield the page names passed to a visitor's methods, which fail on any other page."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            is_refused = any(keyword.arg == "status" for keyword in node.keywords)
            arguments = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg == "then")]
            if node.func.attr in {"open", "tour", "lands_on", "answer"} and not is_refused:
                yield from (argument.value for argument in arguments if isinstance(argument, ast.Constant))


def test_every_page_is_opened_in_a_browser():
    opened = {name for file in Path(__file__).parent.glob("test_*.py") for name in opened_in(file.read_text())}
    every = set(names())
    assert every - opened - set(NOT_SHOWN) == set(), "open these in a test of this folder"
    assert set(NOT_SHOWN) - every == set(), "no such page"
    assert set(NOT_SHOWN) & opened == set(), "opened by a test: remove its reason"
