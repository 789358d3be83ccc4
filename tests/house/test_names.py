"""Names stay out of logs, titles, `__str__` and the field log."""

import ast

from django.apps import apps

from tests.house.source import modules, tree

OURS = [m for label in ("audit", "agencies", "referrals", "mash") for m in apps.get_app_config(label).get_models()]
PERSONAL = {"first_name", "last_name", "other_names", "text", "rationale", "what_happened", "worries", "nhs_number"}


def test_str_never_gives_a_person_away():
    for model in OURS:
        source = next((p for n, p in modules().items() if n == model.__module__), None)
        for node in ast.walk(tree(source)) if source else []:
            if isinstance(node, ast.ClassDef) and node.name == model.__name__:
                for method in node.body:
                    if isinstance(method, ast.FunctionDef) and method.name == "__str__":
                        read = {n.attr for n in ast.walk(method) if isinstance(n, ast.Attribute)}
                        assert not read & (PERSONAL | {"email", "display_name"}), model
                        assert "name" not in read or model.__name__ in {"Agency"}, model


def test_every_model_says_how_it_is_named():
    assert all(model.__str__ is not object.__str__ for model in OURS)


def is_logging(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    return node.func.attr in {"info", "warning", "error", "exception", "debug"} and "log" in ast.dump(node.func)


def test_nothing_logs_what_somebody_typed():
    """Loggers speak of references and ids: no f-string or argument reads a personal field."""
    for name, path in modules().items():
        for node in filter(is_logging, ast.walk(tree(path))):
            read = {n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)}
            assert not read & PERSONAL, f"{name} logs personal data"
