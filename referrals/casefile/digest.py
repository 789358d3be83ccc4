"""The day's digest: a worker is told that somebody outside the team opened their case; how many, and never who."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from agencies.models import Hub
from referrals.access.who_can_see import opened_by_others
from referrals.messages.outbox import post


def tell_of_openings(now: datetime) -> int:
    """Of the day before; asked again on the same day it posts nothing new."""
    today = timezone.make_aware(datetime.combine(timezone.localdate(now), time.min))
    yesterday = timezone.make_aware(datetime.combine(timezone.localdate(now) - timedelta(days=1), time.min))
    opened = opened_by_others(yesterday, today)
    hubs = Hub.objects.in_bulk([one.hub for one in opened])
    for one in opened:
        post(
            template="opened_by_others",
            to=one.worker,
            hub=hubs[one.hub],
            key=f"opened by others:{one.reference}:{yesterday.date()}",
            now=now,
            reference=one.reference,
            people="1 person" if one.people == 1 else f"{one.people} people",
        )
    return len(opened)
