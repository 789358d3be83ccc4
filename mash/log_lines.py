"""How an error is written into our logs: where it happened and of which kind it is, and nothing of what it says."""

import logging
import sys
import traceback

import psycopg
import redis
from django.core.exceptions import FieldError, ImproperlyConfigured

# Their words are the code's own, of attributes, modules, types, settings, or say which server does not answer. Every
# other kind may say what somebody typed ("invalid literal for int() with base 10: …", "Key (email)=(…) already exists",
# "Failing row contains …"), so of those only the kind is told, and for the database's what it tells beside its words.
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
    """An error in one line, without a value in it."""
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    if isinstance(error, SAFE_MESSAGES):
        return f"{kind}: {error}"
    if isinstance(error, OSError) and error.errno:
        return f"{kind}: [Errno {error.errno}] {error.strerror}"
    return kind + _database_details(error)


def _database_details(error: BaseException) -> str:
    """Which state of SQL, and which table, column or constraint of ours; no name in the diagnosis is a value. An error
    without a state comes from the connection: no statement was answered, and none is told of."""
    cause = error if isinstance(error, psycopg.Error) else error.__cause__
    if isinstance(cause, psycopg.OperationalError) and not cause.sqlstate:
        return f": {cause}"
    if not isinstance(cause, psycopg.Error) or not cause.sqlstate:
        return ""
    diagnosis = cause.diag
    names = {"table": diagnosis.table_name, "column": diagnosis.column_name, "constraint": diagnosis.constraint_name}
    return f": SQLSTATE {cause.sqlstate}" + "".join(f", {what} {name}" for what, name in names.items() if name)


def chain(error: BaseException | None) -> list[BaseException]:
    """An error and what led to it, the first first."""
    errors: list[BaseException] = []
    while error is not None and error not in errors:
        errors.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return errors[::-1]


def uncaught(kind, error, trace) -> None:
    """What ends a command goes to the terminal, which for a container is a log: `migrate` meets whole rows."""
    sys.stderr.write(RedactingFormatter().formatException((kind, error, trace)) + "\n")


class RedactingFormatter(logging.Formatter):
    """Writes where an error happened and of which kind it is, and nothing of what it says."""

    def format(self, record):
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
    """Errors given to a message, as they are or (Celery does that) already as text beside the error itself."""
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
