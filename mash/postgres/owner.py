"""Connecting as the role that owns the tables, for the few commands that may."""

from collections.abc import Iterator
from contextlib import contextmanager

import environ
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from mash.postgres.base import SCRIPTS

WHO = "SELECT current_user, coalesce(current_setting('mash.upkeep', true), '')"
BECOME = "SELECT set_config('role', %s, false), set_config('mash.upkeep', %s, false)"


def become_owner(alias: str = "default") -> None:
    if settings.DATABASE_OWNER_URL:
        connection = connections[alias]
        connection.close()
        owner = environ.Env().db_url_config(settings.DATABASE_OWNER_URL)
        # The next query connects with these, so everything after this runs as the owner.
        connection.settings_dict.update({key: owner[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")})
        options = {**connection.settings_dict["OPTIONS"], **owner.get("OPTIONS", {}), SCRIPTS: True}
        connection.settings_dict["OPTIONS"] = options  # its own TLS, and what all connections have


@contextmanager
def as_owner(alias: str = "default") -> Iterator[None]:
    """Act as the owner of the tables within the block, then as the login before.

    Raises ImproperlyConfigured without DATABASE_OWNER_URL if the current login may not become the owner; the app's
    own logins may not.
    """
    connection = connections[alias]
    if not settings.DATABASE_OWNER_URL:
        if not _may_become(connection, "mash_owner"):
            raise ImproperlyConfigured("DATABASE_OWNER_URL is not set, and this logs in as the owner of the tables.")
        with _in_the_role_of(connection, "mash_owner"):
            yield
        return
    before = dict(connection.settings_dict)
    become_owner(alias)
    try:
        with _in_the_role_of(connection, "mash_owner"):
            yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


def _may_become(connection, role: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_has_role(session_user, %s, 'SET')", [role])
        return cursor.fetchone()[0]


@contextmanager
def _in_the_role_of(connection, role: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(WHO)
        before = cursor.fetchone()
        cursor.execute(BECOME, [role, "on"])
    try:
        yield
    finally:
        if not connection.broken():
            with connection.cursor() as cursor:
                cursor.execute(BECOME, before)
