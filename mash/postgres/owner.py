"""Logging in as the role that owns the tables, for the few commands that may."""

import environ
from django.conf import settings
from django.db import connections

from mash.postgres.base import SCRIPTS


def become_owner(alias: str = "default") -> None:
    if settings.DATABASE_OWNER_URL:
        connection = connections[alias]
        connection.close()
        owner = environ.Env().db_url_config(settings.DATABASE_OWNER_URL)
        connection.settings_dict.update({key: owner[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")})
        connection.settings_dict["OPTIONS"][SCRIPTS] = True
