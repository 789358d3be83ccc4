"""What makes the tests faster; each measure has its reason, and none changes what is tested.

Elsewhere: the users of the hubs are copied as rows (tests/standing.py), because opening a hub takes
longer than most tests; the test PostgreSQL does not wait for its disk (`TEST_TUNING`), because its
data are temporary; and workers take tests from one another (`--dist worksteal` in the Makefile),
because tests differ much in length.
"""

import gc
import hashlib
import os
from pathlib import Path

import pytest

# Longest first, so that no worker is still busy when the others have run out of tests.
LONG = ("need_to_know", "browser", "audit/test_kill", "mash/test_demo")
# No page stays open long enough for optimised scripts to pay off.
BROWSER_FLAGS = ["--js-flags=--no-opt --no-maglev"]


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: not item.nodeid.startswith(tuple(f"tests/{name}" for name in LONG)))


def pytest_collection_finish():
    """Keep the garbage collector from searching what stays to the end: the imported modules and the collected tests."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True, scope="session")
def quick_passwords():
    """Use a fast password hash: production's is slow on purpose, and these passwords are known."""
    from django.conf import settings

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "PASSWORD_HASHERS", ["django.contrib.auth.hashers.MD5PasswordHasher"])
        yield


@pytest.fixture(autouse=True, scope="session")
def quick_live_server():
    """Disable Nagle's algorithm in Django's live server.

    The server writes an answer in pieces, and each page would wait 40 ms for the last of them.
    """
    from django.core.servers.basehttp import WSGIRequestHandler

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WSGIRequestHandler, "disable_nagle_algorithm", True)
        yield


class Judged:
    """Record which kinds of elements axe has checked in this run, across all workers."""

    def __init__(self, directory: Path):
        self.directory = directory
        directory.mkdir(exist_ok=True)

    def is_new(self, *piece: str) -> bool:
        try:
            (self.directory / hashlib.sha256("\n".join(piece).encode()).hexdigest()).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True

    def new_of(self, pieces: list[str]) -> list[str]:
        return [piece for piece in pieces if self.is_new(piece)]


@pytest.fixture(scope="session")
def judged() -> Judged:
    return Judged(Path(os.environ["TESTS_PLACE"]) / "judged")


@pytest.fixture(scope="session")
def resting() -> dict[bool, list]:
    """Return idle browser contexts, by whether they run scripts, with the site's assets cached."""
    return {True: [], False: []}
