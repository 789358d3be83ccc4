"""What a role that is for adults' cases alone may do, each action asks for (referrals/access/adults.py)."""

import ast
import inspect
from collections.abc import Iterator
from types import FunctionType, ModuleType

from agencies.roles import FOR_ADULTS, ROLES
from tests.house.test_pages import PAGES

ASKS = {"check_manages", "check_may_sign"}
OTHERWISE = {
    "referrals.evidence.frozen_records.checked"
}  # says of a page whether it is as recorded, and changes nothing


def actions_of(view: FunctionType, seen: frozenset[str] = frozenset()) -> Iterator[FunctionType]:
    """Yield the actions that a view names: what takes `by` and stands in another module."""
    module = inspect.getmodule(view)
    for node in ast.walk(ast.parse(inspect.getsource(view))):
        thing = None
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            home = getattr(module, node.value.id, None)
            thing = getattr(home, node.attr, None) if isinstance(home, ModuleType) else None
        elif isinstance(node, ast.Name):
            thing = getattr(module, node.id, None)
        if not inspect.isfunction(thing) or thing.__name__ in seen:
            continue
        if inspect.getmodule(thing) is module and not hasattr(thing, "access_rule"):
            yield from actions_of(thing, seen | {thing.__name__})
        elif inspect.getmodule(thing) is not module and "by" in inspect.signature(thing).parameters:
            yield inspect.unwrap(thing)


def limited() -> dict[str, FunctionType]:
    views = {
        view for _, view in PAGES if getattr(view, "access_rule", None) and view.access_rule.permission in FOR_ADULTS
    }
    return {
        f"{action.__module__}.{action.__name__}": action
        for view in views
        for action in actions_of(inspect.unwrap(view))
        if action.__name__ != "record"
    }


def asks(action: FunctionType) -> bool:
    source = inspect.getsource(action)
    return any(f"{name}(" in source for name in ASKS)


def test_each_action_asks_whether_the_case_is_for_the_role():
    actions = limited()
    assert len(actions) >= 12
    assert {name for name, action in actions.items() if not asks(action)} == OTHERWISE, sorted(actions)


def test_what_is_limited_is_held_by_such_a_role():
    held = [role.permissions for role in ROLES.values() if role.adults_only]
    assert held
    assert all(permissions >= FOR_ADULTS for permissions in held)
