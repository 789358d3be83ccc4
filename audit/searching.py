"""Finding lines of the access log: newest first, a screenful at a time, never counting all there are."""

import uuid
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from audit.models import Event

A_PAGE = 25
COUNT_TO = 1000
SYSTEM, PUBLIC = "system", "public"  # who acted, when it was nobody with an account
NOBODYS_NAMES = {SYSTEM: "SYSTEM", PUBLIC: "Member of the public"}


def lines(hub_id: int | None, terms: dict) -> QuerySet[Event]:
    """`terms` is what the filter gives. The database shows auditors their own hub's lines only, whatever is asked."""
    found = Event.objects.filter(hub_id=hub_id)
    if typed := terms.get("reference"):
        found = found.filter(reference__in={typed, typed.upper(), typed.lower()})  # any case, yet by the index
    if terms.get("code"):
        found = found.filter(code=terms["code"])
    if terms.get("agency"):
        found = found.filter(by_agency__icontains=terms["agency"])
    if terms.get("by"):
        found = found.filter(_acted_by(terms["by"]))
    if terms.get("from_on"):
        found = found.filter(at__gte=_midnight(terms["from_on"]))
    if terms.get("to_on"):
        found = found.filter(at__lt=_midnight(terms["to_on"] + timedelta(days=1)))
    return found


def _acted_by(who: str) -> Q:
    return Q(by_id=None, by_name=NOBODYS_NAMES[who]) if who in NOBODYS_NAMES else Q(by_id=int(who))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def screenful(found: QuerySet[Event], after: str) -> tuple[list[Event], str]:
    """The lines older than the one `after` points to, and what to pass as `after` for those older still ("": none)."""
    if place := _read(after):
        at, id_ = place
        found = found.filter(at__lte=at).exclude(at=at, id__gte=id_)
    shown = list(found.order_by("-at", "-id")[: A_PAGE + 1])
    last = shown[A_PAGE - 1] if len(shown) > A_PAGE else None
    return shown[:A_PAGE], f"{last.at.timestamp():.6f}_{last.id.hex}" if last else ""


def _read(after: str) -> tuple[datetime, uuid.UUID] | None:
    at, _, id_ = after.partition("_")
    try:
        return datetime.fromtimestamp(float(at), tz=timezone.get_current_timezone()), uuid.UUID(hex=id_)
    except (ValueError, OverflowError, OSError):
        return None


def count(found: QuerySet[Event]) -> int:
    """How many, up to one more than we are willing to count."""
    return found.order_by()[: COUNT_TO + 1].count()
