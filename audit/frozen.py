"""Every record that is written once, held against the line that froze it and against what was signed of it.

Both are read in the order of kinds and keys, few at a time, so that any number of them takes no more memory; PostgreSQL
sorts what the lines say, on its disk.
"""

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from audit import attesting, keys, places
from audit.attesting import Said
from audit.checking import TrailReport, end, start
from audit.models import Seal
from audit.registry import FrozenRecord, registry

# What lines say of records: the first line counts, and another that says something else is a fault. Ids of lines grow
# with time. A line of a later version is in no range asked for, but says what it says.
SAID = """SELECT one ->> 'kind' AS kind, one ->> 'key' AS key, (array_agg(one ->> 'digest' ORDER BY e.id))[1] AS digest,
      (array_agg(e.id ORDER BY e.id))[1] AS line, count(DISTINCT one ->> 'digest') AS ways
    FROM audit_event e, jsonb_array_elements(e.detail -> 'frozen') one
    WHERE e.detail ? 'frozen' AND jsonb_typeof(e.detail -> 'frozen') = 'array' AND {within}
    GROUP BY 1, 2"""
EVERYWHERE = "true"
BETWEEN = "e.cluster = %s AND (e.xid, e.id) >= (%s, %s) AND (e.xid, e.id) < (%s, %s)"
VOUCHED = """SELECT coalesce(s.kind, a.kind), coalesce(s.key, a.key), s.digest, s.line, s.ways,
      a.digest, a.line, a.record, a.seal, a.signed_with, a.signature
    FROM ({said}) s {join} JOIN audit_attestation a ON a.kind = s.kind AND a.key = s.key
    ORDER BY coalesce(s.kind, a.kind) COLLATE "C", coalesce(s.key, a.key) COLLATE "C\""""


@dataclass(frozen=True)
class Vouched:
    """What the log says of one record: its first line, and the attestation."""

    kind: str
    key: str
    digest: str | None
    line: UUID | None
    ways: int | None
    attested: str | None
    attested_by: UUID | None
    record: UUID | None
    seal: int | None
    signed_with: str | None
    signature: bytes | None

    @property
    def name(self) -> str:
        return f"{self.kind} {self.key}"


def check(
    report: TrailReport, trust: keys.Keys, *, first: int, last: int | None, progress: Callable[[TrailReport], None]
) -> None:
    """As the system, in a transaction. Of a part of the log, the records its lines speak of."""
    whole = (first, last) == (1, None)
    with closing(_vouched(first, last, whole=whole)) as vouched, closing(registry.frozen()) as records:
        for said, record in _side_by_side(vouched, records):
            if said is None and not whole:
                continue
            report.records += 1
            if fault := _fault(said, record, trust):
                report.add(None, fault)
            elif said is None:
                report.before += 1
            if report.records % places.A_FETCH == 0:
                progress(report)


def _fault(said: Vouched | None, record: FrozenRecord | None, trust: keys.Keys) -> str:
    if said is None:
        return "" if record is None or record.before else f"{record.kind} {record.key}: no line of the log records it"
    what = f"{said.name} (line {said.line or said.attested_by})"
    if fault := _fault_of_what_vouches(said, trust):
        return f"{what}: {fault}"
    if record is None:
        gone = said.record is None or not registry.may_be_gone(said.kind, said.record)
        return f"{what}: recorded, and no longer there" if gone else ""
    return "" if record.digest == (said.digest or said.attested) else f"{what}: not as it was recorded"


def _fault_of_what_vouches(said: Vouched, trust: keys.Keys) -> str:
    if (said.ways or 1) > 1:
        return "several lines say different things of it"
    if said.attested is None:
        return "what was attested of it is missing"
    if said.digest is not None and (said.digest, said.line) != (said.attested, said.attested_by):
        return "what was attested of it is not what its line says"
    if said.seal is None:
        return "" if said.digest is not None else "attested by a line that is not there, and never sealed"
    signed = Said(said.kind, said.key, said.attested, said.attested_by)
    if not attesting.is_signed(signed, said.seal, said.signed_with or "", said.signature or b"", trust):
        return "what was attested of it is not signed by a key we trust"
    return ""


def _vouched(first: int, last: int | None, *, whole: bool) -> Generator[Vouched]:
    within, parameters = (EVERYWHERE, []) if whole else _between(first, last)
    said = SAID.format(within=within)
    with connection.chunked_cursor() as cursor:
        cursor.execute(VOUCHED.format(said=said, join="FULL" if whole else "LEFT"), parameters)
        while rows := cursor.fetchmany(places.A_FETCH):
            yield from (Vouched(*row) for row in rows)


def _between(first: int, last: int | None) -> tuple[str, list]:
    """The lines of these seals; in each cluster from where the first of them begins to where the last ends."""
    seals = Seal.objects.filter(number__gte=first, **({} if last is None else {"number__lte": last}))
    parts, parameters = [], []
    for cluster in seals.order_by().values_list("cluster", flat=True).distinct():
        here = seals.filter(cluster=cluster)
        parts.append(BETWEEN)
        parameters += [cluster, *start(here.earliest("number")), *end(here.latest("number"))]
    return f"({' OR '.join(parts) or 'false'})", parameters


def _side_by_side(
    vouched: Iterator[Vouched], records: Iterator[FrozenRecord]
) -> Iterator[tuple[Vouched | None, FrozenRecord | None]]:
    left, right = next(vouched, None), next(records, None)
    while left is not None or right is not None:
        ours = (left.kind, left.key) if left is not None else None
        theirs = (right.kind, right.key) if right is not None else None
        first = min(one for one in (ours, theirs) if one is not None)
        yield left if ours == first else None, right if theirs == first else None
        left = next(vouched, None) if ours == first else left
        right = next(records, None) if theirs == first else right
