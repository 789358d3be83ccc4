"""What was written and never sent is removed, through the functions of the database that may."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from psycopg import sql

from audit.recording import EventKind, Subject, record

MOST_REMOVED_AT_ONCE = 1000


@transaction.atomic
def remove_untouched(function: str, *, event: EventKind, now: datetime, by) -> int:
    """Remove what nobody touched for DRAFT_DAYS; how many went. `function` gives the hubs and how many of each."""
    since = now - timedelta(days=settings.DRAFT_DAYS)
    with connection.cursor() as cursor:
        asked = sql.SQL("SELECT * FROM {}(%s, %s)").format(sql.Identifier(function))
        cursor.execute(asked, [since, MOST_REMOVED_AT_ONCE])
        removed = cursor.fetchall()
    for hub, count in removed:
        record(event, about=Subject("hub", str(hub), hub_id=hub), by=by, now=now, count=count)
    return sum(count for _, count in removed)
