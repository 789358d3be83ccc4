"""Deployment checks (`manage.py check --deploy`) beside Django's own."""

from urllib.parse import parse_qs, urlsplit

import environ
from django.conf import settings
from django.core.checks import Error, Tags, register

PROVEN = ("verify-ca", "verify-full")
HERE = ("", "127.0.0.1", "::1", "localhost")


@register(Tags.security, deploy=True)
def inner_connections_are_encrypted(app_configs, **kwargs) -> list[Error]:
    """PostgreSQL and Valkey on another machine are reached by TLS, and prove who they are (ASVS 5.0, 12.3)."""
    owner = environ.Env.db_url_config(settings.DATABASE_OWNER_URL) if settings.DATABASE_OWNER_URL else {}
    return [
        *_database("DATABASE_URL", settings.DATABASES["default"]),
        *_database("DATABASE_OWNER_URL", owner),
        *_broker(),
    ]


def _database(name: str, database: dict) -> list[Error]:
    host, mode = database.get("HOST") or "", database.get("OPTIONS", {}).get("sslmode", "prefer")
    if host in HERE or host.startswith("/") or mode in PROVEN:
        return []
    return [
        Error(
            f"{name} reaches {host} with sslmode={mode}: the server need not prove who it is.",
            hint="End it with ?sslmode=verify-full&sslrootcert=/path/to/authority.crt",
            id="mash.E001",
        )
    ]


def _broker() -> list[Error]:
    """Check the broker's URL: Celery accepts any certificate unless the URL requires verification."""
    address = urlsplit(settings.REDIS_URL)
    proven = address.scheme == "rediss" and parse_qs(address.query).get("ssl_cert_reqs") == ["required"]
    if (address.hostname or "") in HERE or proven:
        return []
    return [
        Error(
            f"REDIS_URL reaches {address.hostname} by {address.scheme}: the server need not prove who it is.",
            hint="Begin it with rediss:// and end it with ?ssl_cert_reqs=required&ssl_ca_certs=/path/to/authority.crt",
            id="mash.E002",
        )
    ]
