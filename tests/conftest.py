"""Fixtures for every test: servers, database, browser and the users of two hubs."""

import hypothesis
import pytest

# How long an example takes says more of the machine than of the code.
hypothesis.settings.register_profile("any machine", deadline=None)
hypothesis.settings.load_profile("any machine")

pytest_plugins = ["tests.speed", "tests.database", "tests.surroundings", "tests.chromium", "tests.kinds"]


@pytest.fixture
def northvale(db):
    """A hub with its users: northvale.manager, northvale.social_worker, northvale.police, …"""
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
    from tests.standing import standing_case

    return standing_case("referral", lambda: build_referral(northvale))


@pytest.fixture
def as_person(client):
    """Return a test client signed in as a user: as_person(northvale.manager).get(…)."""

    def sign_in(user):
        client.force_login(user, backend="agencies.backends.EmailBackend")
        return client

    return sign_in


@pytest.fixture(autouse=True)
def nothing_counted_yet(monkeypatch):
    """Give each test its own counters."""
    from tests.counting import count_anew

    count_anew(monkeypatch)
