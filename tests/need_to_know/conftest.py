"""The world of the walk, built once per file."""

import logging

import pytest
from django.db import transaction

from agencies.signing_in import sessions
from tests.counting import count_anew
from tests.need_to_know.walk.world import build_world


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """One world for the whole file, rolled back after it."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        count_anew(patch)  # or the worlds of earlier files use up how many mails one address may get
        block = transaction.atomic()
        block._from_testcase = True  # a download begins its own transaction, as in any test
        with block:
            yield build_world()
            transaction.set_rollback(True)


@pytest.fixture
def quietly(monkeypatch, settings):
    """Silence the thousands of logged refusals, and keep sign-ins from ending or being renewed."""
    logging.disable(logging.CRITICAL)
    settings.IDLE_MINUTES = 1000
    monkeypatch.setattr(sessions, "SEEN_INTERVAL", 1000 * 60)
    yield
    logging.disable(logging.NOTSET)
