"""Drops months of the access log after AUDIT_YEARS and leaves a signed tombstone for each."""

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from audit import events, keys, merkle, months, positions, sealing, written_form
from audit.models import Seal, SealedLines, Tombstone
from audit.recording import record

LINES = f"""SELECT {written_form.SELECTED} FROM audit_event
    WHERE at < %s AND (%s::timestamptz IS NULL OR at >= %s) ORDER BY cluster, xid, id"""  # noqa: S608 (our own names)


class CannotDrop(Exception):
    """The month cannot be dropped; the message tells the operator what to do."""


def expired_months(now: datetime | None = None) -> list[months.Month]:
    """Return the months older than AUDIT_YEARS, oldest first."""
    now = now or timezone.now()
    kept_from = now.replace(year=now.year - settings.AUDIT_YEARS, day=min(now.day, 28))
    return sorted((month for month in months.months() if month.until <= kept_from), key=lambda month: month.until)


@dataclass
class DroppedLines:
    """What the tombstone records about the dropped lines, collected while they are read."""

    count: int = 0
    first: str = ""
    last: str = ""
    whole: list[list[int]] = field(default_factory=list)  # ranges of seal numbers
    partial: dict[str, list[int]] = field(default_factory=dict)  # seal number: indexes of its dropped lines

    def note(self, seal: Seal, inside: list[int]) -> None:
        if len(inside) < seal.count:
            self.partial[str(seal.number)] = inside
        elif self.whole and self.whole[-1][1] == seal.number - 1:
            self.whole[-1][1] = seal.number
        else:
            self.whole.append([seal.number, seal.number])


@transaction.atomic
def drop(month: months.Month, *, by, now: datetime | None = None) -> Tombstone:
    """Drop the month and return its tombstone. Needs the owner's login.

    Raises CannotDrop if a line is unsealed or altered: dropping it would destroy the evidence.
    """
    now, key, dropped = now or timezone.now(), keys.sealing_key(), DroppedLines()
    _lock(month)
    root = merkle.root(_hashes(month, dropped))
    tombstone = Tombstone(
        month=month.name,
        count=dropped.count,
        first_at=_moment(dropped.first),
        last_at=_moment(dropped.last),
        root=root,
        seals={"whole": dropped.whole, "some": dropped.partial},
        dropped_at=now,
        key=keys.key_id(key.public_key()),
    )
    tombstone.signature = keys.signed(keys.TOMBSTONE, written_form.canonical(body(tombstone)), key)
    tombstone.save(force_insert=True)
    # The seals themselves stay, so that the chain still verifies; only the lists of lines that are gone are
    # deleted.
    for first, last in dropped.whole:
        SealedLines.objects.filter(seal_id__gte=first, seal_id__lte=last).delete()
    record(events.MONTH_DROPPED, by=by, now=now, month=month.name, lines=dropped.count, root=root.hex())
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE audit_event DETACH PARTITION {month.table}")
        cursor.execute(f"DROP TABLE {month.table}")
    return tombstone


def body(tombstone: Tombstone) -> dict:
    moments = {name: getattr(tombstone, name) for name in ("first_at", "last_at", "dropped_at")}
    times = {name: written_form.time(moment) if moment else None for name, moment in moments.items()}
    root = bytes(tombstone.root).hex()
    return {
        "month": tombstone.month,
        "count": tombstone.count,
        "root": root,
        "seals": tombstone.seals,
        "key": tombstone.key,
        **times,
    }


def _lock(month: months.Month) -> None:
    with connection.cursor() as cursor:
        # Give up after five seconds: while this waits for its lock, every page that writes a line waits
        # behind it.
        cursor.execute("SELECT set_config('mash.upkeep', 'on', true), set_config('lock_timeout', '5s', true)")
        # No seal is made meanwhile: it could cover lines that are about to go.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('audit.sealing'))")
        cursor.execute("LOCK TABLE audit_event IN ACCESS EXCLUSIVE MODE")
        cursor.execute(f"LOCK TABLE {month.table}")


def _hashes(month: months.Month, dropped: DroppedLines) -> Iterator[bytes]:
    """Yield the leaf hash of every line of the month in order, and record it in `dropped`."""
    with closing(_lines(month)) as lines:
        for seal, rows in groupby(lines, key=_SealOf()):
            sealed_lines, inside = _sealed_hashes(seal), []
            for row in rows:
                line, hashed = positions.of_row(row), merkle.leaf(written_form.line(row))
                place, sealed = sealed_lines.get(line.id, (0, b""))
                if hashed != sealed:
                    raise CannotDrop(f"Line {line.id} is not as it was sealed in seal {seal.number}: run verify_trail")
                inside.append(place)
                dropped.count += 1
                dropped.first = min(dropped.first or row[written_form.AT], row[written_form.AT])
                dropped.last = max(dropped.last, row[written_form.AT])
                yield hashed
            dropped.note(seal, inside)


def _sealed_hashes(seal: Seal) -> dict[UUID, tuple[int, bytes]]:
    """Return the index and hash of each line in the seal. Raises CannotDrop if its list was altered."""
    pairs = SealedLines.objects.get(pk=seal.pk).pairs()
    if merkle.root(hashed for _, hashed in pairs) != bytes(seal.root):
        raise CannotDrop(f"The list of lines of seal {seal.number} is not what was sealed: run verify_trail")
    return {id_: (place, hashed) for place, (id_, hashed) in enumerate(pairs)}


def _lines(month: months.Month) -> Generator[tuple]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(LINES, [month.until, month.start, month.start])
        while rows := cursor.fetchmany(positions.FETCH_SIZE):
            yield from rows


class _SealOf:
    """Finds the seal of a line. Lines come in order, so it only asks again when one is past the last seal."""

    def __init__(self):
        self.seal: Seal | None = None

    def __call__(self, row: tuple) -> Seal:
        cluster, place = row[written_form.CLUSTER], positions.of_row(row)
        if self.seal is None or self.seal.cluster != cluster or place >= (self.seal.to_xid, self.seal.to_id):
            self.seal = sealing.seal_of(cluster, place)
        if self.seal is None:
            raise CannotDrop(f"Line {place.id} is in no seal yet")
        return self.seal


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
