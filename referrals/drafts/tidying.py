"""Deleting old drafts by database functions, since the worker cannot read or delete them itself."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from psycopg import sql

from audit.recording import EventKind, Subject, record

MOST_REMOVED_AT_ONCE = 1000


@transaction.atomic
def remove_untouched(function: str, *, event: EventKind, now: datetime, by) -> int:
    """Delete drafts that nobody touched for DRAFT_DAYS, and return how many.

    The database function deletes a batch and returns the number for each hub, which gets a log
    line.
    """
    since = now - timedelta(days=settings.DRAFT_DAYS)
    # A batch: deleting everything at once could hold locks for long. The next run takes the rest.
    with connection.cursor() as cursor:
        query = sql.SQL("SELECT * FROM {}(%s, %s)").format(sql.Identifier(function))
        cursor.execute(query, [since, MOST_REMOVED_AT_ONCE])
        removed = cursor.fetchall()
    # One line for each hub, since auditors read only the lines of their own hub.
    for hub, count in removed:
        record(event, about=Subject("hub", str(hub), hub_id=hub), by=by, now=now, count=count)
    return sum(count for _, count in removed)
