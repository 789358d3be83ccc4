"""With a browser, without one, or with one that does not run: every other test has its database all the same."""

import os
import platform
import subprocess
import sys

import pytest

from tests.which_browser import ROOT, look_for

PAGE = """
def test_of_a_page(page):
    page.set_content("<title>Here</title>")
    assert page.title() == "Here"
"""
# What every test with a database does, whichever, and Django refuses beside a running event loop.
DATABASE = """
def test_of_a_database():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
"""
SURROUNDINGS = """
import django
from django.conf import settings

pytest_plugins = ["tests.chromium"]
settings.configure(DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}})
django.setup()
"""


@pytest.fixture
def run_beside(tmp_path):
    """A run of its own: a test of a page and then one of a database, in other surroundings."""
    (tmp_path / "conftest.py").write_text(SURROUNDINGS)
    (tmp_path / "pytest.ini").write_text(f"[pytest]\npythonpath = {ROOT}\n")
    (tmp_path / "test_both.py").write_text(PAGE + DATABASE)

    def run(*arguments: str, **surroundings: str) -> str:
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "DJANGO_"))}
        command = [sys.executable, "-m", "pytest", "-p", "no:django", "-p", "no:cacheprovider", *arguments]
        return subprocess.run(
            command, env={**environment, **surroundings}, cwd=tmp_path, capture_output=True, text=True, check=False
        ).stdout

    return run


@pytest.mark.parametrize("workers", [(), ("-n", "1")], ids=["alone", "by a worker"])
def test_without_a_browser_its_tests_are_skipped_and_the_end_says_so(run_beside, workers):
    output = run_beside(*workers, TEST_BROWSER="none", REQUIRE_BROWSER="")
    assert "1 passed, 1 skipped" in output, output
    *_, closing, _ = output.strip().splitlines()
    assert closing == "Skipped for want of a browser: 1 (TEST_BROWSER=none hides it; unset it)"


def test_a_browser_that_is_insisted_on_fails_what_needs_it(run_beside):
    output = run_beside(TEST_BROWSER="none", REQUIRE_BROWSER="1")
    assert "1 passed, 1 error" in output, output
    assert "No Chromium: TEST_BROWSER=none hides it" in output


@pytest.mark.parametrize(
    "broken",
    [{"TEST_BROWSER": "/bin/false"}, {"PLAYWRIGHT_NODEJS_PATH": "/bin/false"}],
    ids=["browser", "node"],
)
def test_what_does_not_start_fails_its_own_tests_only(run_beside, broken):
    output = run_beside(**broken)
    assert "1 passed, 1 error" in output, output


def test_another_processor_uses_an_installed_browser_or_is_told_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr(platform, "machine", lambda: "aarch64")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert look_for("") == (
        "the packaged Chromium does not run here (Linux, aarch64); "
        "install Chromium, or say where one is with TEST_BROWSER=/path/to/chromium"
    )
    installed = tmp_path / "chromium"
    installed.touch(mode=0o755)
    assert look_for("").executable == installed
    assert "aarch64" in look_for("packaged")
    assert look_for(str(installed)).executable == installed
    assert look_for(f"{installed}-not") == f"TEST_BROWSER={installed}-not is no program"


def test_nothing_starts_playwright_but_its_fixtures():
    """They come after the question whether there is a browser. The program that takes pictures is no test."""
    starting = "sync_" + "playwright"
    assert [path.name for path in (ROOT / "tests").rglob("*.py") if starting in path.read_text()] == ["pictures.py"]
