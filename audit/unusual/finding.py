"""Lists a day's unusual access to records for auditors, in every hub. Run by the worker."""

from collections import Counter
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

from audit import events
from audit.models import UnusualAccess
from audit.recording import SYSTEM, Subject, record
from audit.registry import registry
from mash.hub_time import years_before


def list_unusual(day: date, *, now: datetime) -> int:
    """List new unusual access of a day and return how many. Entries already listed, dismissed or not, stay."""
    known = set(UnusualAccess.objects.filter(day=day).values_list("by_id", "reference", "reason"))
    new_looks = [looks for looks in registry.unusual(day) if (looks.by_id, looks.reference, looks.reason) not in known]
    entries = [UnusualAccess(day=day, **vars(looks)) for looks in new_looks]
    # Two workers may list the same day at once: the unique constraint keeps one entry of each.
    UnusualAccess.objects.bulk_create(entries, ignore_conflicts=True)
    for hub_id in sorted({looks.hub_id for looks in new_looks}):
        reasons = Counter(looks.reason for looks in new_looks if looks.hub_id == hub_id)
        record(events.UNUSUAL_FOUND, about=Subject("hub", str(hub_id), "", hub_id), by=SYSTEM, now=now,
               day=day.isoformat(), reasons=dict(sorted(reasons.items())))  # fmt: skip
    return len(new_looks)


def remove_old(now: datetime) -> int:
    """Delete entries as old as the lines they are about, log it for each hub, and return how many."""
    old = UnusualAccess.objects.filter(day__lt=timezone.localdate(years_before(now, settings.AUDIT_YEARS)))
    hubs = Counter(old.values_list("hub_id", flat=True))
    for hub_id, count in hubs.items():
        record(events.UNUSUAL_REMOVED, about=Subject("hub", str(hub_id), "", hub_id), by=SYSTEM, now=now, count=count)
    return old.delete()[0] if hubs else 0
