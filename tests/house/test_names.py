"""Names in code say what they hold; names of people stay out of logs, titles, `__str__` and the field log."""

import ast
import inspect
from textwrap import dedent

import pytest
from django.apps import apps
from django.db import models

from tests.house.source import APPS, ROOT, SAY_NOTHING, modules, relative, tree

OURS = [m for label in APPS for m in apps.get_app_config(label).get_models()]
PERSONAL = {"first_name", "last_name", "other_names", "text", "rationale", "what_happened", "worries", "nhs_number"}
IN_STR = PERSONAL | {"email", "display_name", "name"}
NAMED_OPENLY = {"Agency"}  # names of organisations are public


def naming_class(model: type[models.Model]) -> type:
    """Return the class that defines the model's `__str__`: its own or one it inherits from."""
    return next(parent for parent in model.__mro__ if "__str__" in vars(parent))


def read_by_str(model: type[models.Model]) -> set[str]:
    """Return the attributes that a class's `__str__` reads."""
    method = ast.parse(dedent(inspect.getsource(vars(naming_class(model))["__str__"])))
    return {node.attr for node in ast.walk(method) if isinstance(node, ast.Attribute)}


def is_named_by_us(model: type[models.Model]) -> bool:
    """Return whether `__str__` is ours: Django's own gives the kind of the object."""
    return naming_class(model).__module__.partition(".")[0] in APPS


@pytest.mark.parametrize("model", OURS)
def test_every_model_says_how_it_is_named(model):
    assert is_named_by_us(model)


@pytest.mark.parametrize("model", OURS)
def test_str_never_gives_a_person_away(model):
    allowed = {"name"} if model.__name__ in NAMED_OPENLY else set()
    assert not read_by_str(model) & IN_STR - allowed


def test_a_name_in_str_would_be_found_and_so_would_a_model_without_one():
    class Telling:
        def __str__(self):
            return f"{self.pk} {self.last_name}"

    class Heir(Telling):
        pass

    assert read_by_str(Heir) & IN_STR == {"last_name"}
    assert not is_named_by_us(models.Model)
    assert not is_named_by_us(apps.get_model("contenttypes.ContentType"))


def is_logging(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    return node.func.attr in {"info", "warning", "error", "exception", "debug"} and "log" in ast.dump(node.func)


def test_nothing_logs_what_somebody_typed():
    """Loggers name references and ids only: no f-string or argument reads a personal field."""
    for name, path in modules().items():
        for node in filter(is_logging, ast.walk(tree(path))):
            read = {n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)}
            assert not read & PERSONAL, f"{name} logs personal data"


def bound_names(code: ast.AST) -> set[str]:
    """Return every name that a module gives to something: functions, parameters, variables, attributes, keywords."""
    names = set()
    for node in ast.walk(code):
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.arg(arg=name) | ast.keyword(arg=name):
                names.add(name)
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                names.add(name)
    return names


@pytest.mark.parametrize("path", [*modules().values(), *sorted((ROOT / "tests").rglob("*.py"))], ids=relative)
def test_every_name_says_what_it_holds(path):
    assert not bound_names(tree(path)) & SAY_NOTHING


def test_a_name_that_says_nothing_would_be_found():
    code = "def told(): pass\ndef ask(one): self.kept = [f(found=1) for said in one]"
    assert bound_names(ast.parse(code)) >= {"told", "one", "kept", "found", "said"}
