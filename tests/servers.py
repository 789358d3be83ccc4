"""A real PostgreSQL and a real Valkey for each test process, in a temporary directory.

The servers are not shared between processes: sealing the access log waits for every transaction
of its PostgreSQL, so it would wait for other tests.
"""

import atexit
import base64
import os
import secrets
import shutil
import tempfile
from pathlib import Path

import pytest
from psycopg import sql

from mash.local import embedded
from mash.local.embedded import TEST_TUNING, Servers

ROLES = Path(__file__).parent / "roles.sql"
LOGIN = "mash_test"
WORKER = "PYTEST_XDIST_WORKER"
PLACE = "TESTS_PLACE"  # shared by all test processes
NOWHERE = {
    "DATABASE_URL": "postgres://mash_worker@127.0.0.1:1/mash",
    "WEB_DATABASE_URL": "postgres://mash_web@127.0.0.1:1/mash",
    "REDIS_URL": "redis://127.0.0.1:1",
    "SECRET_KEY": secrets.token_urlsafe(50),
}


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config, args):
    """Start the servers before pytest-django reads the settings, which need their addresses."""
    if {"-h", "--help", "-V", "--version"} & set(args):
        return
    worker = os.environ.get(WORKER)
    place = Path(os.environ[PLACE]) / worker if worker else _make_place()
    if worker or not early_config.known_args_namespace.numprocesses:
        _start(place)
    else:  # the xdist controller runs no tests, but reads the settings
        os.environ.update(_environment(place, {**os.environ, **NOWHERE}))


def _make_place() -> Path:
    place = Path(tempfile.mkdtemp(prefix="mash-tests-", dir="/tmp"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    os.environ[PLACE] = str(place)
    return place


def _start(place: Path) -> None:
    servers = Servers(place, tuning=TEST_TUNING, keep=False)
    atexit.register(servers.stop)  # pytest's own ending hooks are not called when its start fails
    servers.start()
    _make_test_login(servers)
    os.environ.update(_environment(place, servers.environment()))
    os.environ["TEST_DATABASE_PASSWORD"] = servers.postgres.passwords[LOGIN]
    (place / "assets").mkdir()


def _make_test_login(servers: Servers) -> None:
    servers.postgres.passwords[LOGIN] = servers.postgres.passwords["mash_owner"]
    with servers.postgres.connect("postgres") as connection:
        connection.execute(ROLES.read_text())
        connection.execute(embedded.ROLES.read_text())  # sets what all our logins have in common
        password = sql.Literal(servers.postgres.passwords[LOGIN])
        connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(LOGIN), password))


def _environment(place: Path, servers: dict[str, str]) -> dict[str, str]:
    return {
        **servers,
        "DATABASE_OWNER_URL": "",  # migrations of test databases run through the test login
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
        "UNPROVEN_SECONDS": "0",  # tests of floods set it
        "PROOF_BITS": "4",
        "LIMITS": '{"start_slow_address": [1000, 3600], "send_slow_address": [1000, 3600]}',
        "LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "mash.settings",
    }
