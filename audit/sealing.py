"""Sealing: a Merkle tree over the lines since the last seal, its root chained to the one before and signed.

Which lines a seal is over must not depend on luck. A transaction may write its lines before a seal is made and commit
after it: an upper bound of time or of a counter would leave them out for ever, and waiting for such transactions would
hold people up. So every line carries the number of its transaction, given by a default the app cannot override, and a
seal takes exactly the lines of transactions below the oldest one still running (`pg_snapshot_xmin`). Those have all
ended: what they wrote is visible now and nothing can be added to it. A later one is left whole for the next seal. Each
line lies in one range, ranges meet, no line is updated, and nobody waits for anybody. The price: a transaction left
open holds sealing up (never writing), which `behind` measures and the task complains of.
"""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from audit import attestations, keys, merkle, positions, written_form
from audit.models import Seal, SealedLines
from audit.positions import Position

MOST_LINES = 4096  # in one seal, so that to check one takes little memory
AT_LEAST_EVERY = timedelta(hours=1)
NO_PREVIOUS = bytes(32)  # what stands for the seal before the first
ONE_AT_A_TIME = "SELECT pg_try_advisory_xact_lock(hashtext('audit.sealing'))"


def seal_all(*, now: datetime | None = None, most: int = 500) -> int:
    """How many seals were made; each is a transaction of its own, so what is done stays done."""
    made = 0
    while made < most and seal_next(now=now):
        made += 1
    return made


def seal_next(*, now: datetime | None = None) -> Seal | None:
    """None when there is nothing to seal yet, or another worker is at it. Only the system may: `acting_as_system`."""
    with transaction.atomic():
        if not _take_lock():
            return None
        now, last = now or timezone.now(), Seal.objects.order_by("-number").first()
        cluster, horizon = positions.current()
        for source in _clusters(last, cluster):
            start, end = end_of_last(source), horizon if source == cluster else positions.END
            if rows := positions.read_first_lines(source, start, end, MOST_LINES + 1):
                return _seal(last, source, start, _end(rows, end), rows[:MOST_LINES], now)
        if last is None or now - last.signed_at >= AT_LEAST_EVERY:
            start = end_of_last(cluster)
            return _seal(last, cluster, start, max(start, horizon), [], now)
    return None


def behind() -> timedelta:
    """How long ago the oldest line that no seal holds was written."""
    cluster, _ = positions.current()
    waiting = positions.read_first_lines(cluster, end_of_last(cluster), positions.END, 1)
    if not waiting:
        return timedelta(0)
    return timezone.now() - datetime.fromisoformat(waiting[0][written_form.AT])


def seal_of(cluster: int, place: Position) -> Seal | None:
    """The seal over what stands there."""
    after = Q(to_xid__gt=place.xid) | Q(to_xid=place.xid, to_id__gt=place.id)
    return Seal.objects.filter(after, cluster=cluster, to_xid__gte=place.xid).order_by("to_xid", "to_id").first()


def body(seal: Seal) -> dict:
    """What is hashed and signed of a seal, besides the hash of the one before."""
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
    """Where unsealed lines may be: here; and just after a dump was loaded here, in the clusters it came from."""
    if last is not None and last.cluster == here:
        return [here]
    return [*(cluster for cluster in positions.clusters() if cluster != here), here]


def end_of_last(cluster: int) -> Position:
    last = Seal.objects.filter(cluster=cluster).order_by("-to_xid", "-to_id").first()
    return Position(last.to_xid, last.to_id) if last else positions.START


def _end(rows: list[tuple], horizon: Position) -> Position:
    """A full seal ends where the first line it has no room for stands."""
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
        SealedLines.objects.create(seal=seal, ids=ids, hashes=b"".join(hashes))
        attestations.sign(seal, rows)
    return seal
