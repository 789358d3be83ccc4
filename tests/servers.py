"""One real PostgreSQL and one real Valkey for each pytest run, in a temporary directory, shared by all its workers."""

import atexit
import base64
import os
import secrets
import shutil
import tempfile
from pathlib import Path

import pytest
from psycopg import sql

from mash.embedded import TEST_TUNING, Servers

ROLES = Path(__file__).parent / "roles.sql"
LOGIN = "mash_test"
WORKER = "PYTEST_XDIST_WORKER"


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config, args):
    """Before pytest-django reads the settings, which need to know where the servers are."""
    if worker := os.environ.get(WORKER):
        _give_worker_its_own(int(worker.removeprefix("gw")))
    elif not {"-h", "--help", "-V", "--version"} & set(args):
        _start()


def _start() -> None:
    place = Path(tempfile.mkdtemp(prefix="mash-tests-", dir="/tmp"))
    servers = Servers(place, tuning=TEST_TUNING, keep=False)

    def stop() -> None:
        servers.stop()
        shutil.rmtree(place, ignore_errors=True)

    atexit.register(stop)  # pytest's own ending hooks are not called when its start fails
    servers.start()
    _make_test_login(servers)
    os.environ.update(_environment(servers, place))
    (place / "assets").mkdir()


def _make_test_login(servers: Servers) -> None:
    servers.postgres.passwords[LOGIN] = servers.postgres.passwords["mash_owner"]
    with servers.postgres.connect("postgres") as connection:
        connection.execute(ROLES.read_text())
        password = sql.Literal(servers.postgres.passwords[LOGIN])
        connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(LOGIN), password))


def _environment(servers: Servers, place: Path) -> dict[str, str]:
    return {
        **servers.environment(),
        "DATABASE_OWNER_URL": "",  # migrations of test databases run through the test login
        "TEST_DATABASE_PASSWORD": servers.postgres.passwords[LOGIN],
        "DATA_DIR": str(place),
        "DEBUG": "false",
        "DEMO": "false",
        "SECURE_TLS": "false",
        "REQUIRE_SECOND_FACTOR": "false",  # tests of it turn it on
        "AUDIT_SEALING_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
        "AUDIT_SEALING_PUBLIC_KEYS": "",
        "AUDIT_ROOTS_TO": "",
        "ALLOWED_HOSTS": "testserver,127.0.0.1,localhost",
        "CSRF_TRUSTED_ORIGINS": "",
        "SITE_URL": "http://testserver",
        "EMAIL_URL": "filemail://",
        "STATIC_STORAGE": "django.contrib.staticfiles.storage.StaticFilesStorage",
        "LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "mash.settings",
    }


def _give_worker_its_own(number: int) -> None:
    """pytest-django gives each worker a database; this gives it a queue of tasks as well."""
    os.environ["REDIS_URL"] = os.environ["REDIS_URL"].rpartition("/")[0] + f"/{number + 1}"
