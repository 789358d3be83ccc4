"""Checks of seals, their lines and tombstones, and the report of what fails."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Sum

from audit import keys, merkle, positions, retention, sealing, written_form
from audit.models import Seal, Tombstone
from audit.positions import Position

MOST_NAMED = 20  # lines named in one finding; the finding always gives the count


@dataclass(frozen=True)
class Finding:
    """One fault. `seal` is None where it does not concern a single seal."""

    seal: int | None
    what: str
    lines: tuple[str, ...] = ()

    def __str__(self):
        named = ", ".join(self.lines)
        return (f"Seal {self.seal}: " if self.seal is not None else "") + self.what + (f": {named}" if named else "")


@dataclass
class TrailReport:
    findings: list[Finding] = field(default_factory=list)
    seals: int = 0
    lines: int = 0
    waiting: int = 0
    newest: Seal | None = None
    records: int = 0  # frozen records checked
    before: int = 0  # of these, records made before lines carried digests

    def add(self, seal: int | None, what: str, lines: Iterable[UUID] = ()) -> None:
        self.findings.append(Finding(seal, what, tuple(str(line) for line in lines)))


def start(seal: Seal) -> Position:
    return Position(seal.from_xid, seal.from_id)


def end(seal: Seal) -> Position:
    return Position(seal.to_xid, seal.to_id)


class FaultyLines:
    """Lines with the same fault: their count, and the ids of the first few."""

    def __init__(self):
        self.count, self.named = 0, []

    def add(self, line: UUID) -> None:
        self.count += 1
        if self.count <= MOST_NAMED:
            self.named.append(line)


class RowReader:
    """Reads rows in order, up to one position after another, without holding them in memory."""

    def __init__(self, rows: Iterator[tuple]):
        self.rows = rows
        self.next = next(rows, None)

    def up_to(self, place: Position) -> Iterator[tuple]:
        while self.next is not None and positions.of_row(self.next) < place:
            row, self.next = self.next, next(self.rows, None)
            yield row


class Checks:
    def __init__(self, trust: keys.Keys):
        self.report, self.trust = TrailReport(), trust
        self.number, self.previous = 1, sealing.NO_PREVIOUS  # what the next seal must have
        self.ends: dict[int, Position] = {}
        self.dropped_seals: list[tuple[int, int]] = []  # ranges of seals whose lines were all dropped
        self.dropped_lines: dict[int, set[int]] = {}  # seal number: indexes of its dropped lines

    def begin_after(self, before: Seal | None, first: int) -> None:
        self.number = first
        if before is not None:
            self.previous = sealing.hash_of(before)
            self.ends[before.cluster] = end(before)

    def check_tombstones(self) -> None:
        for tombstone in Tombstone.objects.order_by("month"):
            signed_bytes = written_form.canonical(retention.body(tombstone))
            # Lines a tombstone names are not reported missing, so only a signed one may excuse them.
            if not keys.is_signed(keys.TOMBSTONE, signed_bytes, tombstone.signature, tombstone.key, self.trust):
                self.report.add(None, f"The tombstone of {tombstone.month} is not signed by a key we trust")
                continue
            whole = [(first, last) for first, last in tombstone.seals["whole"]]
            partial = {int(number): set(inside) for number, inside in tombstone.seals["some"].items()}
            if sum(map(_line_count, whole)) + sum(map(len, partial.values())) != tombstone.count:
                self.report.add(None, f"The tombstone of {tombstone.month} speaks of other seals than there are")
            self.dropped_seals += whole
            for number, inside in partial.items():
                self.dropped_lines.setdefault(number, set()).update(inside)

    def check_run(self, run: list[Seal], rows: Iterator[tuple]) -> None:
        """Check seals with adjoining ranges against their lines, which `rows` yields in order."""
        reader = RowReader(rows)
        for seal in run:
            self._check_chain(seal)
            self._check_lines(seal, reader.up_to(end(seal)))
            self.number, self.previous = seal.number + 1, sealing.hash_of(seal)
            self.ends[seal.cluster] = end(seal)
            self.report.seals += 1
            self.report.newest = seal

    def compare_roots(self, known: list[tuple[int, bytes]]) -> None:
        ours = {seal.number: sealing.hash_of(seal) for seal in Seal.objects.filter(pk__in=[n for n, _ in known])}
        for number, root in known:
            if number not in ours:
                self.report.add(number, "known elsewhere, not here any more")
            elif ours[number] != root:
                self.report.add(number, "known elsewhere by another hash")

    def _check_chain(self, seal: Seal) -> None:
        if seal.number != self.number:
            self.report.add(self.number, f"missing, as are all up to {seal.number - 1}")
        if bytes(seal.previous) != self.previous:
            self.report.add(seal.number, "not chained to the seal before it")
        if not keys.is_signed(keys.SEAL, sealing.hash_of(seal), seal.signature, seal.key, self.trust):
            self.report.add(seal.number, "changed, or not signed by a key we trust")
        if start(seal) != self._expected_start(seal) or end(seal) < start(seal):
            self.report.add(seal.number, "does not begin where the seal before it ends")

    def _expected_start(self, seal: Seal) -> Position:
        # The first seal of a part continues the last one of its cluster, which may be many seals back.
        if seal.cluster not in self.ends:
            before = Seal.objects.filter(cluster=seal.cluster, number__lt=seal.number).order_by("-number").first()
            self.ends[seal.cluster] = end(before) if before else positions.START
        return self.ends[seal.cluster]

    def _check_lines(self, seal: Seal, rows: Iterator[tuple]) -> None:
        sealed_lines = getattr(seal, "sealedlines", None)
        pairs = sealed_lines.pairs() if sealed_lines else []
        # Lines found under a seal whose month was dropped are extra: someone put them back.
        if any(first <= seal.number <= last for first, last in self.dropped_seals):
            self._compare_lines(seal, {}, rows)
        elif len(pairs) == seal.count and merkle.root(leaf_hash for _, leaf_hash in pairs) == bytes(seal.root):
            self._compare_lines(
                seal, dict(pairs), rows, dropped={pairs[n][0] for n in self.dropped_lines.get(seal.number, ())}
            )
        else:
            self._check_root_alone(seal, rows)

    def _compare_lines(
        self, seal: Seal, sealed: dict[UUID, bytes], rows: Iterator[tuple], dropped: Iterable[UUID] = ()
    ) -> None:
        changed, extra = FaultyLines(), FaultyLines()
        for line_id in dropped:
            del sealed[line_id]
        for row in rows:
            self.report.lines += 1
            line = positions.of_row(row).id
            if line not in sealed:
                extra.add(line)
            elif sealed.pop(line) != leaf_hash(row):
                changed.add(line)
        missing = FaultyLines()
        for line in sealed:
            missing.add(line)
        for what, kind in (("missing", missing), ("changed", changed), ("extra", extra)):
            if kind.count:
                self.report.add(seal.number, f"{kind.count} lines {what}", kind.named)

    def _check_root_alone(self, seal: Seal, rows: Iterator[tuple]) -> None:
        """Check the lines of a seal whose list of lines is missing or altered.

        The signed root still shows whether the lines are right, but not which line is wrong.
        """
        before = self.report.lines
        root = merkle.root(map(leaf_hash, self._counted(rows)))
        if root == bytes(seal.root):
            self.report.add(seal.number, "the list of its lines was changed; the lines are as they were sealed")
        else:
            count = self.report.lines - before
            self.report.add(seal.number, f"changed with the list of its lines: {count} lines here, {seal.count} sealed")

    def _counted(self, rows: Iterator[tuple]) -> Iterator[tuple]:
        for row in rows:
            self.report.lines += 1
            yield row


def _line_count(between: tuple[int, int]) -> int:
    return Seal.objects.filter(number__range=between).aggregate(n=Sum("count"))["n"] or 0


def leaf_hash(row: tuple) -> bytes:
    try:
        return merkle.leaf(written_form.line(row))
    except ValueError:  # unreadable content cannot be what was sealed; an empty hash never matches
        return b""
