"""Which changes `make mutants` makes to a module, and which it leaves alone."""

import ast
import tomllib

from tests.house.source import ROOT
from tests.mutation.changes import changes_of
from tests.mutation.modules import MODULES, chosen

SOURCE = """\
LIMIT = 3


def may_ask(case: "Case | None", at_least=1) -> bool:
    if not case.basis:
        raise RuleViolation("Record the basis", field="basis")
    rows = case.rows.select_related("hub").filter(kind="red", why="Text of two words")
    return len(rows) >= at_least
"""


def names(source: str) -> list[str]:
    return [change.name for change in changes_of(source)]


def test_conditions_bounds_words_and_arguments_are_changed():
    assert {
        "may_ask: if not case.basis: → if case.basis:",
        "may_ask: return len(rows) >= at_least → return len(rows) > at_least",
    } <= set(names(SOURCE))
    assert [name for name in names(SOURCE) if 'kind="red"' in name and name.count('kind="XXredXX"') == 1]
    assert [name for name in names(SOURCE) if name.endswith('.filter(why="Text of two words")')]


def test_each_change_stands_alone_and_names_its_lines():
    whole = ast.dump(ast.parse(SOURCE))
    for change in changes_of(SOURCE):
        assert ast.dump(ast.parse(change.source)) != whole
        assert change.source.splitlines()[:4] == SOURCE.splitlines()[:4]
    assert {line for change in changes_of(SOURCE) for line in change.lines} == {5, 7, 8}


def test_tables_types_defaults_refusals_texts_and_loading_ahead_are_left_alone():
    assert not [name for name in names(SOURCE) if "RuleViolation" in name or '"hub" →' in name or '"XXText' in name]


def test_two_changes_that_read_the_same_have_names_of_their_own():
    doubled = names("def both(a, b):\n    a.append(1)\n    b.append(1)\n    a.append(1)\n")
    assert "both: a.append(1) → a.append(2)" in doubled
    assert "both: a.append(1) → a.append(2) (2)" in doubled


def test_the_sample_of_a_module_is_the_same_each_time(monkeypatch):
    monkeypatch.delenv("MUTANTS", raising=False)
    everything = list(range(200))
    assert chosen("a.module", everything) == chosen("a.module", everything)
    assert len(chosen("a.module", everything)) == 60
    monkeypatch.setenv("MUTANTS", "all")
    assert chosen("a.module", everything) == everything


def test_the_table_names_modules_tests_and_changes_that_exist():
    table = tomllib.loads((ROOT / "tests" / "mutation" / "modules.toml").read_text())
    assert table == MODULES
    for name, row in table.items():
        source = (ROOT / f"{name.replace('.', '/')}.py").read_text()
        assert [path for path in row["tests"] if not (ROOT / path).exists()] == []
        assert {change for listed in row.get("unnoticed", {}).values() for change in listed} <= set(names(source)), name
