"""Seals the access log: a Merkle tree over the lines since the last seal, with its root chained and signed.

A seal must include every line in its range. A transaction may write lines before a seal is made and commit after it,
so a limit by time or by line id would miss them for ever, and waiting for such transactions would block people. So
each line has its transaction's id, set by a column default the app cannot override. A seal covers the lines of
transactions older than the oldest one still running (`pg_snapshot_xmin`). All of these have ended: their lines are
visible and no more can appear. Lines of later transactions wait for the next seal.

Each line is in exactly one range, ranges adjoin, and no lock is held against writers. A transaction left open delays
sealing, but not writing; `behind` measures the delay and the task logs an error.
"""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from audit import attestations, keys, merkle, positions, written_form
from audit.models import Seal, SealedLines
from audit.positions import Position

MOST_LINES = 4096  # in one seal, to limit the memory for checking it
AT_LEAST_EVERY = timedelta(hours=1)
NO_PREVIOUS = bytes(32)  # the "previous hash" of the first seal
ONE_AT_A_TIME = "SELECT pg_try_advisory_xact_lock(hashtext('audit.sealing'))"


def seal_all(*, now: datetime | None = None, most: int = 500) -> int:
    """Make seals until nothing is left; return how many. Each is a transaction of its own, so none is lost."""
    made = 0
    while made < most and seal_next(now=now):
        made += 1
    return made


def seal_next(*, now: datetime | None = None) -> Seal | None:
    """Make one seal, or return None if there is nothing to seal or another worker is sealing.

    Call it as the system: the database lets nobody else write seals.
    """
    with transaction.atomic():
        # Tried, not waited for: a second worker has nothing to add.
        if not _take_lock():
            return None
        now, last = now or timezone.now(), Seal.objects.order_by("-number").first()
        cluster, horizon = positions.current()
        for source in _clusters(last, cluster):
            start, end = end_of_last(source), horizon if source == cluster else positions.END
            # One more line than fits tells whether the seal will be full.
            if rows := positions.read_first_lines(source, start, end, MOST_LINES + 1):
                return _seal(last, source, start, _end(rows, end), rows[:MOST_LINES], now)
        # An empty seal each hour attests that no line was written since the one before.
        if last is None or now - last.signed_at >= AT_LEAST_EVERY:
            start = end_of_last(cluster)
            return _seal(last, cluster, start, max(start, horizon), [], now)
    return None


def behind() -> timedelta:
    """Return the age of the oldest unsealed line."""
    cluster, _ = positions.current()
    waiting = positions.read_first_lines(cluster, end_of_last(cluster), positions.END, 1)
    if not waiting:
        return timedelta(0)
    return timezone.now() - datetime.fromisoformat(waiting[0][written_form.AT])


def seal_of(cluster: int, place: Position) -> Seal | None:
    """Return the seal whose range includes this position."""
    after = Q(to_xid__gt=place.xid) | Q(to_xid=place.xid, to_id__gt=place.id)
    return Seal.objects.filter(after, cluster=cluster, to_xid__gte=place.xid).order_by("to_xid", "to_id").first()


def body(seal: Seal) -> dict:
    """Return the part of a seal that is hashed and signed, besides the previous seal's hash."""
    return {
        "cluster": seal.cluster,
        "count": seal.count,
        "from": str(Position(seal.from_xid, seal.from_id)),
        "key": seal.key,
        "number": seal.number,
        "root": bytes(seal.root).hex(),
        "signed_at": written_form.time(seal.signed_at),
        "to": str(Position(seal.to_xid, seal.to_id)),
    }


def hash_of(seal: Seal) -> bytes:
    return written_form.chained(bytes(seal.previous), written_form.seal_digest(body(seal)))


def _take_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME)
        return cursor.fetchone()[0]


def _clusters(last: Seal | None, here: int) -> list[int]:
    """Return the clusters with unsealed lines: this one and, after a dump was restored, those it came from."""
    if last is not None and last.cluster == here:
        return [here]
    return [*(cluster for cluster in positions.clusters() if cluster != here), here]


def end_of_last(cluster: int) -> Position:
    last = Seal.objects.filter(cluster=cluster).order_by("-to_xid", "-to_id").first()
    return Position(last.to_xid, last.to_id) if last else positions.START


def _end(rows: list[tuple], horizon: Position) -> Position:
    """Return where the seal ends: at the first line that does not fit, or else at the horizon."""
    if len(rows) > MOST_LINES:
        return positions.of_row(rows[MOST_LINES])
    return horizon if horizon != positions.END else Position(positions.of_row(rows[-1]).xid + 1)


def _seal(last: Seal | None, cluster: int, start: Position, end: Position, rows: list[tuple], now: datetime) -> Seal:
    key = keys.sealing_key()
    hashes = [merkle.leaf(written_form.line(row)) for row in rows]
    seal = Seal(
        number=last.number + 1 if last else 1,
        cluster=cluster,
        from_xid=start.xid,
        from_id=start.id,
        to_xid=end.xid,
        to_id=end.id,
        count=len(rows),
        root=merkle.root(hashes),
        previous=hash_of(last) if last else NO_PREVIOUS,
        signed_at=now,
        key=keys.key_id(key.public_key()),
    )
    seal.signature = keys.signed(keys.SEAL, hash_of(seal), key)
    seal.save(force_insert=True)
    if rows:
        ids = b"".join(positions.of_row(row).id.bytes for row in rows)
        # In the same transaction as the seal: without the list nobody could say which line was changed.
        SealedLines.objects.create(seal=seal, ids=ids, hashes=b"".join(hashes))
        attestations.sign(seal, rows)
    return seal
