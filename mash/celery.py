"""The Celery app, and the tick by which /health/ knows that the clock sends and the worker works."""

import logging.config
import os
import time

import redis
from celery import Celery
from celery.signals import beat_init, before_task_publish, setup_logging, worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mash.settings")

app = Celery("mash")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

TICK = "mash.celery.tick"
SENT, DONE = "mash:tick:sent", "mash:tick:done"  # when the clock last sent a tick, when a worker last did one


def noticeboard() -> redis.Redis:
    from django.conf import settings

    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1)


def _note(key: str) -> None:
    with noticeboard() as board:
        board.set(key, time.time())


@app.task(name=TICK, expires=120)
def tick() -> None:
    _note(DONE)


@setup_logging.connect
def write_as_the_settings_say(**kwargs) -> None:
    """Celery would put its own handlers in place of ours, and they write all that an error says."""
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
