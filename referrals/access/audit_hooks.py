"""Functions by which the audit app learns about cases: references and opening hours, no names."""

import json
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from agencies.models import Hub, User
from audit.registry import UnusualLooks, Week
from referrals.models.identifiers import as_written, looks_like_reference
from referrals.people.terms import last_names_of
from referrals.timing.targets import week_of as opening_of
from referrals.timing.working_week import bank_holidays


def week_of(hub_id: int | None) -> Week | None:
    """Return the opening hours of a hub, or None if it has none."""
    hub = Hub.objects.filter(pk=hub_id).first() if hub_id else None
    if hub is None or not hub.opening_hours.exists():
        return None
    week = opening_of(hub)
    return Week(week.hours, week.closed_on | bank_holidays())


def references_of(reference: str) -> list[str]:
    """Return the references of a case together with its requests and products."""
    return _query_references("SELECT mash_references_of(%s)", reference)


def references_near(reference: str) -> list[str]:
    """Return the references of records about the same people."""
    return _query_references("SELECT mash_references_near(%s)", reference)


def _query_references(query: str, reference: str) -> list[str]:
    """Run a query for references. The list is empty if the user's hub does not know the record."""
    with connection.cursor() as cursor:
        cursor.execute(query, [as_written(reference)])
        return [related for (related,) in cursor.fetchall()]


def is_reference(typed: str) -> bool:
    return looks_like_reference(as_written(typed))


def unusual_looks(day: date) -> list[UnusualLooks]:
    """Return the unusual access of one day in every hub. Only background work may call it."""
    return [looks for hub in Hub.objects.order_by("pk") for looks in _unusual_in(hub.pk, day)]


def unusual_looks_between(since: datetime, until: datetime) -> list[UnusualLooks]:
    """Return the unusual access between two times in every hub, whether it was open or not."""
    always = _open_on(timezone.localdate(since), None)
    hubs = Hub.objects.order_by("pk").values_list("pk", flat=True)
    return [looks for hub_id in hubs for looks in _query_unusual(hub_id, [since, until], always)]


def _unusual_in(hub_id: int, day: date) -> list[UnusualLooks]:
    midnights = [_at(day, time.min), _at(day + timedelta(days=1), time.min)]
    return _query_unusual(hub_id, midnights, _open_on(day, week_of(hub_id)))


def _query_unusual(hub_id: int, times: list[datetime], open_on: tuple) -> list[UnusualLooks]:
    # A function of the database, which sees every case: the audit app reads references and no case.
    limits = [settings.UNUSUAL_RECORDS_IN_AN_HOUR, timedelta(days=settings.UNUSUAL_AFTER_DAYS)]
    # Of those who have not told their last names, the last word of their name stands for them.
    names = {key: last_names_of(name) for key, name in User.objects.values_list("pk", "name")}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM mash_unusual_looks(%s, %s, %s, %s::timestamptz, %s::timestamptz, %s, %s, %s)",
            [hub_id, *times, *open_on, *limits, json.dumps(names)],
        )
        return [UnusualLooks(hub_id, *row) for row in cursor.fetchall()]


def _open_on(day: date, week: Week | None) -> tuple[datetime | str, datetime | str]:
    """Return when the hub opens and closes on this day, for the query to find looks out of hours.

    A hub without opening hours counts as always open, so nothing in it is out of hours.
    """
    if week is None:
        return "-infinity", "infinity"
    # An interval that begins at infinity is empty: on a closed day every look is out of hours.
    if day in week.closed_on or day.weekday() not in week.hours:
        return "infinity", "infinity"
    opens, closes = week.hours[day.weekday()]
    # A closing time of 00:00 means the midnight that ends the day.
    return _at(day, opens), _at(day if closes > opens else day + timedelta(days=1), closes)


def _at(day: date, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock))
