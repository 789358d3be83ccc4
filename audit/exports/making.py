"""Makes the exports that people have asked for, in the worker.

A worker may be killed at any moment. Another then discards what it made and starts the export again, three times at
most; only a complete file is offered. Lines are read as the person who asked, so the database's policies apply. Each
read is a transaction of its own, because a transaction open for hours would hold up vacuum and every lock on the table.
"""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from audit import events, keys, positions, sealing
from audit.exports import columns as known
from audit.exports import reading
from audit.exports.file import ExportFile
from audit.exports.reading import CannotExport
from audit.exports.shapes import lines
from audit.models import Event, Export, ExportPiece, Seal, SealedLines
from audit.positions import Position
from audit.recording import SYSTEM, record
from mash.identity import acting_as, acting_as_system

log = logging.getLogger(__name__)
MOST_ATTEMPTS = 3
STALLED_AFTER = timedelta(minutes=2)  # without a heartbeat; another worker may then claim the export
State = Export.State


class TakenOver(Exception):
    """Another worker has claimed the export, because this one gave no heartbeat in time."""


def make_next(task: str = "") -> bool:
    """Make the oldest waiting export. Return False if none waits or one is already being made."""
    with acting_as_system(task):
        export = _claim()
        if export is None:
            return False
        try:
            ExportJob(export).run()
        except TakenOver:
            log.warning("Export %s was taken up by another worker", export.pk)
        except CannotExport as reason:
            _fail(export, str(reason))
        except Exception:
            log.exception("Export %s could not be made", export.pk)
            _release(export)
        return True


class ExportJob:
    def __init__(self, export: Export):
        self.export, self.user = export, reading.requester(export)
        self.done, self.heartbeat_at, self.piece_number = 0, timezone.now(), 0
        self.proven = known.are_whole(export.columns)
        self.ends: dict[int, Position] = {}

    def run(self) -> None:
        # Seal first, so that as many lines as possible can be proven.
        if keys.can_sign():
            sealing.seal_all()
        with acting_as(self.user), transaction.atomic():
            self.events = reading.events_of(self.export)
            expected = self.events.count()
        self._heartbeat(rows=expected)
        with ExportFile(self.export, self._store_piece) as self.file:
            for run in reading.runs():
                self._export_sealed(run)
            unsealed = self._export_unsealed()
            # Nothing removes single lines in normal work, so fewer than were counted means something is wrong.
            if self.done < expected:
                raise CannotExport("Lines are missing from the log. Tell whoever runs this system to check it.")
            size = self.file.close(rows=self.done, unsealed=unsealed if self.proven else self.done)
        self._finish(size)

    def _export_sealed(self, run: list[Seal]) -> None:
        # The database learns who is acting at the start of each transaction.
        with acting_as(self.user), transaction.atomic():
            in_run = reading.in_run(self.events, run)
            places = reading.positions_of(in_run)
            written = self._format(in_run) if places else []
        self._write(written)
        self.ends[run[-1].cluster] = reading.end(run[-1])
        if self.proven:
            self._prove(run, [place for _, place in places])
        self._progress(len(places))

    def _export_unsealed(self) -> int:
        before, last = self.done, (-(2**63), positions.START)
        while True:
            with acting_as(self.user), transaction.atomic():
                places = reading.positions_of(reading.past_last_seal(self.events, self.ends, last))
                written = self._format(reading.at_positions(self.events, places)) if places else []
            if not places:
                return self.done - before
            self._write(written)
            last = places[-1]
            self._progress(len(places))

    def _format(self, lines_to_write: QuerySet[Event]) -> list[bytes]:
        return list(lines(lines_to_write, self.export.shape, self.export.columns))

    def _write(self, written: list[bytes]) -> None:
        for piece in written:
            self.file.lines.add(piece)

    def _prove(self, run: list[Seal], exported: list[Position]) -> None:
        inside: dict[int, list[Position]] = {seal.number: [] for seal in run}
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
                self.file.manifest.skip(seal)
            elif seal.number in lists:
                self.file.manifest.add(seal, lists[seal.number], inside[seal.number])
            else:
                raise CannotExport("A seal's list of lines is missing. Tell whoever runs this system to check the log.")

    def _store_piece(self, piece: bytes) -> None:
        with transaction.atomic():
            self._heartbeat()
            ExportPiece.objects.create(export=self.export, number=self.piece_number, content=piece)
        self.piece_number += 1

    def _progress(self, more: int) -> None:
        self.done += more
        if timezone.now() - self.heartbeat_at > timedelta(seconds=1):
            self._heartbeat(done=self.done)

    def _heartbeat(self, **changes) -> None:
        with transaction.atomic():
            self.heartbeat_at = timezone.now()
            # The update matches this attempt only, so a worker that was overtaken stops here.
            if not _claimed(self.export).update(stirred_at=self.heartbeat_at, **changes):
                raise TakenOver

    def _finish(self, size: int) -> None:
        now = timezone.now()
        ends = now + timedelta(hours=settings.EXPORT_HOURS)
        with transaction.atomic():
            self._heartbeat(state=State.READY, done=self.done, rows=self.done, size=size, expires_at=ends)
            about = reading.subject(self.export)
            record(events.EXPORT_MADE, about=about, by=SYSTEM, now=now, rows=self.done, size=size)


def _claim() -> Export | None:
    """Claim the oldest waiting or stalled export.

    Only one runs at a time, so that ten exports by one person leave the worker time for everybody's mail.
    """
    now = timezone.now()
    # A worker that was killed gives no heartbeat; its export counts as waiting again.
    alive = Q(state=State.MAKING, stirred_at__gte=now - STALLED_AFTER)
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
    # An export that kills its worker each time must not block all others for ever.
    if export.attempt > MOST_ATTEMPTS:
        _fail(export, "It was begun three times and never finished. Choose a narrower filter, or fewer columns.")
        return None
    return export


def _claimed(export: Export):
    return Export.objects.filter(pk=export.pk, attempt=export.attempt, state=State.MAKING)


def _release(export: Export) -> None:
    with transaction.atomic():
        _claimed(export).update(state=State.WAITING)


def _fail(export: Export, words: str) -> None:
    with transaction.atomic():
        if _claimed(export).update(state=State.FAILED, failure=words):
            ExportPiece.objects.filter(export=export).delete()
            record(events.EXPORT_FAILED, about=reading.subject(export), by=SYSTEM, why=words)


def remove_old() -> int:
    """Delete the files of exports that have expired, and return how many there were."""
    expired = Export.objects.filter(state=State.READY, expires_at__lte=timezone.now())
    with transaction.atomic():
        for export in (removed := list(expired.select_for_update(skip_locked=True))):
            ExportPiece.objects.filter(export=export).delete()
            export.state = State.EXPIRED
            export.save(update_fields=["state"])
            record(events.EXPORT_REMOVED, about=reading.subject(export), by=SYSTEM)
    return len(removed)
