"""What the worker does for an export that was asked for.

A worker may be killed at any moment: what it had made is thrown away and the export begun again by another, three
times at most, and only a whole file is ever offered. Lines are read as the person who asked, so that the database shows
what that person may read and no more. Each look at the database is a transaction of its own: an export of hours holds
nothing up.
"""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from audit import events, keys, places, sealing
from audit.exports import columns as known
from audit.exports import reading
from audit.exports.file import File
from audit.exports.reading import CannotExport
from audit.exports.shapes import lines
from audit.models import Event, Export, ExportPiece, Seal, SealedLines
from audit.places import Place
from audit.recording import SYSTEM, record
from mash.identity import acting_as, acting_as_system

log = logging.getLogger(__name__)
MOST_ATTEMPTS = 3
GIVEN_UP = timedelta(minutes=2)  # without a sign of life
State = Export.State


class Overtaken(Exception):
    """Another attempt has begun: this one was thought dead."""


def make_next(task: str = "") -> bool:
    """Make the export that has waited longest; False when none waits, or another is being made."""
    with acting_as_system(task):
        export = _take()
        if export is None:
            return False
        try:
            Making(export).run()
        except Overtaken:
            log.warning("Export %s was taken up by another worker", export.pk)
        except CannotExport as reason:
            _fail(export, str(reason))
        except Exception:
            log.exception("Export %s could not be made", export.pk)
            _give_back(export)
        return True


class Making:
    def __init__(self, export: Export):
        self.export, self.person = export, reading.asker(export)
        self.done, self.stirred, self.piece = 0, timezone.now(), 0
        self.proven = known.are_whole(export.columns)
        self.ends: dict[int, Place] = {}

    def run(self) -> None:
        if keys.can_sign():
            sealing.seal_all()
        with acting_as(self.person), transaction.atomic():
            self.found = reading.lines_of(self.export)
            expected = self.found.count()
        self._heartbeat(rows=expected)
        with File(self.export, self._keep) as self.file:
            for run in reading.runs():
                self._sealed(run)
            unsealed = self._unsealed()
            if self.done < expected:
                raise CannotExport("Lines are missing from the log. Tell whoever runs this system to check it.")
            size = self.file.close(rows=self.done, unsealed=unsealed if self.proven else self.done)
        self._finish(size)

    def _sealed(self, run: list[Seal]) -> None:
        with acting_as(self.person), transaction.atomic():
            here = reading.in_run(self.found, run)
            standing = reading.standings(here)
            written = self._written(here) if standing else []
        self._add(written)
        self.ends[run[-1].cluster] = reading.end(run[-1])
        if self.proven:
            self._prove(run, [place for _, place in standing])
        self._progress(len(standing))

    def _unsealed(self) -> int:
        before, last = self.done, (-(2**63), places.START)
        while True:
            with acting_as(self.person), transaction.atomic():
                standing = reading.standings(reading.in_no_seal(self.found, self.ends, last))
                written = self._written(reading.these(self.found, standing)) if standing else []
            if not standing:
                return self.done - before
            self._add(written)
            last = standing[-1]
            self._progress(len(standing))

    def _written(self, found: QuerySet[Event]) -> list[bytes]:
        return list(lines(found, self.export.shape, self.export.columns))

    def _add(self, written: list[bytes]) -> None:
        for piece in written:
            self.file.lines.add(piece)

    def _prove(self, run: list[Seal], exported: list[Place]) -> None:
        inside: dict[int, list[Place]] = {seal.number: [] for seal in run}
        seals = iter(run)
        seal = next(seals)
        for place in exported:
            while place >= reading.end(seal):
                seal = next(seals)
            inside[seal.number].append(place)
        with transaction.atomic():
            lists = SealedLines.objects.in_bulk([number for number, some in inside.items() if some])
        for seal in run:
            if not inside[seal.number]:
                self.file.manifest.pass_by(seal)
            elif seal.number in lists:
                self.file.manifest.add(seal, lists[seal.number], inside[seal.number])
            else:
                raise CannotExport("A seal's list of lines is missing. Tell whoever runs this system to check the log.")

    def _keep(self, piece: bytes) -> None:
        with transaction.atomic():
            self._heartbeat()
            ExportPiece.objects.create(export=self.export, number=self.piece, content=piece)
        self.piece += 1

    def _progress(self, more: int) -> None:
        self.done += more
        if timezone.now() - self.stirred > timedelta(seconds=1):
            self._heartbeat(done=self.done)

    def _heartbeat(self, **changes) -> None:
        with transaction.atomic():
            self.stirred = timezone.now()
            if not _mine(self.export).update(stirred_at=self.stirred, **changes):
                raise Overtaken

    def _finish(self, size: int) -> None:
        now = timezone.now()
        ends = now + timedelta(hours=settings.EXPORT_HOURS)
        with transaction.atomic():
            self._heartbeat(state=State.READY, done=self.done, rows=self.done, size=size, expires_at=ends)
            about = reading.subject(self.export)
            record(events.EXPORT_MADE, about=about, by=SYSTEM, now=now, rows=self.done, size=size)


def _take() -> Export | None:
    """One at a time, so that somebody's ten exports leave the worker time for everybody's mail."""
    now = timezone.now()
    alive = Q(state=State.MAKING, stirred_at__gte=now - GIVEN_UP)
    with transaction.atomic():
        if Export.objects.filter(alive).exists():
            return None
        waiting = Export.objects.filter(state__in=[State.WAITING, State.MAKING]).select_for_update(skip_locked=True)
        export = waiting.order_by("asked_at").first()
        if export is None:
            return None
        export.state, export.attempt, export.stirred_at, export.done = State.MAKING, export.attempt + 1, now, 0
        export.save()
        ExportPiece.objects.filter(export=export).delete()
    if export.attempt > MOST_ATTEMPTS:
        _fail(export, "It was begun three times and never finished. Choose a narrower filter, or fewer columns.")
        return None
    return export


def _mine(export: Export):
    return Export.objects.filter(pk=export.pk, attempt=export.attempt, state=State.MAKING)


def _give_back(export: Export) -> None:
    with transaction.atomic():
        _mine(export).update(state=State.WAITING)


def _fail(export: Export, words: str) -> None:
    with transaction.atomic():
        if _mine(export).update(state=State.FAILED, failure=words):
            ExportPiece.objects.filter(export=export).delete()
            record(events.EXPORT_FAILED, about=reading.subject(export), by=SYSTEM, why=words)


def remove_old() -> int:
    """What can no longer be downloaded is not kept either."""
    over = Export.objects.filter(state=State.READY, expires_at__lte=timezone.now())
    with transaction.atomic():
        for export in (gone := list(over.select_for_update(skip_locked=True))):
            ExportPiece.objects.filter(export=export).delete()
            export.state = State.EXPIRED
            export.save(update_fields=["state"])
            record(events.EXPORT_REMOVED, about=reading.subject(export), by=SYSTEM)
    return len(gone)
