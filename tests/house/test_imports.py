"""Imports point down.

The order is roof → referrals → agencies → audit → floor; inside referrals it is roof → stages →
grounds.
"""

import ast
import sys
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.house.source import APPS, GROUNDS, STAGES, imported_by, modules, tree

FLOOR = (
    "mash.browser_sessions",
    "mash.field_cipher",
    "mash.form_submission",
    "mash.govuk",
    "mash.guards",
    "mash.headers",
    "mash.hub_time",
    "mash.identity",
    "mash.limits",
    "mash.lists",
    "mash.models",
    "mash.paging",
    "mash.postgres",
    "mash.proofs",
    "mash.migrations",
    "mash.single_use",
    "mash.refusals",
)
HEIGHT = {"floor": 0, "audit": 1, "agencies": 2, "referrals": 3, "mash": 4}
# Of the modules directly in referrals/, these join the stages together; the others lie below the stages.
ROOF = {"referrals.urls", "referrals.tasks", "referrals.apps", "referrals.event_details"}


def storey(name: str) -> str:
    if name.startswith(FLOOR):
        return "floor"
    return name.split(".")[0]


def part_of(name: str) -> str:
    """Return the folder of referrals that a module belongs to, "" for one directly in it."""
    app, _, rest = name.partition(".")
    part = rest.split(".")[0]
    return part if app == "referrals" and part in STAGES | GROUNDS else ""


def stages_imported_by(name: str) -> set[str]:
    return {part_of(other) for other in imported_by(modules()[name])} & STAGES


@pytest.mark.parametrize("name", modules())
def test_imports_point_down(name):
    own = HEIGHT[storey(name)]
    above = {other for other in imported_by(modules()[name]) if other != "mash" and HEIGHT[storey(other)] > own}
    assert not above, f"{name} stands below what it imports: {sorted(above)}"


@pytest.mark.parametrize("stage", sorted(STAGES))
def test_stages_do_not_touch(stage):
    for name in modules():
        if part_of(name) == stage:
            others = stages_imported_by(name) - {stage}
            assert not others, f"{name} reaches into another stage: {sorted(others)}. Move what two share to a ground"


@pytest.mark.parametrize("name", [name for name in modules() if name.startswith("referrals.")])
def test_grounds_lie_below_the_stages(name):
    if part_of(name) in STAGES or name in ROOF:
        return
    assert not stages_imported_by(name), f"{name} lies below the stages and imports {sorted(stages_imported_by(name))}"


def test_a_new_folder_is_a_stage_until_it_is_named_a_ground():
    """A new folder cannot escape the rule: only the grounds are listed by name (source.py)."""
    folders = {name.split(".")[1] for name in modules() if name.startswith("referrals.") and name.count(".") > 1}
    assert folders <= STAGES | GROUNDS | {"templatetags"}
    assert not STAGES & GROUNDS
    assert folders >= GROUNDS, f"There is no folder for the ground {sorted(GROUNDS - folders)}"


def test_there_are_no_circles():
    """Modules do not import each other in a circle, imports inside functions included."""
    graph = {name: {other for other in imported_by(path) if other in modules()} for name, path in modules().items()}
    for name, others in graph.items():
        packages = {other.rpartition(".")[0] for other in others}
        graph[name] = others - {name} - packages
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        pytest.fail("A circle of imports: " + " → ".join(circle.args[1]))


PURE = "referrals.people.matching"


def packages_imported_by(path) -> set[str]:
    """Return the packages that are not ours which a file imports anywhere in it."""
    imports = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {alias.name for node in imports if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in imports if isinstance(node, ast.ImportFrom) and node.module}
    return {name.split(".")[0] for name in names} - set(APPS)


def reached_from(package: str) -> set[str]:
    """Return our modules that a package consists of and imports, and those they import, and so on."""
    waiting = [name for name in modules() if name == package or name.startswith(f"{package}.")]
    reached: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += imported_by(modules()[name]) & modules().keys()
    return reached


def test_comparing_people_knows_no_django():
    """Its rules are tried by the million without a database, and by whoever brings people of another system."""
    reached = reached_from(PURE)
    assert len(reached) > len({name for name in modules() if name.startswith(PURE)})
    packages = {name: packages_imported_by(modules()[name]) for name in reached}
    assert not {name for name, imported in packages.items() if "django" in imported}
    assert set().union(*packages.values()) - sys.stdlib_module_names == {"anyascii", "jellyfish", "rapidfuzz"}


def test_no_drawer_for_everything():
    drawers = {"utils", "helpers", "services", "common", "core", "base"}
    catch_alls = [name for name in modules() if name.split(".")[-1] in drawers and name != "mash.postgres.base"]
    assert not catch_alls, "A file without an idea of its own: " + ", ".join(catch_alls)


def writes_spreadsheets(path) -> bool:
    imports = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {alias.name for node in imports for alias in node.names} | {getattr(node, "module", "") for node in imports}
    return not names.isdisjoint({"csv", "xlsxwriter"})


def test_files_for_spreadsheets_are_written_in_one_place():
    """There a cell cannot run as a formula, and a table says by itself what it is (audit/exports/tables.py)."""
    writers = {name for name, path in modules().items() if writes_spreadsheets(path)}
    assert "audit.exports.tables" in writers
    elsewhere = {name for name in writers if not name.startswith(("audit.exports.", "audit.offline."))}
    assert not elsewhere, f"These write files for spreadsheets by themselves: {sorted(elsewhere)}"
