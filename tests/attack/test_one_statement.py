"""An injection into one statement cannot add a second statement."""

import pytest
from django.db import DatabaseError, connection, transaction

from agencies.models import Hub

STACKED = [
    ("SELECT 1; SELECT set_config('mash.user_id', '1', false)", None),
    ("SELECT 1; SELECT set_config('mash.user_id', '1', false)", []),
    ("SELECT %s; SELECT set_config('mash.user_id', '1', false)", [1]),
    ("COMMIT; SELECT 1", None),
    ("SELECT 1 WHERE 'x' = 'x'; UPDATE agencies_user SET is_active = true", None),
]


@pytest.mark.parametrize(("statement", "about"), STACKED)
def test_stacked_statements_are_refused_with_and_without_parameters(db, statement, about):
    with (
        pytest.raises(DatabaseError, match="cannot insert multiple commands"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, about)


def test_so_they_are_in_what_the_orm_is_given_raw(db):
    with pytest.raises(DatabaseError, match="cannot insert multiple commands"), transaction.atomic():
        list(Hub.objects.raw("SELECT * FROM agencies_hub; SELECT 1"))
    with pytest.raises(DatabaseError, match="cannot insert multiple commands"), transaction.atomic():
        list(Hub.objects.extra(where=["true); SELECT 1; SELECT (1"]).iterator())  # a named cursor's


def test_many_rows_are_read_in_batches(db):
    assert [hub.slug for hub in Hub.objects.order_by("pk").iterator(chunk_size=1)] == ["northvale"]


def test_values_are_not_in_the_statement_where_other_connections_would_read_them(db):
    """The web server's login sees the statements of its other connections in pg_stat_activity."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")  # a login sees its own connections
        cursor.execute("SELECT query FROM pg_stat_activity WHERE pid = pg_backend_pid() AND %s <> ''", ["a-secret"])
        [(seen,)] = cursor.fetchall()
    assert "$1" in seen
    assert "a-secret" not in seen
