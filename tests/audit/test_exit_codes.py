"""Programs that verify say by their exit code whether something was altered or nothing could be checked."""

import os
import subprocess
import sys

import pytest

from audit.offline import verify_export
from tests.house.source import ROOT

SOUND, ALTERED, CANNOT_CHECK = 0, 1, 2  # as docs/operation.md has them


def run(*command, **environment) -> subprocess.CompletedProcess:
    here = {name: value for name, value in os.environ.items() if name not in ("SECRET_KEY", "DATABASE_URL")}
    return subprocess.run([sys.executable, *map(str, command)], cwd=ROOT, env=here | environment,  # noqa: S603
                          capture_output=True, text=True, check=False, timeout=120)  # fmt: skip


NOWHERE = {
    "SECRET_KEY": "x" * 60,
    "DATABASE_URL": "postgres://mash_worker:x@127.0.0.1:1/nothing",
    "REDIS_URL": "redis://127.0.0.1:1",
}


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [([], {}), ([], NOWHERE), (["--no-such-option"], NOWHERE), (["--from", "yesterday"], NOWHERE)],
    ids=["no settings", "no database", "an unknown option", "no day"],
)
def test_the_trail_that_cannot_be_checked_is_not_called_altered(arguments, environment):
    ended = run("manage.py", "verify_trail", *arguments, **environment)
    assert ended.returncode == CANNOT_CHECK, ended.stderr


def test_the_export_that_cannot_be_checked_is_not_called_altered(tmp_path):
    (tmp_path / "cryptography").mkdir()
    (tmp_path / "cryptography" / "__init__.py").write_text("raise ImportError('broken')")
    program, nothing = verify_export.__file__, tmp_path / "nothing"
    assert run(program, nothing, nothing, "--public-key", "AAAA").returncode == CANNOT_CHECK
    assert run(program, nothing, nothing).returncode == CANNOT_CHECK
    without_package = run(program, nothing, nothing, "--public-key", "AAAA", PYTHONPATH=str(tmp_path))
    assert without_package.returncode == CANNOT_CHECK
    assert "pip install cryptography" in without_package.stderr


@pytest.mark.parametrize("fault", [RecursionError, MemoryError, KeyError, ZeroDivisionError])
def test_no_fault_of_its_own_is_called_altered(monkeypatch, tmp_path, fault):
    def broken(*_):
        raise fault

    monkeypatch.setattr(verify_export.Verifier, "verify", broken)
    key = "A" * 43 + "="
    assert verify_export.main([str(tmp_path), str(tmp_path), "--public-key", key]) == CANNOT_CHECK


@pytest.mark.parametrize("program", [["manage.py", "verify_trail", "--help"], [verify_export.__file__, "--help"]])
def test_the_help_says_what_each_code_means(program):
    ended = run(*program, **NOWHERE)
    assert ended.returncode == SOUND
    for words in ("with 0", "1 ", "2 ", "Only 1 says that something was altered"):
        assert words in " ".join(ended.stdout.split())
