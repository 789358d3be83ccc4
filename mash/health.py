"""/health/, for monitors and `make demo`: database, broker, worker and scheduler, and whether their clocks agree."""

import time

import redis
from django.db import Error, connection, transaction
from django.http import HttpRequest, JsonResponse

from mash.celery import AHEAD, DONE, SENT, ahead_of_database, status_store

STALE_AFTER = 100  # seconds; the clock ticks every 30
MOST_DIFFERENCE = 5  # seconds by which a machine's time may differ from the database's


@transaction.non_atomic_requests  # without a transaction, as the view must run when the database does not
def health(request: HttpRequest) -> JsonResponse:
    answers, ahead = database()
    states = {"database": answers, **broker_worker_and_clock(ahead)}
    well = all(words == "ok" for words in states.values())
    return JsonResponse(states, status=200 if well else 503)


def database() -> tuple[str, float]:
    """Return "ok" or the fault, and how many seconds this clock is ahead of the database's."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            # A database that hangs must be reported before the monitor itself gives up.
            cursor.execute("SET LOCAL statement_timeout = '2s'")
            ahead = ahead_of_database(cursor)
    except Error:
        return "does not answer", 0
    return "ok", ahead


def broker_worker_and_clock(ahead: float = 0) -> dict[str, str]:
    try:
        with status_store() as store:
            done, sent, workers = store.mget(DONE, SENT, AHEAD)
    except redis.RedisError:
        return {"broker": "does not answer", "worker": "not known", "clock": "not known", "time": agreement(ahead, 0)}
    time_state = agreement(ahead, float(workers or 0))
    return {"broker": "ok", "worker": freshness(done), "clock": freshness(sent), "time": time_state}


def freshness(last: bytes | None, now: float | None = None) -> str:
    if last is None:
        return "not seen yet"
    age = (time.time() if now is None else now) - float(last)
    return "ok" if age < STALE_AFTER else f"not seen for {age:.0f} seconds"


def agreement(web: float, worker: float) -> str:
    differences = [
        _difference(name, ahead)
        for name, ahead in (("web server", web), ("worker", worker))
        if abs(ahead) > MOST_DIFFERENCE
    ]
    return "; ".join(differences) or "ok"


def _difference(name: str, ahead: float) -> str:
    return f"the {name} is {abs(ahead):.0f} seconds {'ahead of' if ahead > 0 else 'behind'} the database"
