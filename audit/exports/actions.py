"""Exporting part of the access log. Each export is logged before its first byte is sent."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from audit import events, searching
from audit.actions import loggable_terms
from audit.exports.reading import subject
from audit.models import Event, Export, ExportPiece
from audit.recording import record


@transaction.atomic
def export(
    *,
    terms: dict,
    query: str,
    shape: str,
    columns: Sequence[str],
    purpose: str,
    proven: bool,
    by,
    now: datetime | None = None,
) -> QuerySet[Event] | Export:
    """Log the export and return its lines, or the `Export` a worker will make if they are many or need proofs.

    Only lines older than the request are included, so the line about the export itself is not.
    """
    now = now or timezone.now()
    hub_id = by.audit_name.hub_id
    events_found = searching.lines(hub_id, terms, reader=by.pk).filter(at__lt=now)
    description: dict[str, Any] = {"filter": loggable_terms(terms), "shape": shape, "columns": list(columns)}
    # Stop counting at the limit: a filter may match millions of lines.
    count = events_found.order_by()[: settings.EXPORT_AT_ONCE + 1].count()
    if count <= settings.EXPORT_AT_ONCE and not proven:
        record(events.EVENTS_EXPORTED, by=by, now=now, purpose=purpose, rows=count, **description)
        return events_found
    pending = Export(hub_id=hub_id, by_id=by.pk, query=query, purpose=purpose, asked_at=now, **description)
    pending.save(force_insert=True)
    record(events.EXPORT_ASKED, about=subject(pending), by=by, now=now, purpose=purpose, **description)
    return pending


@transaction.atomic
def download(finished: Export, *, by, now: datetime | None = None) -> None:
    record(events.EXPORT_DOWNLOADED, about=subject(finished), by=by, now=now, rows=finished.rows, shape=finished.shape)


def pieces(finished: Export) -> Iterator[bytes]:
    """Yield the file piece by piece. Call it in a transaction, acting as the person who asked for the export."""
    contents = ExportPiece.objects.filter(export=finished).order_by("number").values_list("content", flat=True)
    for content in contents.iterator(chunk_size=1):
        yield bytes(content)
