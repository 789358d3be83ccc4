"""Everything a line of the access log can note is in words that people understand, for every kind there is.

Walks all calls of `record` in the code, and all lines that playing the demo writes.
"""

import ast
import re
from collections import defaultdict
from importlib import import_module
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import get_resolver

from audit import wording
from audit.details import Names, detail_of
from audit.models import Event
from audit.recording import KINDS
from audit.registry import registry
from mash.identity import acting_as_system
from tests.house.source import modules, relative, tree

OWN_PARAMETERS = {"about", "by", "now", "purpose", "hub"}  # of `record` itself, which are columns of a line
# What is passed on as a whole (`**details`) holds, by file. A new file stands here with its keys.
SPREAD = {
    "audit/exports/actions.py": {"filter", "shape", "columns"},
    "audit/unusual/actions.py": {"state", "reason", "outcome", "reported_to", "reported_on", "report_reference"},
    "agencies/approvals/actions.py": {"kind", "role", "person", "proposed_by", "before", "after"},
    "agencies/rules/actions.py": {"before", "after"},
    "agencies/questions/actions.py": {"before", "after"},
    "agencies/organisations/actions.py": {"before", "after"},
    "agencies/people/applying.py": {"person", "roles_ended", "before", "after", "proposed_by"},
    "referrals/governance/views.py": set(),
    "referrals/access/pages.py": {"references"},
    "referrals/reports/views.py": {"first", "last", "whom"},
    "referrals/triage/lawful_basis.py": {"adult_purpose", "adult_gateway"},
    "referrals/triage/views.py": {"references", "stage", "sort", "page", "filters", "search", "results"},
    "referrals/information_requests/asking/actions.py": {"adult_gateway"},
    "referrals/information_requests/answering/actions.py": {"decline_reason"},
    "referrals/information_requests/answering/views.py": {"references", "search", "results"},
}
CODE = re.compile(r"[a-z]+_[a-z_]+|[a-z]+\.[a-z_]+")
ISO = re.compile(r"\d{4}-\d\d-\d\d")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-")


def calls_of_record():
    for path in modules().values():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "record":
                yield path, node


def keys_recorded() -> dict[str, set[str]]:
    """Return each key with the files that record it."""
    keys = defaultdict(set)
    for path, call in calls_of_record():
        for keyword in call.keywords:
            named = {keyword.arg} if keyword.arg else SPREAD.get(relative(path), {f"** in {relative(path)}"})
            for key in named - OWN_PARAMETERS:
                keys[key].add(relative(path))
    return keys


def kinds_with(key: str) -> list[str]:
    """Return the kinds that have words of their own for this key."""
    return [code for code in KINDS if f"{code} {key}" in registry.details]


@pytest.mark.parametrize("key", sorted(keys_recorded()))
def test_every_key_that_is_recorded_has_words(key):
    assert key in registry.details or kinds_with(key), f"describe {key!r} in event_details.py of its app"


def literal_pairs() -> set[tuple[str, str]]:
    """Return (kind, key) of the calls that name both."""
    by_constant = {}
    for app in ("audit", "agencies", "referrals"):
        for name, value in vars(import_module(f"{app}.events")).items():
            by_constant[name] = value
    pairs = set()
    for _, call in calls_of_record():
        first = call.args[0] if call.args else None
        kind = by_constant.get(getattr(first, "attr", getattr(first, "id", "")))
        if kind is not None:
            pairs |= {(kind.code, word.arg) for word in call.keywords if word.arg and word.arg not in OWN_PARAMETERS}
    return pairs


def test_every_kind_has_words_for_each_of_its_keys():
    pairs = literal_pairs()
    assert len(pairs) > 100
    assert [f"{code} {key}" for code, key in sorted(pairs) if detail_of(code, key) is None] == []


def test_no_words_are_left_of_a_kind_or_key_that_is_gone():
    codes = {key.partition(" ")[0] for key in registry.details if " " in key}
    assert codes - KINDS.keys() == set()


def test_every_page_with_an_address_of_its_own_has_a_name():
    def names(patterns):
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                if getattr(pattern, "app_name", None) in (None, "audit", "agencies", "referrals"):
                    yield from names(pattern.url_patterns)
            elif pattern.name:
                yield pattern.name

    public = {"home", "health", "privacy", "accessibility", "sent_mail"}  # of the roof, and never about a record
    steps = {name for name in names(get_resolver().url_patterns) if re.fullmatch(r"(\w+_)?(check|discard|page|add|"
             r"entry|remove|done|sent|received)", name)}  # fmt: skip
    assert set(names(get_resolver().url_patterns)) - registry.pages.keys() - public - steps == set()


def test_a_day_of_work_reads_in_words(nobody_here, settings):
    """Every line that the demo writes: no code, no date for machines, no number of a row, and no year 9999."""
    settings.DEMO = True
    call_command("demo", "--load", referrals=2, stdout=StringIO())
    with acting_as_system():
        names = Names().looked_up()
        written = list(Event.objects.all())
        read = [(event.code, row) for event in written for row in wording.detail(event, names)]
    assert len({event.code for event in written}) > 30
    wrong = {
        (code, row["key"], row["value"][:80])
        for code, row in read
        if ISO.search(row["value"]) or UUID.search(row["value"]) or CODE.fullmatch(row["value"])
    }
    assert wrong == set()
    assert [(code, row["value"]) for code, row in read if "9999" in row["value"] or "number None" in row["value"]] == []
    unknown = {(event.code, key) for event in written for key in event.detail if detail_of(event.code, key) is None}
    assert unknown == set()
