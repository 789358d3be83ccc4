"""Nothing that was typed stands in PostgreSQL's own log: errors are provoked, and the log file read."""

import os
from pathlib import Path

import psycopg
import pytest
import yaml
from django.core.checks import Tags, run_checks

from mash.postgres.server_log import FOR_EVERYBODY, FOR_OUR_LOGINS
from tests.database import as_role

ROOT = Path(__file__).resolve().parents[2]
WORD = "Zebxyzzy"
PROVOKING = {
    "a unique value": (
        "INSERT INTO agencies_team (hub_id, name) SELECT id, unnest(ARRAY[%s, %s]) FROM agencies_hub",
        [WORD, WORD],
        psycopg.errors.UniqueViolation,
    ),
    "a check, whose DETAIL is the whole row": (
        "INSERT INTO agencies_edition (of, version, changed_by, changed_what) VALUES (%s, -1, '', '')",
        [WORD],
        psycopg.errors.CheckViolation,
    ),
    "a missing value, whose DETAIL is the whole row": (
        "INSERT INTO agencies_team (hub_id, name) VALUES (NULL, %s)",
        [WORD],
        psycopg.errors.NotNullViolation,
    ),
    "a foreign key": (
        "INSERT INTO django_session (session_key, session_data, expire_date) VALUES (%s, %s, 'yesterday ' || %s)",
        [WORD, WORD, WORD],
        psycopg.Error,
    ),
    "a cast of what is bound": ("SELECT %s::text::date", [WORD], psycopg.errors.InvalidDatetimeFormat),
    "a cast of what is written": (f"SELECT date '{WORD}'", None, psycopg.errors.InvalidDatetimeFormat),
    "no SQL": (f"SELECT 'x' {WORD} frm", None, psycopg.errors.SyntaxError),
    "a name nobody has": (f'SELECT "{WORD}"', None, psycopg.errors.UndefinedColumn),
    "what a function says": ("SELECT mash_search(1, %s, %s, (%s || 'x')::int)", [WORD] * 3, psycopg.Error),
    "too long for its column": (
        "INSERT INTO django_session VALUES (repeat(%s, 9), %s, now())",
        [WORD, WORD],
        psycopg.errors.StringDataRightTruncation,
    ),
    "stopped": ("SELECT %s, pg_sleep(2)", [WORD], psycopg.errors.QueryCanceled),
}


def log_of_the_server() -> str:
    return (Path(os.environ["DATA_DIR"]) / "logs" / "postgresql.log").read_text()


def provoke(connection, statement, parameters, error) -> None:
    with pytest.raises(error) as refused, connection.transaction():
        connection.execute(statement, parameters)
    assert refused.value.sqlstate


@pytest.mark.parametrize("cursor", [psycopg.Cursor, psycopg.ClientCursor], ids=["bound", "written out"])
def test_no_error_of_the_app_takes_what_was_typed_into_the_log(app_login, cursor):
    """Whether the server binds the values or they were written into the statement before it was sent."""
    with psycopg.connect(app_login, autocommit=True, cursor_factory=cursor) as connection:
        connection.execute("SET log_parameter_max_length_on_error = -1")
        connection.execute("SET statement_timeout = '300ms'")
        for statement, parameters, error in PROVOKING.values():
            provoke(connection, statement, parameters, error)
    assert "ready to accept connections" in log_of_the_server()
    assert WORD not in log_of_the_server()


def test_nor_does_a_slow_statement(app_login):
    with psycopg.connect(app_login, autocommit=True) as connection:
        connection.execute("SELECT pg_sleep(0.3), %s::text", [WORD])
        connection.execute(f"SELECT pg_sleep(0.3), '{WORD}'")
    assert WORD not in log_of_the_server()


def test_others_who_log_in_leave_no_statement_and_no_row_in_it(app_login):
    """An administrator's psql: the first line of an error is kept, for without it no fault of the server was found."""
    place = {"user": "postgres", "password": superusers_password()}
    with psycopg.connect(app_login, autocommit=True, **place) as connection:
        connection.execute("CREATE TEMP TABLE tried (name text PRIMARY KEY, years int CHECK (years > 0))")
        for statement in [
            f"INSERT INTO tried VALUES ('{WORD}', 1), ('{WORD}', 1)",
            f"INSERT INTO tried VALUES ('{WORD}', -1)",
            f"SELECT '{WORD}' FROM nowhere",
        ]:
            with pytest.raises(psycopg.Error):
                connection.execute(statement)
    assert 'duplicate key value violates unique constraint "tried_pkey"' in log_of_the_server()
    assert WORD not in log_of_the_server()


def superusers_password() -> str:
    from mash.local.embedded import passwords

    return passwords(Path(os.environ["DATA_DIR"]))["postgres"]


# Anybody may ask for parameters in an error's CONTEXT; terse errors, and none of ours at all, leave that out.
@pytest.mark.parametrize("setting", sorted(set(FOR_OUR_LOGINS) - {"log_parameter_max_length_on_error"}))
def test_the_app_cannot_set_it_otherwise(app_login, setting):
    with psycopg.connect(app_login, autocommit=True) as connection:
        assert connection.execute(f"SHOW {setting}").fetchone()[0] == FOR_OUR_LOGINS[setting]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(f"SET {setting} = DEFAULT")
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            psycopg.connect(app_login, options=f"-c {setting}=0")


def test_the_compose_shape_sets_it_too():
    command = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]["database"]["command"]
    settings_given = dict(part.split("=", 1) for part in command if "=" in part)
    assert {name: settings_given.get(name) for name in FOR_EVERYBODY} == FOR_EVERYBODY


def test_the_guide_names_every_setting():
    guide = (ROOT / "docs" / "operation.md").read_text()
    assert [name for name in FOR_OUR_LOGINS if f"`{name}" not in guide] == []


def test_whoever_migrates_is_told_when_the_server_is_set_otherwise(db):
    assert run_checks(tags=[Tags.database], databases=["default"]) == []
    with as_role("mash_owner"):
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("GRANT CREATE ON SCHEMA public TO PUBLIC")
        (warning,) = run_checks(tags=[Tags.database], databases=["default"])
    assert "make objects in the schema public" in warning.msg
