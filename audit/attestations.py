"""Signed digests that show whether a frozen record is still as it was when its line was written.

A page cannot compare a record with its line directly: its reader may not read the access log. So sealing a line also
signs, with the same key, the digest of each record the line froze, with the line and the seal. Each is one
`Attestation` row, which can be looked up by the record's key and outlives the line.
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

FROZEN = "frozen"  # the key in a line's detail under which the database puts the digests
# Only what is not signed yet: nothing may replace a signature.
SIGN = """UPDATE audit_attestation SET seal = %s, signed_with = %s, signature = %s
    WHERE kind = %s AND key = %s AND line = %s AND digest = %s AND seal IS NULL"""
NEW_MISMATCHES = "SELECT kind, key FROM audit_note_mismatches(%s, %s, %s)"


class RecordDigest(NamedTuple):
    """The digest of one record, as one line of the log holds it."""

    kind: str
    key: str
    digest: str
    line: UUID


def digests_in(row: Sequence[Any]) -> Iterator[RecordDigest]:
    """Yield the digests in a row of `written_form.SELECTED`."""
    # Most lines freeze nothing: looking for the word is much cheaper than parsing every detail.
    if f'"{FROZEN}"' not in row[written_form.DETAIL]:
        return
    entries = json.loads(row[written_form.DETAIL]).get(FROZEN)
    # The database writes this list. Entries of any other form did not come from it, so they count for nothing.
    for entry in entries if isinstance(entries, list) else []:
        if isinstance(entry, dict) and all(isinstance(entry.get(name), str) for name in ("kind", "key", "digest")):
            yield RecordDigest(entry["kind"], entry["key"], entry["digest"], positions.of_row(row).id)


def sign(seal: Seal, rows: Iterable[Sequence[Any]]) -> None:
    """Sign the digests in these lines, in the transaction of their seal.

    An attestation that is already signed stays as it is; `verify_trail` reports a second line about the same record.
    """
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
    """Cached: pages check the same records repeatedly, and the result depends on the arguments alone."""
    return keys.is_signed(keys.RECORD, signed_bytes, signature, "", {"": Ed25519PublicKey.from_public_bytes(public)})


def new_mismatches(mismatches: Sequence[tuple[str, str, str]]) -> set[tuple[str, str]]:
    """Store mismatches (kind, key, digest now) and return the (kind, key) of those not stored before.

    The log then gets one line for each mismatch, however often a page meets it.
    """
    with connection.cursor() as cursor:
        cursor.execute(NEW_MISMATCHES, [list(column) for column in zip(*mismatches, strict=True)])
        return set(cursor.fetchall())
