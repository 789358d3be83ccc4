"""Proofs to the database that this code, not an injected statement, has let somebody sign in.

A proof is an HMAC under a key made of SECRET_KEY, which no statement can read: the database keeps the key where only a
function of the guard looks (agencies/walls/sign_ins.sql).
"""

import hashlib
import hmac

from django.conf import settings
from django.db import connection, transaction

BLOCK = 64  # bytes, of SHA-256


def prove(*facts) -> str:
    """Return the proof of these facts, in the order in which the database's function joins them."""
    words = " ".join(str(fact) for fact in facts)
    return hmac.new(_key(settings.SECRET_KEY), words.encode(), hashlib.sha256).hexdigest()


def store_keys() -> None:
    """Store the keys in the database, after migrating and with the owner's login.

    Fallback keys are stored too, as web servers may still use them during a deployment.
    """
    pads = [_pads(_key(secret)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL mash.upkeep = 'on'")
        cursor.execute("DELETE FROM agencies_proofkey")
        cursor.executemany("INSERT INTO agencies_proofkey (inner_pad, outer_pad) VALUES (%s, %s)", pads)


def _key(secret: str) -> bytes:
    return hashlib.sha256(f"mash.proofs:{secret}".encode()).digest()


def _pads(key: bytes) -> tuple[bytes, bytes]:
    """Return the inner and outer pads of HMAC (RFC 2104), so that SQL only needs sha256()."""
    block = key.ljust(BLOCK, b"\0")
    return bytes(byte ^ 0x36 for byte in block), bytes(byte ^ 0x5C for byte in block)
