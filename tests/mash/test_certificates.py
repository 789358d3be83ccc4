"""Certificates for the connections inside: each is believed for its own name, by whoever holds the authority's."""

import ssl
import stat
from datetime import timedelta

import pytest
from django.core.management import call_command

from mash import certificates

HOSTS = ["database", "broker"]


@pytest.fixture
def made(tmp_path):
    call_command("make_certificates", tmp_path / "tls", *HOSTS, verbosity=0)
    return tmp_path / "tls"


def shake_hands(folder, host: str, *, asked_for: str) -> None:
    """A whole TLS handshake in memory. Raises ssl.SSLCertVerificationError."""
    server_context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_context.load_cert_chain(folder / f"{host}.crt", folder / f"{host}.key")
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    client_context = ssl.create_default_context(cafile=folder / certificates.AUTHORITY)
    client = client_context.wrap_bio(to_client, to_server, server_hostname=asked_for)
    server = server_context.wrap_bio(to_server, to_client, server_side=True)
    waiting = [client, server]
    while waiting:
        for side in list(waiting):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
            waiting.remove(side)


@pytest.mark.parametrize("host", HOSTS)
def test_a_host_is_believed_by_its_own_name(made, host):
    shake_hands(made, host, asked_for=host)


def test_and_by_no_other(made):
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(made, "broker", asked_for="database")


def test_an_address_is_a_name_too(tmp_path):
    certificates.make(tmp_path, ["127.0.0.1"])
    shake_hands(tmp_path, "127.0.0.1", asked_for="127.0.0.1")
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(tmp_path, "127.0.0.1", asked_for="127.0.0.2")


def test_one_authority_vouches_for_nobody_elses(made, tmp_path):
    certificates.make(tmp_path / "other", HOSTS)
    (made / certificates.AUTHORITY).write_bytes((tmp_path / "other" / certificates.AUTHORITY).read_bytes())
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(made, "database", asked_for="database")


def test_keys_are_read_by_their_owner_alone_and_the_authority_keeps_none(made):
    keys = sorted(made.glob("*.key"))
    assert [key.name for key in keys] == ["broker.key", "database.key"]
    assert all(stat.S_IMODE(key.stat().st_mode) == 0o600 for key in keys)


def test_what_is_good_for_long_is_left_and_what_ends_soon_is_made_anew(made, monkeypatch):
    before = (made / "database.crt").read_bytes()
    call_command("make_certificates", made, *HOSTS, verbosity=0)
    assert (made / "database.crt").read_bytes() == before
    monkeypatch.setattr(certificates, "RENEW", timedelta(days=certificates.DAYS + 1))
    call_command("make_certificates", made, *HOSTS, verbosity=0)
    assert (made / "database.crt").read_bytes() != before
