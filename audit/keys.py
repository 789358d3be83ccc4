"""Ed25519 keys for signing seals. They come from settings and are never stored in the database they protect."""

import base64
import binascii
import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

# Signed in front of the content, so that a signature of one kind is never valid for another.
SEAL, TOMBSTONE, MANIFEST = b"MASH seal 1\n", b"MASH tombstone 1\n", b"MASH export 2\n"
RECORD = b"MASH record 1\n"
Keys = dict[str, Ed25519PublicKey]


def sealing_key() -> Ed25519PrivateKey:
    if not settings.AUDIT_SEALING_KEY:
        raise ImproperlyConfigured(
            "AUDIT_SEALING_KEY is not set, so the access log cannot be sealed. `manage.py sealing_key` makes one."
        )
    return Ed25519PrivateKey.from_private_bytes(_bytes("AUDIT_SEALING_KEY", settings.AUDIT_SEALING_KEY))


def can_sign() -> bool:
    return bool(settings.AUDIT_SEALING_KEY)


def public_part(key: Ed25519PrivateKey) -> str:
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()


def trusted(public_keys: list[str] | None = None) -> Keys:
    """Return public keys by their ids: those given, or else our own and those in AUDIT_SEALING_PUBLIC_KEYS."""
    if public_keys is None:
        public_keys = list(settings.AUDIT_SEALING_PUBLIC_KEYS)
        if can_sign():
            public_keys.append(public_part(sealing_key()))
    keys = [Ed25519PublicKey.from_public_bytes(_bytes("A public key", text)) for text in public_keys]
    return {key_id(key): key for key in keys}


def key_id(key: Ed25519PublicKey) -> str:
    # Each seal names its key in this way, so that older seals still verify after the key has been changed.
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]


def signed(kind: bytes, what: bytes, key: Ed25519PrivateKey) -> bytes:
    return key.sign(kind + what)


def is_signed(kind: bytes, what: bytes, signature: bytes, name: str, keys: Keys) -> bool:
    if name not in keys:
        return False
    try:
        keys[name].verify(bytes(signature), kind + what)
    except InvalidSignature:
        return False
    return True


def _bytes(name: str, text: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error as fault:
        raise ImproperlyConfigured(f"{name} must be 32 bytes in base64; what is set is not base64.") from fault
    if len(key) != 32:
        raise ImproperlyConfigured(f"{name} must be 32 bytes in base64; what is set has {len(key)} bytes.")
    return key
