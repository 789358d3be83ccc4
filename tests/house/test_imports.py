"""Imports point down: roof → referrals → agencies → audit → floor; the stages of a case never touch."""

import pytest

from tests.house.source import STAGES, imported_by, modules

FLOOR = (
    "mash.boxes",
    "mash.browser_sessions",
    "mash.govuk",
    "mash.guards",
    "mash.headers",
    "mash.identity",
    "mash.limits",
    "mash.models",
    "mash.postgres",
    "mash.proofs",
    "mash.migrations",
    "mash.once",
    "mash.refusals",
)
HEIGHT = {"floor": 0, "audit": 1, "agencies": 2, "referrals": 3, "mash": 4}


def storey(name: str) -> str:
    if name.startswith(FLOOR):
        return "floor"
    return name.split(".")[0]


@pytest.mark.parametrize("name", modules())
def test_imports_point_down(name):
    own = HEIGHT[storey(name)]
    above = {other for other in imported_by(modules()[name]) if other != "mash" and HEIGHT[storey(other)] > own}
    assert not above, f"{name} stands below what it imports: {sorted(above)}"


@pytest.mark.parametrize("stage", STAGES)
def test_stages_do_not_touch(stage):
    for name, path in modules().items():
        if name.startswith(f"referrals.{stage}"):
            others = [s for s in STAGES if s != stage]
            touched = {i for i in imported_by(path) if i.startswith(tuple(f"referrals.{other}" for other in others))}
            assert not touched, f"{name} reaches into another stage: {sorted(touched)}"


def test_no_drawer_for_everything():
    drawers = {"utils", "helpers", "services", "common", "core", "base"}
    found = [name for name in modules() if name.split(".")[-1] in drawers and name != "mash.postgres.base"]
    assert not found, "A file without an idea of its own: " + ", ".join(found)
