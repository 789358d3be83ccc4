"""E-mail addresses are normalised and compared only in agencies/addresses.py."""

import re

import pytest
from django.apps import apps
from django.db import connection, models

from tests.house.source import modules

HOME = {"agencies.addresses"}
ADDRESS = re.compile(r"e_?mail|address|domain", re.IGNORECASE)
FOLDS = re.compile(
    r"__i(exact|contains|startswith|endswith|regex)|\.(lower|upper|casefold|title|swapcase)\(\)|\b(Lower|Upper)\("
)
# Files whose lines mention an address and fold case, with what they fold instead of an e-mail address.
OF_SOMETHING_ELSE = {
    "agencies/models/people.py": "the constraint that stood before addresses were kept one way",
    "agencies/signing_in/attempts.py": "a mask of what is nobody's address",
}


def folding(path) -> list[str]:
    lines = path.read_text().splitlines()
    return [line.strip() for line in lines if ADDRESS.search(line) and FOLDS.search(line)]


@pytest.mark.parametrize("name", [name for name in modules() if ".migrations" not in name and name not in HOME])
def test_no_other_module_folds_an_address(name):
    path = modules()[name]
    if not any(str(path).endswith(known) for known in OF_SOMETHING_ELSE):
        assert not folding(path), (
            f"{name}: ask agencies.addresses (normalise, same_domain, normalise_part) or User.objects.at"
        )


def test_the_exceptions_are_still_needed():
    for known in OF_SOMETHING_ELSE:
        path = next(path for path in modules().values() if str(path).endswith(known))
        assert folding(path), f"{known} no longer folds an address: remove it from the list"


def test_no_function_of_the_database_folds_an_address_by_the_rules_of_a_language(db):
    """lower() depends on the collation for non-ASCII text, so SQL must say COLLATE "C"."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosrc ~* 'e?mail'"
        )
        functions = cursor.fetchall()
    folded = {
        name
        for name, source in functions
        for call in re.findall(r"\b(?:lower|upper)\(([^)]*)\)", source)
        if ADDRESS.search(call) and 'COLLATE "C"' not in call
    }
    assert folded == set()


def test_every_unique_name_of_ours_is_refused_in_words_when_it_is_taken():
    """The database may refuse a name the form accepted: it folds case otherwise, or users race."""
    source = "\n".join(path.read_text() for name, path in modules().items() if ".migrations" not in name)
    constraints = {
        constraint.name
        for app in ("agencies", "audit", "referrals")
        for model in apps.get_app_config(app).get_models()
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint) and (constraint.expressions or _is_typed(model, constraint))
    }
    assert {name for name in constraints if f"{name}=" not in source and f'"{name}":' not in source} == set()


def _is_typed(model, constraint) -> bool:
    """Return whether a user types the unique value."""
    return any(model._meta.get_field(field).name in ("name", "title", "email") for field in constraint.fields)
