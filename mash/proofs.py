"""What the web server proves to the database: that it was this code which let somebody in, and not a stray statement.

A proof is an HMAC under a key made of SECRET_KEY, which no statement can read: the database keeps the key where only a
function of the guard looks (agencies/migrations/0008).
"""

import hashlib
import hmac

from django.conf import settings
from django.db import connection, transaction

BLOCK = 64  # bytes, of SHA-256


def prove(*facts) -> str:
    """`said` in the order in which the database's function puts it together again."""
    words = " ".join(str(fact) for fact in facts)
    return hmac.new(_key(settings.SECRET_KEY), words.encode(), hashlib.sha256).hexdigest()


def store_keys() -> None:
    """By the owner, after migrating: the key in use, and those before it while web servers may still have one."""
    pads = [_pads(_key(secret)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL mash.upkeep = 'on'")
        cursor.execute("DELETE FROM agencies_proofkey")
        cursor.executemany("INSERT INTO agencies_proofkey (inner_pad, outer_pad) VALUES (%s, %s)", pads)


def _key(secret: str) -> bytes:
    return hashlib.sha256(f"mash.proofs:{secret}".encode()).digest()


def _pads(key: bytes) -> tuple[bytes, bytes]:
    """The two blocks HMAC begins its two hashes with (RFC 2104), so that SQL needs nothing but sha256()."""
    block = key.ljust(BLOCK, b"\0")
    return bytes(byte ^ 0x36 for byte in block), bytes(byte ^ 0x5C for byte in block)
