"""The daily digest: tells a worker how many people outside the team opened their case, never who."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from agencies.models import Hub
from referrals.access.who_can_see import opened_by_others
from referrals.messages.outbox import post


def tell_of_openings(now: datetime) -> int:
    """Post the digest of the day before. Running it twice on a day posts nothing new."""
    today = timezone.make_aware(datetime.combine(timezone.localdate(now), time.min))
    yesterday = timezone.make_aware(datetime.combine(timezone.localdate(now) - timedelta(days=1), time.min))
    opened = opened_by_others(yesterday, today)
    hubs = Hub.objects.in_bulk([opening.hub for opening in opened])
    for opening in opened:
        post(
            template="opened_by_others",
            to=opening.worker,
            hub=hubs[opening.hub],
            # The key has the day, so that a second run posts nothing new.
            key=f"opened by others:{opening.reference}:{yesterday.date()}",
            now=now,
            reference=opening.reference,
            people="1 person" if opening.people == 1 else f"{opening.people} people",
        )
    return len(opened)
