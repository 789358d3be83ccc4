"""Every write is an action with an actor and an event; views and forms write nothing."""

import ast

import pytest

from tests.house.source import calls, functions, modules, tree

ELSEWHERE = ("views", "forms", "tasks", "models", "commands", "health", "guards", "identity", "middleware", "demo")
# The worker sends queued messages by itself, on nobody's behalf.
ELSEWHERE += ("mailing", "sending")


def transactional(function: ast.FunctionDef) -> bool:
    return any("atomic" in ast.dump(decorator) for decorator in function.decorator_list)


def is_place_for_actions(name: str) -> bool:
    return not set(name.split(".")) & set(ELSEWHERE)


# A public function that opens a transaction is an action, whatever its file is called.
ACTIONS = {name: path for name, path in modules().items() if is_place_for_actions(name)}
PUBLIC_ACTIONS = [
    (name, function)
    for name, path in ACTIONS.items()
    for function in functions(path)
    if not function.name.startswith("_") and transactional(function)
]
WRITES = {"save", "create", "bulk_create", "update", "bulk_update", "delete", "get_or_create", "update_or_create"}


@pytest.mark.parametrize(("name", "function"), PUBLIC_ACTIONS, ids=lambda value: getattr(value, "name", value))
def test_every_action_takes_who_acts_by_keyword_in_one_transaction(name, function):
    keywords = {argument.arg for argument in function.args.kwonlyargs}
    assert "by" in keywords, f"{name}.{function.name} must take `by` by keyword"
    assert len(function.args.args) <= 1, f"{name}.{function.name}: only the object acted on may be positional"
    assert transactional(function), f"{name}.{function.name} must be @transaction.atomic"


def within_reach(name: str) -> dict[str, tuple[str, ast.FunctionDef]]:
    """Return the functions a module can call by bare name: its own and those it imports."""
    reachable = {}
    for node in ast.walk(tree(modules()[name])):
        if isinstance(node, ast.ImportFrom) and node.module in modules():
            imported = {function.name: function for function in functions(modules()[node.module])}
            reachable |= {a.name: (node.module, imported[a.name]) for a in node.names if a.name in imported}
    return reachable | {function.name: (name, function) for function in functions(modules()[name])}


def reaches_record(name: str, function: ast.FunctionDef, seen: frozenset = frozenset()) -> bool:
    called = calls(function)
    if "record" in called:
        return True
    reach = within_reach(name)
    further = [reach[other] for other in called if other in reach and reach[other] not in seen]
    return any(reaches_record(*other, seen | set(further)) for other in further)


@pytest.mark.parametrize(("name", "function"), PUBLIC_ACTIONS, ids=lambda value: getattr(value, "name", value))
def test_every_action_records(name, function):
    assert reaches_record(name, function), f"{name}.{function.name} leaves no line in the access log"


@pytest.mark.parametrize("name", [name for name in ACTIONS if name.endswith(".actions")])
def test_a_function_beside_the_actions_writes_nothing(name):
    for function in functions(ACTIONS[name]):
        if not function.name.startswith("_") and not transactional(function):
            assert not {"save", "create", "bulk_create", "delete"} & calls(function), f"{name}.{function.name}"


@pytest.mark.parametrize("name", [name for name in modules() if name.split(".")[-1] in {"views", "forms"}])
def test_views_and_forms_do_not_write(name):
    managers = {
        node.func.attr
        for node in ast.walk(tree(modules()[name]))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WRITES
        and "objects" in ast.dump(node.func)
    }
    assert not managers, f"{name} writes to the database: {sorted(managers)}"
    assert not {"save", "bulk_create", "get_or_create", "update_or_create"} & calls(tree(modules()[name]))
