"""What an error says may be what somebody typed: our logs tell its kind, its place, and no word of it."""

import io
import logging
import re
import subprocess
import sys
from pathlib import Path
from smtplib import SMTPRecipientsRefused

import psycopg
import pytest
from celery import shared_task
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from gunicorn.config import Config

from mash.log_lines import RedactingFormatter, describe
from mash.web_log import WebLog

ROOT = Path(__file__).resolve().parents[2]
WORD = "Zebxyzzy"
DATABASE_ERRORS = [
    f"INSERT INTO agencies_edition (of, version, changed_by, changed_what) VALUES ('{WORD}', -1, '', '')",
    f"INSERT INTO agencies_team (hub_id, name) VALUES (NULL, '{WORD}')",
    f"INSERT INTO django_session VALUES ('{WORD}', '', now()), ('{WORD}', '', now())",
    f"SELECT date '{WORD}'",
    f"SELECT {WORD} frm",
]


@pytest.fixture
def written(monkeypatch):
    stream = io.StringIO()
    monkeypatch.setattr(logging.getHandlerByName("console"), "stream", stream)
    return stream.getvalue


def run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("statement", DATABASE_ERRORS)
def test_a_database_error_leaves_its_state_and_its_place(db, written, statement):
    try:
        run(statement)
    except Exception:
        logging.getLogger("django.request").exception("Internal Server Error", extra={"status_code": 500})
    assert WORD not in written()
    assert re.search(r"SQLSTATE [0-9A-Z]{5}", written())
    assert "in run" in written()


def test_a_constraint_is_named(db, written):
    with pytest.raises(Exception, match=WORD) as refused:
        run(DATABASE_ERRORS[0])
    assert describe(refused.value).endswith(
        "SQLSTATE 23514, table agencies_edition, constraint agencies_edition_version_check"
    )


@pytest.mark.parametrize(
    "error",
    [
        ValueError(f"invalid literal for int() with base 10: '{WORD}'"),
        KeyError(WORD),
        ValidationError(WORD),
        UnicodeEncodeError("ascii", WORD, 0, 1, WORD),
        SMTPRecipientsRefused({f"{WORD}@example.org": (550, b"nobody")}),
        FileNotFoundError(2, "No such file or directory", f"/{WORD}"),
        ExceptionGroup(WORD, [ValueError(WORD)]),
        AssertionError(WORD),
    ],
    ids=lambda error: type(error).__name__,
)
def test_no_kind_of_error_says_what_was_typed(written, error):
    error.add_note(WORD)
    try:
        try:
            raise error
        except Exception as first:
            raise RuntimeError(WORD) from first
    except RuntimeError as second:
        logging.getLogger("anything").exception("It went wrong: %s", second)
    output = written()
    assert WORD not in output
    assert type(error).__name__ in output
    assert output.rindex(type(error).__name__) < output.rindex("RuntimeError\n")
    assert output.count("Traceback (most recent call last)") == 2


def test_what_the_code_says_of_itself_is_kept(written):
    try:
        None.missing  # type: ignore[attr-defined]  # noqa: B018
    except AttributeError:
        logging.getLogger("anything").exception("It went wrong")
    assert "AttributeError: 'NoneType' object has no attribute 'missing'" in written()


@shared_task(bind=True, name="tests.fails_on_a_word")
def fails_on_a_word(self, again: bool):
    try:
        int(WORD)
    except ValueError as error:
        if again:
            raise self.retry(exc=error, countdown=0, max_retries=1) from error
        raise


@pytest.mark.parametrize("again", [False, True], ids=["fails", "is tried again"])
def test_nor_does_a_task_that(written, again, monkeypatch):
    monkeypatch.setattr(logging.getLogger("celery.app.trace"), "level", logging.INFO)
    fails_on_a_word.apply(kwargs={"again": again})
    output = written()
    assert "ValueError" in output
    assert "tests.fails_on_a_word" in output
    assert WORD not in output


def test_worker_and_clock_write_as_the_settings_say(celery_worker):
    """Not as Celery would, whose own handlers write all that an error says."""
    assert re.search(r"^\d{4}-\d\d-\d\d [\d:,]+ INFO celery\.[\w.]+ .* ready\.$", celery_worker.output(), re.MULTILINE)


def test_the_web_servers_own_log_does_not_either():
    handlers = WebLog(Config()).error_log.handlers
    assert handlers
    assert all(isinstance(handler.formatter, RedactingFormatter) for handler in handlers)


def test_what_ends_a_command_is_not_written_out_either():
    """A container's terminal is a log too."""
    output = subprocess.run(
        [sys.executable, ROOT / "manage.py", "shell", "--no-startup", "--no-imports", "-c", f"int({WORD!r})"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert output.returncode == 2  # 1 says that something was altered, whichever command it is
    assert "ValueError" in output.stderr
    assert WORD not in output.stdout + output.stderr


def test_which_server_does_not_answer_is_told():
    with pytest.raises(psycopg.OperationalError) as refused:
        psycopg.connect("postgres://mash_app@127.0.0.1:1/mash")
    assert "127.0.0.1" in describe(refused.value)


def test_nothing_is_mailed_to_administrators():
    """Django would mail each fault with all it says, to whoever stands in ADMINS."""
    assert logging.getLogger("django").handlers == []
