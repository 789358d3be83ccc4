"""The test database: created by the owner role, and used with the app's restricted rights."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.core.management.commands.flush import Command
from django.db import connection

from mash import identity
from mash.postgres import base

LEFT_ALONE = {"django_content_type", "auth_permission"}


def _connect_as(role: str, **options: str) -> None:
    """Make every new connection from here on, in any thread, use this role."""
    connection.close()
    for name in ("assume_role", "options"):
        connection.settings_dict["OPTIONS"].pop(name, None)
    connection.settings_dict["OPTIONS"].update(assume_role=role, **{base.SCRIPTS: role == "mash_owner"}, **options)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    connection.settings_dict.update(USER="mash_test", PASSWORD=os.environ["TEST_DATABASE_PASSWORD"])
    connection.settings_dict["OPTIONS"].pop("pool", None)  # opening a pool with an assumed role would deadlock
    _connect_as("mash_owner")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, quick_passwords, logins_as_in_production):
    with django_db_blocker.unblock():
        _connect_as("mash_worker")
        _open_northvale()
    yield
    with django_db_blocker.unblock():
        _end_other_sessions()
        _connect_as("mash_owner")


apply_identity_of_the_app = base.DatabaseWrapper.apply_identity
# The identity settings and the login: a web server's for requests, the worker's for the rest. A test that runs as the
# owner stays the owner. Like production's, it is a single statement.
AS_A_LOGIN = f"""{base.SET_IDENTITY}, set_config('role',
    CASE WHEN current_setting('role') IN ('mash_web', 'mash_worker') THEN %s ELSE current_setting('role') END, true)"""


@pytest.fixture(scope="session")
def logins_as_in_production():
    """Run requests as mash_web, and code that acts for a user outside a request as the worker."""

    def apply_identity(self):
        who = identity.current.get()
        with self.connection.cursor() as cursor:
            cursor.execute(AS_A_LOGIN, (*base.identity_settings(who), "mash_web" if who.from_web else "mash_worker"))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(base.DatabaseWrapper, "apply_identity", apply_identity)
        yield


def _end_other_sessions() -> None:
    """Close connections of server threads still stopping, which would keep the database in use."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND usename = session_user AND pid <> pg_backend_pid()"
        )


@pytest.fixture(autouse=True, scope="session")
def flush_as_owner():
    """Run Django's `flush` as the owner, and then restore the standing hub.

    `flush` follows every test that really commits, and the app's login may not empty a table.
    """

    def flush(self, **options):
        _connect_as("mash_owner", options="-c mash.upkeep=on -c session_replication_role=replica")
        try:
            _empty()
        finally:
            _connect_as("mash_worker")
        _open_northvale()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Command, "handle", flush)
        yield


def _empty() -> None:
    """Delete rows with triggers disabled: TRUNCATE rewrites files and is slower.

    Rows written by migrations stay, because writing them again takes longest.
    """
    tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - LEFT_ALONE
    script("; ".join(f'DELETE FROM "{table}"' for table in sorted(tables)))  # noqa: S608 (our own names)


def script(statements: str, *about) -> None:
    """Run several statements at once, which the app's own cursors refuse."""
    connection.ensure_connection()
    with psycopg.ClientCursor(connection.connection) as cursor:
        cursor.execute(statements, about or None)


def _open_northvale() -> None:
    """Create the hub that nearly every test uses."""
    from tests.builders import build_hub

    build_hub("northvale")


@pytest.fixture
def nobody_here(db):
    """Start the test with no hub and an empty access log."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (app,) = cursor.fetchone()
        script("RESET ROLE; SET session_replication_role = replica")
        with as_role("mash_owner"):
            _empty()
        script(f"RESET session_replication_role; SET ROLE {app}")


@contextmanager
def as_role(role: str) -> Iterator[None]:
    """Run the block as another role on the test's own connection, so that it is rolled back too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, coalesce(current_setting('mash.upkeep', true), '')")
        before = cursor.fetchone()
    _become(role, "on")
    try:
        yield
    finally:
        if not connection.broken():
            _become(*before)


def another_login(role: str = "mash_worker") -> psycopg.Connection:
    """Return the connection of another process, as this role."""
    known = connection.settings_dict
    login = psycopg.connect(
        host=known["HOST"], port=known["PORT"], dbname=known["NAME"], user=known["USER"], password=known["PASSWORD"]
    )
    login.execute(f"SET ROLE {role}")
    login.commit()
    return login


@contextmanager
def without_triggers() -> Iterator[None]:
    """Run the block without triggers and foreign keys. If it fails, its rollback turns them on again."""
    _set_triggers("replica")
    yield
    _set_triggers("origin")


def _set_triggers(setting: str) -> None:
    with as_role("mash_test"):  # which alone may
        script(f"SET LOCAL session_replication_role = {setting}")


def _become(role: str, upkeep: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', %s, false), set_config('mash.upkeep', %s, false)", [role, upkeep])
