"""Rate limits, counted in PostgreSQL before the work, on a separate connection.

On the request's own connection a rollback would undo the count, so anybody could avoid limits by making requests
fail. Each process has one such connection, as a count is one short statement.
"""

import os
from threading import Lock

from django.conf import settings
from django.db import InterfaceError, OperationalError, connections
from django.utils.crypto import salted_hmac

KNOWN = 90 * 24 * 3600  # seconds for which `remember` holds
_run = ""  # tests change it, so that each starts with nothing counted


class _CounterConnection:
    def __init__(self):
        self._lock, self._connection, self._process = Lock(), None, 0

    def call(self, function: str, *arguments):
        slots = ", ".join(["%s"] * len(arguments))
        with self._lock:
            try:
                return self._query(f"SELECT {function}({slots})", arguments)
            except (OperationalError, InterfaceError):  # the idle connection was closed: try once more
                self._close()
                return self._query(f"SELECT {function}({slots})", arguments)

    def _query(self, sql: str, arguments):
        # A forked process must not use the connection of its parent.
        if self._connection is None or self._process != os.getpid():
            self._connection, self._process = connections["default"].copy(), os.getpid()
            # Safe, as the lock lets one thread use it at a time.
            self._connection.inc_thread_sharing()
        with self._connection.cursor() as cursor:
            cursor.execute(sql, arguments)
            return cursor.fetchone()[0]

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None


_counters = _CounterConnection()


def key(name: str, *about) -> str:
    return salted_hmac(f"mash.limits{_run}", "\x00".join([name, *map(str, about)]), algorithm="sha256").hexdigest()


def take(**about) -> set[str]:
    """Count once for each limit named and return those that are exceeded: `take(code_person=(5,), code=())`.

    A limit of 0 means no limit.
    """
    active = {name: settings.LIMITS[name] for name in about if settings.LIMITS[name][0]}
    if not active:
        return set()
    keys = [key(name, *about[name]) for name in active]
    counts = _counters.call("mash_count", keys, [seconds for _, seconds in active.values()])
    return {name for (name, (most, _)), count in zip(active.items(), counts, strict=True) if count > most}


def give_back(**about) -> None:
    """Undo a count, because the attempt was not a guess."""
    _uncount(about, wholly=False)


def forget(**about) -> None:
    _uncount(about, wholly=True)


def _uncount(about: dict, *, wholly: bool) -> None:
    _counters.call("mash_uncount", [key(name, *what) for name, what in about.items()], wholly)


def is_exceeded(name: str, *about) -> bool:
    """Return whether the limit is reached, without counting."""
    most, _ = settings.LIMITS[name]
    return bool(most) and _counters.call("mash_counted", key(name, *about)) >= most


def remember(what: str, *about) -> None:
    """Remember this for KNOWN seconds, for `is_known`."""
    _counters.call("mash_count", [key(what, *about)], [KNOWN])


def is_known(what: str, *about) -> bool:
    return bool(_counters.call("mash_counted", key(what, *about)))


def forget_old(at_most: int = 10_000) -> int:
    return _counters.call("mash_forget_counters", at_most)
