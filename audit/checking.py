"""The checks a seal, its lines and a tombstone must pass, and the report of those they did not."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Sum

from audit import keys, merkle, places, retention, sealing, written_form
from audit.models import Seal, Tombstone
from audit.places import Place

NAMED = 20  # lines named in one finding; of more it says how many


@dataclass(frozen=True)
class Finding:
    """One thing wrong. `seal` is None for what concerns no single seal."""

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
    records: int = 0  # of those that are written once
    before: int = 0  # of them, made when lines carried no digest yet

    def add(self, seal: int | None, what: str, lines: Iterable[UUID] = ()) -> None:
        self.findings.append(Finding(seal, what, tuple(str(line) for line in lines)))


def start(seal: Seal) -> Place:
    return Place(seal.from_xid, seal.from_id)


def end(seal: Seal) -> Place:
    return Place(seal.to_xid, seal.to_id)


class WrongLines:
    """Lines wrong in one way: how many, and the first few by name."""

    def __init__(self):
        self.count, self.named = 0, []

    def add(self, line: UUID) -> None:
        self.count += 1
        if self.count <= NAMED:
            self.named.append(line)


class Rows:
    """Lines in order, taken up to one place after another."""

    def __init__(self, rows: Iterator[tuple]):
        self.rows = rows
        self.next = next(rows, None)

    def until(self, place: Place) -> Iterator[tuple]:
        while self.next is not None and places.of(self.next) < place:
            row, self.next = self.next, next(self.rows, None)
            yield row


class Checks:
    def __init__(self, trust: keys.Keys):
        self.report, self.trust = TrailReport(), trust
        self.number, self.previous = 1, sealing.BEFORE_ALL  # of the seal expected next
        self.ends: dict[int, Place] = {}
        self.whole: list[tuple[int, int]] = []  # seals of which every line was dropped with its month
        self.some: dict[int, set[int]] = {}  # places in a seal of lines that were

    def begin_after(self, before: Seal | None, first: int) -> None:
        self.number = first
        if before is not None:
            self.previous = sealing.hash_of(before)
            self.ends[before.cluster] = end(before)

    def tombstones(self) -> None:
        for stone in Tombstone.objects.order_by("month"):
            said = written_form.canonical(retention.body(stone))
            if not keys.is_signed(keys.TOMBSTONE, said, stone.signature, stone.key, self.trust):
                self.report.add(None, f"The tombstone of {stone.month} is not signed by a key we trust")
                continue
            whole = [(first, last) for first, last in stone.seals["whole"]]
            some = {int(number): set(inside) for number, inside in stone.seals["some"].items()}
            if sum(map(_lines_of, whole)) + sum(map(len, some.values())) != stone.count:
                self.report.add(None, f"The tombstone of {stone.month} speaks of other seals than there are")
            self.whole += whole
            for number, inside in some.items():
                self.some.setdefault(number, set()).update(inside)

    def run(self, run: list[Seal], rows: Iterator[tuple]) -> None:
        """Seals whose ranges meet, and the lines of all of them in order."""
        read = Rows(rows)
        for seal in run:
            self._chain(seal)
            self._lines(seal, read.until(end(seal)))
            self.number, self.previous = seal.number + 1, sealing.hash_of(seal)
            self.ends[seal.cluster] = end(seal)
            self.report.seals += 1
            self.report.newest = seal

    def known_elsewhere(self, known: list[tuple[int, bytes]]) -> None:
        ours = {seal.number: sealing.hash_of(seal) for seal in Seal.objects.filter(pk__in=[n for n, _ in known])}
        for number, root in known:
            if number not in ours:
                self.report.add(number, "known elsewhere, not here any more")
            elif ours[number] != root:
                self.report.add(number, "known elsewhere by another hash")

    def _chain(self, seal: Seal) -> None:
        if seal.number != self.number:
            self.report.add(self.number, f"missing, as are all up to {seal.number - 1}")
        if bytes(seal.previous) != self.previous:
            self.report.add(seal.number, "not chained to the seal before it")
        if not keys.is_signed(keys.SEAL, sealing.hash_of(seal), seal.signature, seal.key, self.trust):
            self.report.add(seal.number, "changed, or not signed by a key we trust")
        if start(seal) != self._expected_start(seal) or end(seal) < start(seal):
            self.report.add(seal.number, "does not begin where the seal before it ends")

    def _expected_start(self, seal: Seal) -> Place:
        if seal.cluster not in self.ends:
            before = Seal.objects.filter(cluster=seal.cluster, number__lt=seal.number).order_by("-number").first()
            self.ends[seal.cluster] = end(before) if before else places.START
        return self.ends[seal.cluster]

    def _lines(self, seal: Seal, rows: Iterator[tuple]) -> None:
        listed = getattr(seal, "sealedlines", None)
        pairs = listed.pairs() if listed else []
        if any(first <= seal.number <= last for first, last in self.whole):
            self._compare(seal, {}, rows)
        elif len(pairs) == seal.count and merkle.root(hashed for _, hashed in pairs) == bytes(seal.root):
            self._compare(seal, dict(pairs), rows, gone={pairs[n][0] for n in self.some.get(seal.number, ())})
        else:
            self._without_list(seal, rows)

    def _compare(self, seal: Seal, sealed: dict[UUID, bytes], rows: Iterator[tuple], gone: Iterable[UUID] = ()) -> None:
        changed, extra = WrongLines(), WrongLines()
        for dropped in gone:
            del sealed[dropped]
        for row in rows:
            self.report.lines += 1
            line = places.of(row).id
            if line not in sealed:
                extra.add(line)
            elif sealed.pop(line) != hashed(row):
                changed.add(line)
        missing = WrongLines()
        for line in sealed:
            missing.add(line)
        for what, kind in (("missing", missing), ("changed", changed), ("extra", extra)):
            if kind.count:
                self.report.add(seal.number, f"{kind.count} lines {what}", kind.named)

    def _without_list(self, seal: Seal, rows: Iterator[tuple]) -> None:
        """The list says which line is wrong. Where it is wrong itself, the root still says whether one is."""
        before = self.report.lines
        root = merkle.root(map(hashed, self._counted(rows)))
        if root == bytes(seal.root):
            self.report.add(seal.number, "the list of its lines was changed; the lines are as they were sealed")
        else:
            found = self.report.lines - before
            self.report.add(seal.number, f"changed with the list of its lines: {found} lines here, {seal.count} sealed")

    def _counted(self, rows: Iterator[tuple]) -> Iterator[tuple]:
        for row in rows:
            self.report.lines += 1
            yield row


def _lines_of(between: tuple[int, int]) -> int:
    return Seal.objects.filter(number__range=between).aggregate(n=Sum("count"))["n"] or 0


def hashed(row: tuple) -> bytes:
    try:
        return merkle.leaf(written_form.line(row))
    except ValueError:  # what is in the line now cannot even be read, so it is not what was sealed
        return b""
