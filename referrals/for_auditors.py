"""What the auditor's desk asks of casework: references and hours, never a name."""

from django.db import connection

from agencies.models import Hub
from audit.neighbours import Week
from referrals.models.identifiers import as_written, looks_like_reference
from referrals.targets import week_of as opening_of
from referrals.working_week import bank_holidays


def week_of(hub_id: int | None) -> Week | None:
    hub = Hub.objects.filter(pk=hub_id).first()
    if hub is None or not hub.opening_hours.exists():
        return None
    week = opening_of(hub)
    return Week(week.hours, week.closed_on | bank_holidays())


def references_near(reference: str) -> list[str]:
    """Empty where the record is unknown to the hub of whoever asks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT mash_references_near(%s)", [as_written(reference)])
        return [found for (found,) in cursor.fetchall()]


def is_reference(typed: str) -> bool:
    return looks_like_reference(as_written(typed))
