"""What the deployment check says of connections that anybody between could read."""

import pytest
from django.conf import settings

from mash.checks import inner_connections_are_encrypted


def warnings(
    *, host="database.example", redis="rediss://broker.example/0?ssl_cert_reqs=required", **options
) -> list[str]:
    databases = {"default": {**settings.DATABASES["default"], "HOST": host, "OPTIONS": options}}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "DATABASES", databases)
        patch.setattr(settings, "REDIS_URL", redis)
        return [error.id for error in inner_connections_are_encrypted(None)]


@pytest.mark.parametrize("mode", ["disable", "allow", "prefer", "require"])
def test_a_database_elsewhere_must_prove_who_it_is(mode):
    assert warnings(sslmode=mode) == ["mash.E001"]


def test_without_a_word_about_it_libpq_takes_what_it_gets():
    assert warnings() == ["mash.E001"]


@pytest.mark.parametrize("mode", ["verify-ca", "verify-full"])
def test_one_that_does_is_well(mode):
    assert warnings(sslmode=mode) == []


@pytest.mark.parametrize("host", ["", "127.0.0.1", "localhost", "/run/postgresql"])
def test_one_on_this_machine_needs_none(host):
    assert warnings(host=host) == []


@pytest.mark.parametrize("address", ["redis://:secret@broker.example/0", "rediss://:secret@broker.example/0"])
def test_a_broker_elsewhere_must_prove_who_it_is(address):
    assert warnings(sslmode="verify-full", redis=address) == ["mash.E002"]


def test_the_owners_address_must_prove_it_too(settings):
    settings.DATABASE_OWNER_URL = "postgres://mash_owner:secret@database.example/mash"
    assert warnings(sslmode="verify-full") == ["mash.E001"]
    settings.DATABASE_OWNER_URL += "?sslmode=verify-full&sslrootcert=/authority.crt"
    assert warnings(sslmode="verify-full") == []


def test_a_broker_on_this_machine_needs_not():
    assert warnings(sslmode="verify-full", redis="redis://:secret@127.0.0.1/0") == []
