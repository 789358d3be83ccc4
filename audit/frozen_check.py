"""Checks every frozen record against the line that froze it and against its signed attestation.

Records and log are both read in the order of kind and key through cursors and merged, so memory use is constant;
PostgreSQL sorts what the lines say on its disk.
"""

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from audit import attestations, keys, positions
from audit.attestations import RecordDigest
from audit.models import Seal
from audit.registry import FrozenRecord, registry
from audit.seal_checks import TrailReport, end, start

# The digests that lines hold. The first line about a record counts (ids grow with time); a later one with another
# digest is a fault.
RECORDED = """SELECT one ->> 'kind' AS kind, one ->> 'key' AS key,
      (array_agg(one ->> 'digest' ORDER BY e.id))[1] AS digest,
      (array_agg(e.id ORDER BY e.id))[1] AS line, count(DISTINCT one ->> 'digest') AS ways
    FROM audit_event e, jsonb_array_elements(e.detail -> 'frozen') one
    WHERE e.detail ? 'frozen' AND jsonb_typeof(e.detail -> 'frozen') = 'array' AND {within}
    GROUP BY 1, 2"""
EVERYWHERE = "true"
BETWEEN = "e.cluster = %s AND (e.xid, e.id) >= (%s, %s) AND (e.xid, e.id) < (%s, %s)"
EVIDENCE = """SELECT coalesce(s.kind, a.kind), coalesce(s.key, a.key), s.digest, s.line, s.ways,
      a.digest, a.line, a.record, a.seal, a.signed_with, a.signature
    FROM ({recorded}) s {join} JOIN audit_attestation a ON a.kind = s.kind AND a.key = s.key
    ORDER BY coalesce(s.kind, a.kind) COLLATE "C", coalesce(s.key, a.key) COLLATE "C\""""


@dataclass(frozen=True)
class LoggedRecord:
    """The evidence for one record: its first line in the log, and its attestation."""

    kind: str
    key: str
    digest: str | None
    line: UUID | None
    versions: int | None
    attested: str | None
    attested_line: UUID | None
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
    """Add faults of frozen records to the report. Call it as the system, in a transaction.

    For a part of the log, only records named by lines in that part are checked.
    """
    whole = (first, last) == (1, None)
    with closing(_evidence(first, last, whole=whole)) as evidence, closing(registry.frozen()) as records:
        for logged, record in _side_by_side(evidence, records):
            # The line of this record may be in another part of the log.
            if logged is None and not whole:
                continue
            report.records += 1
            if fault := _fault(logged, record, trust):
                report.add(None, fault)
            elif logged is None:
                report.before += 1
            if report.records % positions.FETCH_SIZE == 0:
                progress(report)


def _fault(logged: LoggedRecord | None, record: FrozenRecord | None, trust: keys.Keys) -> str:
    if logged is None:
        return "" if record is None or record.before else f"{record.kind} {record.key}: no line of the log records it"
    what = f"{logged.name} (line {logged.line or logged.attested_line})"
    if fault := _fault_of_evidence(logged, trust):
        return f"{what}: {fault}"
    if record is None:
        gone = logged.record is None or not registry.may_be_gone(logged.kind, logged.record)
        return f"{what}: recorded, and no longer there" if gone else ""
    return "" if record.digest == (logged.digest or logged.attested) else f"{what}: not as it was recorded"


def _fault_of_evidence(logged: LoggedRecord, trust: keys.Keys) -> str:
    if (logged.versions or 1) > 1:
        return "several lines say different things of it"
    if logged.attested is None:
        return "what was attested of it is missing"
    if logged.digest is not None and (logged.digest, logged.line) != (logged.attested, logged.attested_line):
        return "what was attested of it is not what its line says"
    if logged.seal is None:
        return "" if logged.digest is not None else "attested by a line that is not there, and never sealed"
    if logged.attested_line is None:
        return "what was attested of it names no line"
    signed = RecordDigest(logged.kind, logged.key, logged.attested, logged.attested_line)
    if not attestations.is_signed(signed, logged.seal, logged.signed_with or "", logged.signature or b"", trust):
        return "what was attested of it is not signed by a key we trust"
    return ""


def _evidence(first: int, last: int | None, *, whole: bool) -> Generator[LoggedRecord]:
    within, parameters = (EVERYWHERE, []) if whole else _between(first, last)
    recorded = RECORDED.format(within=within)
    with connection.chunked_cursor() as cursor:
        cursor.execute(EVIDENCE.format(recorded=recorded, join="FULL" if whole else "LEFT"), parameters)
        while rows := cursor.fetchmany(positions.FETCH_SIZE):
            yield from (LoggedRecord(*row) for row in rows)


def _between(first: int, last: int | None) -> tuple[str, list]:
    """Return an SQL condition for the lines of these seals: in each cluster, from the first seal to the last."""
    seals = Seal.objects.filter(number__gte=first, **({} if last is None else {"number__lte": last}))
    parts, parameters = [], []
    for cluster in seals.order_by().values_list("cluster", flat=True).distinct():
        here = seals.filter(cluster=cluster)
        parts.append(BETWEEN)
        parameters += [cluster, *start(here.earliest("number")), *end(here.latest("number"))]
    return f"({' OR '.join(parts) or 'false'})", parameters


def _side_by_side(
    evidence: Iterator[LoggedRecord], records: Iterator[FrozenRecord]
) -> Iterator[tuple[LoggedRecord | None, FrozenRecord | None]]:
    left, right = next(evidence, None), next(records, None)
    while left is not None or right is not None:
        ours = (left.kind, left.key) if left is not None else None
        theirs = (right.kind, right.key) if right is not None else None
        first = min(name for name in (ours, theirs) if name is not None)
        yield left if ours == first else None, right if theirs == first else None
        left = next(evidence, None) if ours == first else left
        right = next(records, None) if theirs == first else right
