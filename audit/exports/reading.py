"""Reads the lines of an export in batches, in the order in which they were sealed."""

from collections.abc import Iterator

from django.contrib.auth import get_user_model
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL
from django.http import QueryDict

from audit import positions, searching
from audit.forms import EventFilter
from audit.models import Event, Export, Seal
from audit.positions import Position
from audit.recording import Subject
from audit.seal_checks import end, start

SEALS_AT_ONCE, LINES_AT_ONCE, UNSEALED_AT_ONCE = 500, 20_000, 2_000
XID, CLUSTER = RawSQL("audit_event.xid", []), RawSQL("audit_event.cluster", [])
BETWEEN = """audit_event.cluster = %s AND (audit_event.xid, audit_event.id) >= (%s, %s)
    AND (audit_event.xid, audit_event.id) < (%s, %s)"""
AFTER = "(audit_event.cluster, audit_event.xid, audit_event.id) > (%s, %s, %s)"
LinePosition = tuple[int, Position]  # in which cluster, and where in it


class CannotExport(Exception):
    """The export cannot be made; the message is shown to the person who asked for it."""


def subject(export: Export) -> Subject:
    return Subject("export of the access log", str(export.pk), "", export.hub_id)


def requester(export: Export):
    """Return the person who asked. Raises CannotExport if they have since lost the permission."""
    person = get_user_model().objects.filter(pk=export.by_id).first()
    if person is None or person.audit_name.hub_id != export.hub_id or not person.has_perm("audit.export_events"):
        raise CannotExport("You may no longer export the access log of this hub.")
    return person


def events_of(export: Export) -> QuerySet[Event]:
    """Return the lines that existed when the export was asked for. Raises CannotExport for a stale filter."""
    chosen = EventFilter(QueryDict(export.query), hub_id=export.hub_id)
    if not chosen.is_valid():
        raise CannotExport("The filter can no longer be read: something it names has gone. Choose a new one.")
    return searching.lines(export.hub_id, chosen.terms, reader=export.by_id).filter(at__lt=export.asked_at)


def runs() -> Iterator[list[Seal]]:
    """Yield all seals in order, in runs whose ranges adjoin and whose lines together are not too many."""
    after = 0
    while page := list(Seal.objects.filter(number__gt=after).order_by("number")[:SEALS_AT_ONCE]):
        run: list[Seal] = []
        for seal in page:
            meets = not run or (seal.cluster, start(seal)) == (run[-1].cluster, end(run[-1]))
            if run and not (meets and sum(earlier.count for earlier in run) + seal.count <= LINES_AT_ONCE):
                yield run
                run = []
            run.append(seal)
        yield run
        after = page[-1].number


def in_run(queryset: QuerySet[Event], run: list[Seal]) -> QuerySet[Event]:
    return _where(queryset, BETWEEN, run[0].cluster, *start(run[0]), *end(run[-1]))


def past_last_seal(queryset: QuerySet[Event], ends: dict[int, Position], last: LinePosition) -> QuerySet[Event]:
    """Return the next batch of lines that no seal covers, after position `last`."""
    for cluster, place in ends.items():
        queryset = _where(queryset, f"NOT ({BETWEEN})", cluster, *positions.START, *place)
    return _where(queryset, AFTER, last[0], *last[1])[:UNSEALED_AT_ONCE]


def at_positions(queryset: QuerySet[Event], line_positions: list[LinePosition]) -> QuerySet[Event]:
    return queryset.filter(pk__in=[place.id for _, place in line_positions]).order_by(CLUSTER, XID, "id")


def positions_of(queryset: QuerySet[Event]) -> list[LinePosition]:
    """Return the position of each line, in the order of the queryset."""
    return [(cluster, Position(xid, id_)) for cluster, xid, id_ in queryset.values_list(CLUSTER, XID, "id")]


def _where(queryset: QuerySet[Event], sql: str, *parameters) -> QuerySet[Event]:
    matches = RawSQL(sql, parameters, output_field=BooleanField())  # noqa: S611 (our own words)
    return queryset.filter(matches).order_by(CLUSTER, XID, "id")
