"""Logging errors without personal data: where an error happened and its type, but not its message."""

import logging
import sys
import traceback

import psycopg
import redis
from django.core.exceptions import FieldError, ImproperlyConfigured

# Messages of these types come from code: attributes, modules, types, settings, or which server does not answer. Other
# types' messages may quote what somebody typed ("invalid literal for int() with base 10: …", "Key (email)=(…) already
# exists", "Failing row contains …"), so only their type is logged, and for database errors the names in the diagnosis.
SAFE_MESSAGES = (
    ArithmeticError,
    AttributeError,
    BufferError,
    FieldError,
    ImportError,
    ImproperlyConfigured,
    IndexError,
    MemoryError,
    NameError,
    NotImplementedError,
    RecursionError,
    TypeError,
    redis.ConnectionError,
    redis.TimeoutError,
)


def describe(error: BaseException) -> str:
    """Return an error in one line, without any value."""
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    if isinstance(error, SAFE_MESSAGES):
        return f"{kind}: {error}"
    if isinstance(error, OSError) and error.errno:
        return f"{kind}: [Errno {error.errno}] {error.strerror}"
    return kind + _database_details(error)


def _database_details(error: BaseException) -> str:
    """Return the SQLSTATE and the table, column or constraint of a database error; these are never values.

    An error without SQLSTATE comes from the connection, so its message cannot quote a statement.
    """
    cause = error if isinstance(error, psycopg.Error) else error.__cause__
    if isinstance(cause, psycopg.OperationalError) and not cause.sqlstate:
        return f": {cause}"
    if not isinstance(cause, psycopg.Error) or not cause.sqlstate:
        return ""
    diagnosis = cause.diag
    names = {"table": diagnosis.table_name, "column": diagnosis.column_name, "constraint": diagnosis.constraint_name}
    return f": SQLSTATE {cause.sqlstate}" + "".join(f", {what} {name}" for what, name in names.items() if name)


def chain(error: BaseException | None) -> list[BaseException]:
    """Return an error and its causes, the first cause first."""
    errors: list[BaseException] = []
    while error is not None and error not in errors:
        errors.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return errors[::-1]


def uncaught(kind, error, trace) -> None:
    """An excepthook without messages: a container logs its output, and a failing `migrate` may quote whole rows."""
    sys.stderr.write(RedactingFormatter().formatException((kind, error, trace)) + "\n")


class RedactingFormatter(logging.Formatter):
    """Formats tracebacks without the messages of the errors."""

    def format(self, record):
        # A copy, as other handlers get the same record after this one.
        clean = logging.makeLogRecord(record.__dict__)
        clean.args = _without_words(record)
        clean.exc_text = None  # another formatter may have left one here
        return super().format(clean)

    def formatException(self, ei):  # noqa: N802 (the name is logging's)
        lines = []
        for error in chain(ei[1]):
            if lines:
                lines.append("\nThen:\n")
            lines += ["Traceback (most recent call last):\n", *traceback.format_tb(error.__traceback__)]
            lines.append(f"{describe(error)}\n")
            lines += [f"  with {describe(member)}\n" for member in getattr(error, "exceptions", ())]
        return "".join(lines).rstrip("\n")


def _without_words(record: logging.LogRecord):
    """Return the arguments of a log message with errors described without values.

    Celery passes an error's text as an argument beside the error itself, so that is replaced as well.
    """
    error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
    of_celery = record.name == "celery.app.trace"

    def clean(name, value):
        if isinstance(value, BaseException):
            return describe(value)
        if of_celery and name == "exc":
            return describe(error) if error else "…"
        return value

    if isinstance(record.args, dict):
        return {name: clean(name, value) for name, value in record.args.items()}
    return tuple(clean(None, value) for value in record.args or ())
