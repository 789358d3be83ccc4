"""`manage.py` finds the running demo, and nobody else can read how."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import django
import pytest

from mash.local import demo_environment

NOTED = {"DATABASE_URL": "postgres://a", "REDIS_URL": "redis://b", "SECRET_KEY": "c=d", "DEMO": "true", "HOME": "/x"}


@pytest.fixture
def elsewhere(monkeypatch, tmp_path):
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    for name in NOTED:
        if name != "HOME":
            monkeypatch.delenv(name, raising=False)
    before = dict(os.environ)
    yield tmp_path
    os.environ.clear()
    os.environ.update(before)


def test_a_command_takes_up_the_settings_of_the_running_demo(elsewhere):
    demo_environment.remember(NOTED, elsewhere)
    demo_environment.load_running()
    assert os.environ["DATABASE_URL"] == "postgres://a"
    assert os.environ["SECRET_KEY"] == "c=d"
    assert os.environ.get("HOME") != "/x"


def test_whoever_names_a_database_is_left_alone(elsewhere):
    demo_environment.remember(NOTED, elsewhere)
    os.environ["DATABASE_URL"] = "postgres://mine"
    demo_environment.load_running()
    assert os.environ["DATABASE_URL"] == "postgres://mine"
    assert "SECRET_KEY" not in os.environ


def test_the_note_is_for_its_owner_only_and_goes_with_the_demo(elsewhere):
    demo_environment.remember(NOTED, elsewhere)
    assert stat.S_IMODE((elsewhere / "environment").stat().st_mode) == 0o600
    demo_environment.forget(elsewhere)
    demo_environment.load_running()
    assert "DATABASE_URL" not in os.environ


def test_it_starts_with_a_python_that_the_packages_are_not_in():
    bare = Path(sys.base_prefix) / "bin" / "python3"
    result = subprocess.run(
        [bare, "-I", demo_environment.ROOT / "manage.py", "--version"], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == django.get_version()
