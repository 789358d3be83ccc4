"""The environment of a test: no network beyond this machine, and a real Celery worker on demand."""

import os
import socket
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from mash.local.processes import Child, wait_until

HERE = ("127.", "::1", "localhost")
ROOT = Path(__file__).resolve().parent.parent


class NetworkUsed(Exception):
    pass


@pytest.fixture(autouse=True, scope="session")
def nothing_beyond_this_machine():
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _only_here(getattr(socket.socket, name)))
        yield


def _only_here(connect):
    def guarded(self, address):
        if self.family != socket.AF_UNIX and not str(address[0]).startswith(HERE):
            raise NetworkUsed(f"A test tried to reach {address[0]}; tests use nothing beyond this machine")
        return connect(self, address)

    return guarded


def app_address(login: str = "WEB_DATABASE_URL") -> str:
    """Return how the app itself logs in to this process's test database, as in production."""
    from django.db import connection

    return urlsplit(os.environ[login])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


@pytest.fixture(scope="session")
def celery_worker(django_db_setup):
    """Run a Celery worker process on this test database and queue, logged in as a worker."""
    log = Path(os.environ["DATA_DIR"]) / "logs" / "worker.log"
    command = [sys.executable, "-m", "celery", "-A", "mash", "worker", "--concurrency=1", "--loglevel=INFO"]
    environment = {**os.environ, "DATABASE_URL": app_address("DATABASE_URL"), "LOG_LEVEL": "INFO"}
    worker = Child("worker", command, log=log, environment=environment, directory=ROOT)
    worker.start()
    wait_until(lambda: " ready." in worker.output() or not worker.alive, patience=60)
    assert worker.alive, worker.tail()
    yield worker
    worker.stop()


@pytest.fixture
def celery_worker_process(celery_worker, transactional_db):
    from mash.celery import app

    app.control.purge()
    return celery_worker


@pytest.fixture
def worker_at_once(monkeypatch):
    """Send letters as soon as their transaction commits, as if the worker had just polled."""
    from django.db import transaction

    from agencies import letters, tasks

    write = letters.post

    def post(*args, **facts) -> None:
        write(*args, **facts)
        transaction.on_commit(tasks.send_letters)

    monkeypatch.setattr(letters, "post", post)


@pytest.fixture
def app_login(db) -> str:
    return app_address()
