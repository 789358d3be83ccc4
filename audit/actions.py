"""Taking part of the access log away is itself a line of it."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from audit import events, searching
from audit.models import Event
from audit.recording import record


@transaction.atomic
def export(*, terms: dict, shape: str, purpose: str, by, now: datetime | None = None) -> QuerySet[Event]:
    """The lines to hand over: those there were when it was asked for, so not the one this writes."""
    now = now or timezone.now()
    found = searching.lines(by.audit_name.hub_id, terms).filter(at__lt=now)
    record(
        events.EVENTS_EXPORTED, by=by, now=now, purpose=purpose, filter=as_noted(terms), shape=shape, rows=found.count()
    )
    return found


def as_noted(terms: dict) -> dict[str, str]:
    return {name: str(value) for name, value in terms.items()}
