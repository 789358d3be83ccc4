"""Calls database functions that bypass row policies; some tables can only be reached through them."""

from collections.abc import Callable

from django.db import connection


def value_of(function: str, *arguments):
    """Return the single value of a database function. `function` is a constant, never input."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_call(function, arguments)}", arguments)  # noqa: S608 (our own names)
        return cursor.fetchone()[0]


def rows_of[T](function: str, shape: Callable[..., T], *arguments) -> list[T]:
    """Return the rows of a database function, each converted by `shape`."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {_call(function, arguments)}", arguments)  # noqa: S608 (our own names)
        return [shape(*row) for row in cursor.fetchall()]


def _call(function: str, arguments: tuple) -> str:
    return f"{function}({', '.join(['%s'] * len(arguments))})"
