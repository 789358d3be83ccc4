"""Every page names a permission that some role has, and every permission opens some page."""

import pytest
from django.urls import URLPattern, get_resolver

from agencies.roles import ROLES
from tests.house.source import modules

# These are checked by actions or decide what a page shows; they open no page of their own.
NOT_A_PAGE = {"referrals.read_decision_maker_items", "referrals.authorise_not_informing"}


def patterns(resolver=None, prefix=""):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), entry.callback
        else:
            yield from patterns(entry, prefix + str(entry.pattern))


PAGES = list(patterns())
HELD = frozenset().union(*(role.permissions for role in ROLES.values()))


@pytest.mark.parametrize(("url", "view"), PAGES, ids=[url or "/" for url, _ in PAGES])
def test_every_page_carries_its_mark(url, view):
    assert hasattr(view, "access_rule"), (
        f"{url} has no access rule: open it with allow, signed_in or public (mash/guards.py)"
    )
    mark = view.access_rule
    assert mark.permission in HELD or mark.signed_in or mark.reason, f"{url}: no role holds {mark.permission!r}"


def test_every_permission_opens_a_page():
    used = {view.access_rule.permission for _, view in PAGES if hasattr(view, "access_rule")}
    assert HELD - used - NOT_A_PAGE == set()


def test_every_view_has_its_url():
    """A guarded function that no URL leads to is dead code."""
    from importlib import import_module

    routed = {view for _, view in PAGES}
    for name in modules():
        if name.split(".")[-1] == "views":
            module = import_module(name)
            views = {thing for thing in vars(module).values() if callable(thing) and hasattr(thing, "access_rule")}
            assert views <= routed, f"{name}: no URL leads to {[v.__name__ for v in views - routed]}"
