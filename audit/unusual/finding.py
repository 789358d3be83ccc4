"""Lists a day's unusual access to records for auditors, in every hub. Run by the worker."""

from collections import Counter
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

from audit import events
from audit.models import UnusualAccess
from audit.recording import SYSTEM, Subject, record
from audit.registry import UnusualLooks, registry
from mash.hub_time import years_before


def list_unusual(day: date, *, now: datetime) -> int:
    """List new unusual access of a day and return how many. Entries already listed, judged or not, stay."""
    looks_found = registry.unusual(day)
    new = add_new(day, looks_found, now=now)
    _recount(day, looks_found)
    return len(new)


def add_new(day: date, looks_found: list[UnusualLooks], *, now: datetime) -> list[UnusualAccess]:
    """List what is not listed yet, and return the new entries."""
    known = set(UnusualAccess.objects.filter(day=day).values_list("by_id", "reference", "reason"))
    new_looks = [looks for looks in looks_found if _key(looks) not in known]
    entries = [UnusualAccess(day=day, **vars(looks)) for looks in new_looks]
    # Two workers may list the same day at once: the unique constraint keeps one entry of each.
    UnusualAccess.objects.bulk_create(entries, ignore_conflicts=True)
    for hub_id in sorted({looks.hub_id for looks in new_looks}):
        reasons = Counter(looks.reason for looks in new_looks if looks.hub_id == hub_id)
        record(events.UNUSUAL_FOUND, about=Subject("hub", str(hub_id), "", hub_id), by=SYSTEM, now=now,
               day=day.isoformat(), reasons=dict(sorted(reasons.items())))  # fmt: skip
    return list(UnusualAccess.objects.filter(pk__in=[entry.pk for entry in entries]))


def _recount(day: date, looks_found: list[UnusualLooks]) -> None:
    """Bring entries that nobody has judged up to the whole day: what was listed at once went on after that."""
    by_key = {_key(looks): looks for looks in looks_found}
    for access in UnusualAccess.objects.filter(day=day, state=UnusualAccess.State.WAITING):
        looks = by_key.get(_key(access))
        if looks and (looks.lines, looks.last_at) != (access.lines, access.last_at):
            access.lines, access.last_at = looks.lines, looks.last_at
            access.save(update_fields=["lines", "last_at"])


def _key(looks: UnusualLooks | UnusualAccess) -> tuple[int, str, str]:
    return looks.by_id, looks.reference, looks.reason


def remove_old(now: datetime) -> int:
    """Delete entries as old as the lines they are about, log it for each hub, and return how many."""
    old = UnusualAccess.objects.filter(day__lt=timezone.localdate(years_before(now, settings.AUDIT_YEARS)))
    hubs = Counter(old.values_list("hub_id", flat=True))
    for hub_id, count in hubs.items():
        record(events.UNUSUAL_REMOVED, about=Subject("hub", str(hub_id), "", hub_id), by=SYSTEM, now=now, count=count)
    return old.delete()[0] if hubs else 0
