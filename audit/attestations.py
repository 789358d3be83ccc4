"""What vouches for a record: its digest, put into its line as that is written, signed when the line is sealed.

A page could compare a record with its line only by reading lines that are not for whoever reads the record. So
whatever seals a line also signs, with the same key, what the line says of each record it froze: kind, key, digest,
which line and which seal. That is one small row for each record (`Attestation`), found at once; it outlives the line.
"""

import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connection

from audit import keys, positions, written_form
from audit.models import Seal

log = logging.getLogger(__name__)

FROZEN = "frozen"  # what a line's detail calls them
SIGN = """UPDATE audit_attestation SET seal = %s, signed_with = %s, signature = %s
    WHERE kind = %s AND key = %s AND line = %s AND digest = %s AND seal IS NULL"""
NEW_MISMATCHES = "SELECT kind, key FROM audit_note_mismatches(%s, %s, %s)"


class RecordDigest(NamedTuple):
    """What one line says of one record."""

    kind: str
    key: str
    digest: str
    line: UUID


def digests_in(row: Sequence[Any]) -> Iterator[RecordDigest]:
    """Of a row of written_form.SELECTED. What was not written by the database itself says nothing."""
    if f'"{FROZEN}"' not in row[written_form.DETAIL]:
        return
    entries = json.loads(row[written_form.DETAIL]).get(FROZEN)
    for entry in entries if isinstance(entries, list) else []:
        if isinstance(entry, dict) and all(isinstance(entry.get(name), str) for name in ("kind", "key", "digest")):
            yield RecordDigest(entry["kind"], entry["key"], entry["digest"], positions.of_row(row).id)


def sign(seal: Seal, rows: Iterable[Sequence[Any]]) -> None:
    """In the transaction of the seal. A record said twice keeps what was said first; verify_trail names the second."""
    key = keys.sealing_key()
    signatures = [
        (seal.number, seal.key, keys.signed(keys.RECORD, message(digest, seal.number), key), *_sql_key(digest))
        for row in rows
        for digest in digests_in(row)
    ]
    if signatures:
        with connection.cursor() as cursor:
            cursor.executemany(SIGN, signatures)


def _sql_key(digest: RecordDigest) -> tuple[str, str, UUID, str]:
    return digest.kind, digest.key, digest.line, digest.digest


def message(digest: RecordDigest, seal: int) -> bytes:
    return written_form.canonical({**digest._asdict(), "line": str(digest.line), "seal": seal})


def is_signed(digest: RecordDigest, seal: int, signed_with: str, signature: bytes, trust: keys.Keys) -> bool:
    key = trust.get(signed_with)
    return key is not None and _verifies(message(digest, seal), bytes(signature), key.public_bytes_raw())


@lru_cache(maxsize=20_000)
def _verifies(signed_bytes: bytes, signature: bytes, public: bytes) -> bool:
    """Remembered, as pages ask of the same records again and again: nothing but the arguments decides it."""
    return keys.is_signed(keys.RECORD, signed_bytes, signature, "", {"": Ed25519PublicKey.from_public_bytes(public)})


def new_mismatches(mismatches: Sequence[tuple[str, str, str]]) -> set[tuple[str, str]]:
    """Of records found wrong (kind, key, which other content), those not found so before, by kind and key: so that one
    line of the log tells of it, however often the page is opened."""
    with connection.cursor() as cursor:
        cursor.execute(NEW_MISMATCHES, [list(column) for column in zip(*mismatches, strict=True)])
        return set(cursor.fetchall())
