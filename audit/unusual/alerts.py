"""Tells auditors of what cannot wait for the night's look through the log, and reminds them of what waits too long."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

from audit import events
from audit.models import UnusualAccess
from audit.recording import SYSTEM, Subject, record
from audit.registry import registry
from audit.unusual import finding
from audit.unusual.waiting_days import overdue_before

Reason = UnusualAccess.Reason
# The reasons to look today: family, a neighbour's or a colleague's record, and a record after the other.
GRAVE = frozenset({Reason.OWN_NAME, Reason.OWN_ADDRESS, Reason.COLLEAGUE, Reason.MANY})
LATE = timedelta(minutes=10)  # by how much the task may come late without missing the end of an hour


def alert(now: datetime) -> int:
    """List the gravest unusual access of the last hour and mail those who read the log; return how much is new."""
    # From the beginning of an hour, as "many" are counted by the hour; what is before midnight the night finds.
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(now), time.min))
    since = max(midnight, (now - LATE).replace(minute=0, second=0, microsecond=0))
    grave = [looks for looks in registry.unusual_now(since, now) if looks.reason in GRAVE]
    new = finding.add_new(timezone.localdate(now), grave, now=now)
    for access in new:
        registry.tell_watchers(
            hub_id=access.hub_id,
            template="unusual_found",
            key=f"unusual_found:{access.pk}",
            but=access.by_id,
            now=now,
            access=str(access.pk),
        )
    return len(new)


def remind(now: datetime) -> int:
    """Mail those who read the log what has waited too long for an outcome, once a week; return in how many hubs."""
    hubs = UnusualAccess.objects.open().order_by("hub_id").values_list("hub_id", flat=True).distinct()
    reminded = 0
    for hub_id in hubs:
        before = overdue_before(hub_id, timezone.localdate(now))
        count = UnusualAccess.objects.filter(hub_id=hub_id).overdue(before).count()
        if not count:
            continue
        year, week, _ = timezone.localdate(now).isocalendar()
        facts = {"waiting": str(count), "days": str(settings.UNUSUAL_REMIND_DAYS)}
        key = f"unusual_waits:{hub_id}:{year}-{week}"
        registry.tell_watchers(hub_id=hub_id, template="unusual_waits", key=key, but=None, now=now, **facts)
        about = Subject("hub", str(hub_id), "", hub_id)
        record(events.UNUSUAL_REMINDED, about=about, by=SYSTEM, now=now, count=count)
        reminded += 1
    return reminded
