"""/health/: whether the database, the broker, a worker and the clock are at work, for monitors and for `make demo`."""

import time

import redis
from django.db import Error, connection, transaction
from django.http import HttpRequest, JsonResponse

from mash.celery import DONE, SENT, noticeboard

PATIENCE = 100  # seconds; the clock ticks every 30


@transaction.non_atomic_requests  # a database that is away must be reported, not met before the view begins
def health(request: HttpRequest) -> JsonResponse:
    found = {"database": database(), **broker_worker_and_clock()}
    well = all(words == "ok" for words in found.values())
    return JsonResponse(found, status=200 if well else 503)


def database() -> str:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '2s'")
            cursor.execute("SELECT 1")
    except Error:
        return "does not answer"
    return "ok"


def broker_worker_and_clock() -> dict[str, str]:
    try:
        with noticeboard() as board:
            done, sent = board.mget(DONE, SENT)
    except redis.RedisError:
        return {"broker": "does not answer", "worker": "not known", "clock": "not known"}
    return {"broker": "ok", "worker": freshness(done), "clock": freshness(sent)}


def freshness(last: bytes | None, now: float | None = None) -> str:
    if last is None:
        return "not seen yet"
    age = (time.time() if now is None else now) - float(last)
    return "ok" if age < PATIENCE else f"not seen for {age:.0f} seconds"
