"""Tells auditors of what cannot wait for the night's look through the log, and reminds them of what waits too long."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

from audit import events
from audit.models import Event, UnusualAccess
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
    """Mail those who read the log that unusual access waits too long, once a week; return in how many hubs."""
    hubs = UnusualAccess.objects.open().order_by("hub_id").values_list("hub_id", flat=True).distinct()
    reminded = 0
    for hub_id in hubs:
        before = overdue_before(hub_id, timezone.localdate(now))
        people = list(UnusualAccess.objects.filter(hub_id=hub_id).overdue(before).values_list("by_id", flat=True))
        if not people or _reminded_this_week(hub_id, now):
            continue
        # No number: it would tell a watcher, who sees no entry about themselves, that there is one.
        alone = people[0] if len(set(people)) == 1 else None
        year, week, _ = timezone.localdate(now).isocalendar()
        key, days = f"unusual_waits:{hub_id}:{year}-{week}", str(settings.UNUSUAL_REMIND_DAYS)
        registry.tell_watchers(hub_id=hub_id, template="unusual_waits", key=key, but=alone, now=now, days=days)
        about = Subject("hub", str(hub_id), "", hub_id)
        record(events.UNUSUAL_REMINDED, about=about, by=SYSTEM, now=now, count=len(people))
        reminded += 1
    return reminded


def _reminded_this_week(hub_id: int | None, now: datetime) -> bool:
    today = timezone.localdate(now)
    monday = timezone.make_aware(datetime.combine(today - timedelta(days=today.weekday()), time.min))
    return Event.objects.filter(code=events.UNUSUAL_REMINDED.code, hub_id=hub_id, at__gte=monday).exists()
