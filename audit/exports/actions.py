"""Taking part of the access log away is itself a line of it, written before the first byte leaves."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from audit import events, searching
from audit.actions import as_noted
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
    """The lines to hand over: those there were when it was asked for, so not the one this writes. Or, where they are
    many or go with proofs, what the worker will make of them."""
    now = now or timezone.now()
    hub_id = by.audit_name.hub_id
    found = searching.lines(hub_id, terms).filter(at__lt=now)
    said = {"filter": as_noted(terms), "shape": shape, "columns": list(columns)}
    few = found.order_by()[: settings.EXPORT_AT_ONCE + 1].count()
    if few <= settings.EXPORT_AT_ONCE and not proven:
        record(events.EVENTS_EXPORTED, by=by, now=now, purpose=purpose, rows=few, **said)
        return found
    asked = Export(hub_id=hub_id, by_id=by.pk, query=query, purpose=purpose, asked_at=now, **said)
    asked.save(force_insert=True)
    record(events.EXPORT_ASKED, about=subject(asked), by=by, now=now, purpose=purpose, **said)
    return asked


@transaction.atomic
def download(made: Export, *, by, now: datetime | None = None) -> None:
    record(events.EXPORT_DOWNLOADED, about=subject(made), by=by, now=now, rows=made.rows, shape=made.shape)


def pieces(made: Export) -> Iterator[bytes]:
    """As who may read it; in a transaction."""
    found = ExportPiece.objects.filter(export=made).order_by("number").values_list("content", flat=True)
    for content in found.iterator(chunk_size=1):
        yield bytes(content)
