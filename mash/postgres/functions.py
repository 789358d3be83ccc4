"""Asking the functions of the database that may look past the walls, by which alone some tables are reached."""

from django.db import connection


def ask(call: str, *about):
    """The one value `call` gives, such as "mash_password_is(%s, %s)" about these values. `call` is never input."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {call}", about)  # noqa: S608 (our own functions)
        return cursor.fetchone()[0]
