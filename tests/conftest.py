"""What every test may ask for: servers, database, browser, and the cast."""

import gc
import uuid

import pytest

pytest_plugins = ["tests.database", "tests.surroundings", "tests.chromium", "tests.kinds"]


@pytest.fixture
def northvale(db):
    """A hub with its cast: northvale.manager, northvale.social_worker, northvale.police, …"""
    from tests.builders import build_hub

    return build_hub("northvale")


@pytest.fixture
def southmere(db):
    """Another hub in the same deployment, which must see nothing of the first."""
    from tests.builders import build_hub

    return build_hub("southmere")


@pytest.fixture
def referral(northvale):
    from tests.builders import build_referral

    return build_referral(northvale)


@pytest.fixture
def as_person(client):
    """A browser signed in as somebody: as_person(northvale.manager).get(…)."""
    from tests.replaying import harmless

    def sign_in(user):
        harmless(lambda: client.force_login(user, backend="agencies.backends.EmailBackend"))
        return client

    return sign_in


@pytest.fixture(autouse=True)
def nothing_counted_yet(monkeypatch):
    """Counts stand on a connection of their own and outlive a test, so each test counts under a name of its own."""
    from mash import limits

    monkeypatch.setattr(limits, "_run", f" {uuid.uuid4()}")


LONG = ("need_to_know", "browser", "audit/test_kill", "mash/test_demo")


def pytest_collection_modifyitems(items):
    """What takes longest goes first, lest one worker still be at it when the others have nothing left to do."""
    items.sort(key=lambda item: not item.nodeid.startswith(tuple(f"tests/{name}" for name in LONG)))


def pytest_collection_finish():
    """What was imported and collected stays to the end: looking through it for rubbish over and over takes time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
