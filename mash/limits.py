"""How often something may be done: counted in PostgreSQL, before it is done, on a connection of its own.

On the request's own connection a refused or broken request would take its count back with it, and so would whoever
makes requests break on purpose. A process has one such connection: a count is one short statement.
"""

import os
from threading import Lock

from django.conf import settings
from django.db import InterfaceError, OperationalError, connections
from django.utils.crypto import salted_hmac

KNOWN = 90 * 24 * 3600  # seconds for which a place is remembered where somebody came in
_run = ""  # the tests begin each with nothing counted


class _Line:
    def __init__(self):
        self._lock, self._own, self._process = Lock(), None, 0

    def ask(self, function: str, *arguments):
        slots = ", ".join(["%s"] * len(arguments))
        with self._lock:
            try:
                return self._answer(f"SELECT {function}({slots})", arguments)
            except (OperationalError, InterfaceError):  # it was cut while nobody used it
                self._hang_up()
                return self._answer(f"SELECT {function}({slots})", arguments)

    def _answer(self, sql: str, arguments):
        if self._own is None or self._process != os.getpid():
            self._own, self._process = connections["default"].copy(), os.getpid()
            self._own.inc_thread_sharing()
        with self._own.cursor() as cursor:
            cursor.execute(sql, arguments)
            return cursor.fetchone()[0]

    def _hang_up(self) -> None:
        if self._own is not None:
            self._own.close()
        self._own = None


_line = _Line()


def key(name: str, *about) -> str:
    return salted_hmac(f"mash.limits{_run}", "\x00".join([name, *map(str, about)]), algorithm="sha256").hexdigest()


def take(**about) -> set[str]:
    """Count once more for each limit named: `take(code_person=(5,), code=())`. The names of those that are passed.

    A limit of 0 is none.
    """
    asked = {name: settings.LIMITS[name] for name in about if settings.LIMITS[name][0]}
    if not asked:
        return set()
    keys = [key(name, *about[name]) for name in asked]
    counts = _line.ask("mash_count", keys, [seconds for _, seconds in asked.values()])
    return {name for (name, (most, _)), count in zip(asked.items(), counts, strict=True) if count > most}


def give_back(**about) -> None:
    """What was taken proved to be no guess."""
    _uncount(about, wholly=False)


def forget(**about) -> None:
    _uncount(about, wholly=True)


def _uncount(about: dict, *, wholly: bool) -> None:
    _line.ask("mash_uncount", [key(name, *what) for name, what in about.items()], wholly)


def is_passed(name: str, *about) -> bool:
    """Without counting once more."""
    most, _ = settings.LIMITS[name]
    return bool(most) and _line.ask("mash_counted", key(name, *about)) >= most


def remember(what: str, *about) -> None:
    """For as long as KNOWN, `is_known` says that this has been."""
    _line.ask("mash_count", [key(what, *about)], [KNOWN])


def is_known(what: str, *about) -> bool:
    return bool(_line.ask("mash_counted", key(what, *about)))


def forget_old(at_most: int = 10_000) -> int:
    return _line.ask("mash_forget_counters", at_most)
