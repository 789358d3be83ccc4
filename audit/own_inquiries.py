"""Whose doings an auditor looks into is written into the line about it, and they do not read that line.

The policy `read` of audit_event has the same rule (audit/walls/access_log.sql).
"""

from collections.abc import Iterable

from django.db.models import BooleanField, Case, Q, QuerySet, Value, When

from audit.models import Event

ACCOUNT = "person who signs in"  # the kind of thing that a line about an account is about


def accounts_of(event: Event) -> list[int]:
    """Return whose doings a line is about: who acted, and whose account it was done to."""
    done_to = [int(event.about_id)] if event.about_kind == ACCOUNT and event.about_id.isdigit() else []
    return distinct([*([event.by_id] if event.by_id is not None else []), *done_to])


def distinct(people: Iterable[int]) -> list[int]:
    return sorted(set(people))


def without_inquiries_into(person: int, events: QuerySet[Event]) -> QuerySet[Event]:
    """Return these lines without those that say that somebody else looks into what this person did."""
    inquires = Q(code__startswith="log.") & ~Q(by_id=person)
    inquires &= Q(detail__accounts__contains=[person]) | Q(detail__filter__by=str(person))
    # Not exclude(): a line without these keys is neither equal nor unequal to anything, and would go too.
    into_them = Case(When(inquires, then=Value(True)), default=Value(False), output_field=BooleanField())
    return events.alias(into_them=into_them).filter(into_them=False)
