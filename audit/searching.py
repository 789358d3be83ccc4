"""Searches the access log: newest first, a page at a time, without counting every match."""

import uuid
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import ExtractIsoWeekDay, TruncDate, TruncTime
from django.utils import timezone

from audit.models import Event
from audit.recording import EMERGENCY, REFUSED, codes_marked
from audit.registry import Week, registry

PAGE_SIZE = 25
ACCOUNT = "person who signs in"  # the kind of thing that a line about an account is about
COUNT_TO = 1000
MOST_LISTED = 5000
SYSTEM, PUBLIC = "system", "public"  # actors without an account
NOBODYS_NAMES = {SYSTEM: "SYSTEM", PUBLIC: "Member of the public"}
# A loose index scan: one probe for each distinct name, however many lines have it.
NAMES = """WITH RECURSIVE names(one) AS (
    (SELECT {column} FROM audit_event WHERE hub_id = %(hub)s ORDER BY {column} LIMIT 1)
    UNION ALL SELECT (SELECT {column} FROM audit_event WHERE hub_id = %(hub)s AND {column} > one
                      ORDER BY {column} LIMIT 1) FROM names WHERE one IS NOT NULL)
    SELECT one FROM names WHERE one IS NOT NULL"""


def lines(hub_id: int | None, terms: dict) -> QuerySet[Event]:
    """Return the lines that match the terms of a filter.

    The database's policies limit auditors to their own hub, whatever this asks for.
    """
    queryset: QuerySet[Event] = Event.objects.filter(hub_id=None if terms.get("nobody") else hub_id)
    for name, narrow in NARROWING.items():
        if terms.get(name):
            queryset = queryset.filter(narrow(hub_id, terms[name]))
    if terms.get("out_of_hours") and (week := registry.week(hub_id)):
        queryset = outside_hours(queryset, week)
    return queryset


def outside_hours(queryset: QuerySet[Event], week: Week) -> QuerySet[Event]:
    """Return the lines written while the hub was closed, by its current opening hours."""
    here = timezone.get_default_timezone()
    is_open = Q(pk__in=[])
    for weekday, (opens, closes) in week.hours.items():
        before_closing = Q() if closes == time.min else Q(clock__lt=closes)
        is_open |= Q(weekday=weekday + 1, clock__gte=opens) & before_closing
    clock_fields = {"weekday": ExtractIsoWeekDay("at", tzinfo=here), "clock": TruncTime("at", tzinfo=here)}
    queryset = queryset.alias(day=TruncDate("at", tzinfo=here), **clock_fields)
    return queryset.exclude(is_open & ~Q(day__in=sorted(week.closed_on)))


def _about_people_of(reference: str) -> Q:
    """Match lines about any record of these people, and lists that showed one."""
    references = [*registry.near(reference)] or [reference]
    return Q(reference__in=references) | Q(pk__in=lists_naming(references))


def lists_naming(references: list[str]) -> list[uuid.UUID]:
    """Return the newest lines of lists that showed one of these references."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_lists_naming(%s, %s)", [references, MOST_LISTED])
        return [line for (line,) in cursor.fetchall()]


def names(hub_id: int | None, column: str, containing: str = "") -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(NAMES.format(column=column), {"hub": hub_id})
        return [name for (name,) in cursor.fetchall() if containing.casefold() in name.casefold()]


def _acted_by(who: str) -> Q:
    """Match what somebody did; for an account, what others did to it stands with it."""
    if who in NOBODYS_NAMES:
        return Q(by_id=None, by_name=NOBODYS_NAMES[who])
    return Q(by_id=int(who)) | done_to(who)


def done_to(account: str) -> Q:
    return Q(about_kind=ACCOUNT, about_id=account)


def _in_role(hub_id: int | None, role: str) -> Q:
    return Q(by_role__in=[held for held in names(hub_id, "by_role") if role in held.split(", ")])


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


NARROWING: dict[str, Callable[[int | None, Any], Q]] = {
    "reference": lambda hub_id, typed: Q(reference__in={typed, typed.upper(), typed.lower(), *registry.of(typed)}),
    "seen": lambda hub_id, reference: _about_people_of(reference),
    "code": lambda hub_id, code: Q(code=code),
    "agency": lambda hub_id, part: Q(by_agency__in=names(hub_id, "by_agency", containing=part)),
    "role": _in_role,
    "by": lambda hub_id, who: _acted_by(who),
    "from_on": lambda hub_id, day: Q(at__gte=_midnight(day)),
    "to_on": lambda hub_id, day: Q(at__lt=_midnight(day + timedelta(days=1))),
    "purpose": lambda hub_id, part: ~Q(purpose="") & Q(purpose__icontains=part),
    "refused": lambda hub_id, _: Q(code__in=codes_marked(REFUSED)),
    "emergency": lambda hub_id, _: Q(code__in=codes_marked(EMERGENCY)),
}


def page_of_lines(queryset: QuerySet[Event], after: str) -> tuple[list[Event], str]:
    """Return a page of lines older than `after`, and the `after` of the next page ("" if there is none).

    It continues from a line, not a page number, so that new lines do not shift the pages.
    """
    if place := _read(after):
        at, id_ = place
        queryset = queryset.filter(at__lte=at).exclude(at=at, id__gte=id_)
    # One more than a page tells whether there is another page.
    shown = list(queryset.order_by("-at", "-id")[: PAGE_SIZE + 1])
    last = shown[PAGE_SIZE - 1] if len(shown) > PAGE_SIZE else None
    return shown[:PAGE_SIZE], f"{last.at.timestamp():.6f}_{last.id.hex}" if last else ""


def _read(after: str) -> tuple[datetime, uuid.UUID] | None:
    at, _, id_ = after.partition("_")
    try:
        return datetime.fromtimestamp(float(at), tz=timezone.get_current_timezone()), uuid.UUID(hex=id_)
    except (ValueError, OverflowError, OSError):
        return None


def count(queryset: QuerySet[Event]) -> int:
    """Count the lines, up to COUNT_TO + 1, because counting a whole log takes too long for a page."""
    return queryset.order_by()[: COUNT_TO + 1].count()
