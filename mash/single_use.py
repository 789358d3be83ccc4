"""What works once: the first to spend it takes it, in the same transaction as what it is spent on."""

import hashlib
from uuid import UUID

from django.db import connection


def spend_once(kind: str, secret: str) -> bool:
    """Is nobody before us? Of several at the same instant one is; whoever is rolled back has not spent it.

    Spent things stand beside the forms already sent, as a number from which nothing can be read.
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
