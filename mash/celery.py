"""The Celery app, and the tick task that shows /health/ that the scheduler and the worker are running."""

import logging.config
import os
import time

import redis
from celery import Celery
from celery.signals import beat_init, before_task_publish, setup_logging, worker_ready
from redis.backoff import NoBackoff
from redis.retry import Retry

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mash.settings")

app = Celery("mash")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

TICK = "mash.celery.tick"
SENT, DONE = "mash:tick:sent", "mash:tick:done"  # when beat last sent a tick, when a worker last ran one
AHEAD = "mash:tick:ahead"  # seconds by which that worker's clock was ahead of the database's


def status_store() -> redis.Redis:
    from django.conf import settings

    never_again = Retry(NoBackoff(), 0)  # by default redis-py retries, and a page would wait
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1, retry=never_again)


def _note(key: str) -> None:
    with status_store() as store:
        store.set(key, time.time())


@app.task(name=TICK, expires=120)
def tick() -> None:
    _note(DONE)
    from django.db import Error, connection

    try:
        with connection.cursor() as cursor, status_store() as store:
            store.set(AHEAD, ahead_of_database(cursor))
    except Error:
        return  # /health/ checks the database itself


def ahead_of_database(cursor) -> float:
    """Return how many seconds this clock is ahead of the database's, correcting for the time of the query."""
    before = time.time()
    cursor.execute("SELECT extract(epoch FROM clock_timestamp())::float8")
    (there,) = cursor.fetchone()
    return (before + time.time()) / 2 - there


@setup_logging.connect
def configure_logging(**kwargs) -> None:
    """Use our logging settings. Celery's own handlers would write error messages, which may hold personal data."""
    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)


@worker_ready.connect
def worker_is_ready(**kwargs) -> None:
    _note(DONE)


@beat_init.connect
def clock_is_ready(**kwargs) -> None:
    _note(SENT)


@before_task_publish.connect(sender=TICK)
def tick_is_sent(**kwargs) -> None:
    _note(SENT)


@app.task(name="mash.celery.forget_counters", expires=600)
def forget_counters() -> int:
    from mash import limits

    return limits.forget_old()
