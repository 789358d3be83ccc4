"""TLS certificates for internal connections (PostgreSQL and Valkey), signed by an authority of our own.

The authority's key is discarded after signing, so nobody can issue further certificates; renewal makes a new authority.
"""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY = "authority.crt"
DAYS = 397
RENEW = timedelta(days=60)


def due(folder: Path, hosts: list[str]) -> bool:
    """Return whether any certificate is missing or expires within 60 days."""
    files = [folder / AUTHORITY, *(folder / f"{host}.crt" for host in hosts)]
    if not all(file.exists() for file in files):
        return True
    ends = (x509.load_pem_x509_certificate(file.read_bytes()).not_valid_after_utc for file in files)
    return min(ends) < datetime.now(UTC) + RENEW


def make(folder: Path, hosts: list[str]) -> list[Path]:
    """Make `authority.crt`, and `<host>.crt` and `<host>.key` for each host; return the key files."""
    folder.mkdir(parents=True, exist_ok=True)
    authority_key = ec.generate_private_key(ec.SECP256R1())
    named = _name("MASH internal authority")
    authority = _certificate(named, named, authority_key, authority_key, authority=True)
    keys = []
    for host in hosts:
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _certificate(_name(host), named, key, authority_key, host=host)
        keys.append(_write(folder / f"{host}.key", _pem(key), mode=0o600))
        _write(folder / f"{host}.crt", certificate.public_bytes(serialization.Encoding.PEM))
    _write(folder / AUTHORITY, authority.public_bytes(serialization.Encoding.PEM))
    return keys


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _certificate(subject, issuer, key, signer, *, authority: bool = False, host: str = "") -> x509.Certificate:
    now = datetime.now(UTC)
    usage = dict.fromkeys(
        (
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    usage |= {"digital_signature": not authority, "key_cert_sign": authority, "crl_sign": authority}
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        # Clocks of the machines may differ a little.
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=DAYS))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=0 if authority else None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    )
    if host:
        builder = builder.add_extension(x509.SubjectAlternativeName([_reached_by(host)]), critical=False)
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    return builder.sign(signer, hashes.SHA256())


def _reached_by(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(path: Path, content: bytes, *, mode: int = 0o644) -> Path:
    """Set the mode before writing: a key must never be readable by others, even for a moment."""
    path.unlink(missing_ok=True)
    path.touch(mode=mode)
    path.write_bytes(content)
    return path
