"""Searches the access log: newest first, a page at a time, without counting every match."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import ExtractIsoWeekDay, TruncDate, TruncTime
from django.utils import timezone

from audit.models import Event
from audit.own_inquiries import ACCOUNT, without_inquiries_into
from audit.recording import EMERGENCY, REFUSED, codes_marked
from audit.registry import Week, registry
from mash import paging

PAGE_SIZE = 25
COUNT_TO = 1000
SYSTEM, PUBLIC = "system", "public"  # actors without an account
NOBODYS_NAMES = {SYSTEM: "SYSTEM", PUBLIC: "Member of the public"}
# A loose index scan: one probe for each distinct name, however many lines have it.
NAMES = """WITH RECURSIVE names(one) AS (
    (SELECT {column} FROM audit_event WHERE hub_id = %(hub)s ORDER BY {column} LIMIT 1)
    UNION ALL SELECT (SELECT {column} FROM audit_event WHERE hub_id = %(hub)s AND {column} > one
                      ORDER BY {column} LIMIT 1) FROM names WHERE one IS NOT NULL)
    SELECT one FROM names WHERE one IS NOT NULL"""


def lines(hub_id: int | None, terms: dict, *, reader: int) -> QuerySet[Event]:
    """Return the lines that match the terms of a filter, but none about an inquiry into the reader's own doings.

    The database's policies limit auditors to their own hub, whatever this asks for.
    """
    queryset: QuerySet[Event] = Event.objects.filter(hub_id=None if terms.get("nobody") else hub_id)
    for name, narrow in NARROWING.items():
        if terms.get(name):
            queryset = queryset.filter(narrow(hub_id, terms[name]))
    if terms.get("out_of_hours") and (week := registry.week(hub_id)):
        queryset = outside_hours(queryset, week)
    return without_inquiries_into(reader, queryset)


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
    return Q(reference__in=references) | listing(references)


def listing(references: list[str]) -> Q:
    """Match every list that showed one of these references, however many there are."""
    return Q(_Naming(F("pk"), Value(references, ArrayField(TextField()))))


class _Naming(Func):
    """Whether a key is among those of the lists that name one of these references, without a limit (NULL).

    The database finds the keys once, as an array: beside another condition (OR) an IN with a subquery uses no index,
    and the whole log of the hub would be walked.
    """

    output_field = BooleanField()
    arg_joiner = " = ANY (ARRAY(SELECT audit_lists_naming("
    template = "%(expressions)s, NULL)))"


def names(hub_id: int | None, column: str) -> list[str]:
    """Return the distinct values of a column of the log, "" among them, in order."""
    with connection.cursor() as cursor:
        cursor.execute(NAMES.format(column=column), {"hub": hub_id})
        return [name for (name,) in cursor.fetchall()]


def _acted_by(who: str) -> Q:
    """Match what somebody did; for an account, what others did to it stands with it."""
    if who in NOBODYS_NAMES:
        return Q(by_id=None, by_name=NOBODYS_NAMES[who])
    return Q(by_id=int(who)) | done_to(who)


def done_to(account: str) -> Q:
    return Q(about_kind=ACCOUNT, about_id=account)


def _in_role(hub_id: int | None, role: str) -> Q:
    return Q(by_role__in=[held for held in names(hub_id, "by_role") if role in held.split(", ")])


def _with_purpose(part: str) -> Q:
    """Match a stated purpose by any part of it, and one that is stored as a code by any part of its words."""
    coded_purposes = {key: how.labels for key, how in registry.details.items() if key.endswith(" purpose")}
    in_words = Q(purpose__icontains=part)
    for key, labels in coded_purposes.items():
        chosen = [code for code, words in labels.items() if part.casefold() in words.casefold()]
        if chosen:
            in_words |= Q(code=key.removesuffix(" purpose"), purpose__in=chosen)
    return ~Q(purpose="") & in_words


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


NARROWING: dict[str, Callable[[int | None, Any], Q]] = {
    "reference": lambda hub_id, typed: Q(reference__in={typed, typed.upper(), typed.lower(), *registry.of(typed)}),
    "seen": lambda hub_id, reference: _about_people_of(reference),
    "code": lambda hub_id, code: Q(code=code),
    "agency": lambda hub_id, name: Q(by_agency=name),
    "role": _in_role,
    "by": lambda hub_id, who: _acted_by(who),
    "from_on": lambda hub_id, day: Q(at__gte=_midnight(day)),
    "to_on": lambda hub_id, day: Q(at__lt=_midnight(day + timedelta(days=1))),
    "purpose": lambda hub_id, part: _with_purpose(part),
    "refused": lambda hub_id, _: Q(code__in=codes_marked(REFUSED)),
    "emergency": lambda hub_id, _: Q(code__in=codes_marked(EMERGENCY)),
}


def page_of_lines(queryset: QuerySet[Event], params: Mapping[str, str]) -> paging.KeysetPage:
    """Return the page of lines that `params` ask for, the newest first."""
    return paging.page_of(queryset.order_by("-at", "-id"), params, size=PAGE_SIZE)


def count(queryset: QuerySet[Event]) -> int:
    """Count the lines, up to COUNT_TO + 1, because counting a whole log takes too long for a page."""
    return queryset.order_by()[: COUNT_TO + 1].count()
