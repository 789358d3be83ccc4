"""The health page tells monitors which part has stopped, and never breaks itself."""

import time
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import pytest
import time_machine
from django.db import OperationalError, connection
from django.test import RequestFactory

from mash import health
from mash.celery import AHEAD, DONE, SENT, status_store, tick
from mash.local.processes import wait_until


def health_answer():
    return health.health(RequestFactory().get("/health/"))


@pytest.fixture
def board(db):
    with status_store() as board:
        board.delete(SENT, DONE, AHEAD)
        yield board


def test_all_is_well_when_each_was_seen_lately(board):
    board.mset({SENT: time.time(), DONE: time.time()})
    answer = health_answer()
    assert answer.status_code == HTTPStatus.OK
    assert answer.content == b'{"database": "ok", "broker": "ok", "worker": "ok", "clock": "ok", "time": "ok"}'


def test_a_worker_that_has_stopped_is_named_and_the_clock_is_not(board):
    board.mset({SENT: time.time(), DONE: time.time() - 600})
    answer = health_answer()
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert b'"worker": "not seen for 600 seconds", "clock": "ok"' in answer.content


def test_a_system_that_never_ticked_is_not_well(board):
    answer = health_answer()
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert b'"worker": "not seen yet", "clock": "not seen yet"' in answer.content


def test_a_broker_that_is_away_is_named(board, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = health_answer()
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert b'"database": "ok", "broker": "does not answer"' in answer.content


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_is_named(monkeypatch):
    connection.close()
    port = connection.settings_dict["PORT"]
    monkeypatch.setitem(connection.settings_dict, "PORT", 1)
    with pytest.raises(OperationalError):
        connection.ensure_connection()
    assert b'"database": "does not answer"' in health_answer().content
    monkeypatch.setitem(connection.settings_dict, "PORT", port)


@pytest.mark.parametrize(("seconds", "words"), [(90, b"90 seconds ahead of"), (-90, b"90 seconds behind")])
def test_a_web_server_whose_time_is_wrong_says_so(board, seconds, words):
    board.mset({SENT: time.time(), DONE: time.time()})
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=seconds)):
        answer = health_answer()
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert b'"time": "the web server is ' + words + b" the database" in answer.content


def test_a_worker_whose_time_is_wrong_is_told_of(board):
    with time_machine.travel(datetime.now(UTC) - timedelta(seconds=30)):
        tick()
    board.mset({SENT: time.time(), DONE: time.time()})
    assert b'"time": "the worker is 30 seconds behind the database"' in health_answer().content


def test_a_real_worker_does_a_tick_sent_to_it(celery_worker_process, board):
    tick.delay()
    assert wait_until(lambda: board.get(DONE), patience=20), celery_worker_process.tail()
    assert board.get(DONE) is not None
