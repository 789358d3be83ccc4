"""Asking the functions of the database that may look past the walls, by which alone some tables are reached."""

from collections.abc import Callable

from django.db import connection


def value_of(function: str, *arguments):
    """The one value a function of the database answers. `function` is a name of ours, never input."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_call(function, arguments)}", arguments)  # noqa: S608 (our own names)
        return cursor.fetchone()[0]


def rows_of[T](function: str, shape: Callable[..., T], *arguments) -> list[T]:
    """What a function of the database answers, each row as `shape`."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {_call(function, arguments)}", arguments)  # noqa: S608 (our own names)
        return [shape(*row) for row in cursor.fetchall()]


def _call(function: str, arguments: tuple) -> str:
    return f"{function}({', '.join(['%s'] * len(arguments))})"
