"""Tokens that work once, spent in the same transaction as the work they allow."""

import hashlib
from uuid import UUID

from django.db import connection


def spend_once(kind: str, secret: str) -> bool:
    """Spend a secret; return False if it is already spent. A rollback makes it usable again.

    The unique key decides between simultaneous requests. Only a hash is stored, beside the forms already sent.
    """
    number = UUID(bytes=hashlib.sha256(f"{kind}:{secret}".encode()).digest()[:16])
    return claim(number)


def claim(number: UUID | str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO mash_submission (number, at) VALUES (%s, statement_timestamp()) ON CONFLICT DO NOTHING",
            [number],
        )
        return cursor.rowcount == 1


def release(number: UUID | str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM mash_submission WHERE number = %s", [number])
