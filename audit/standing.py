"""Whether one line of the access log is as its seal took it: in the seal's list, the list under its signed root."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from audit import keys, merkle, places, sealing
from audit.checking import hashed
from audit.models import Seal, SealedLines
from audit.written_form import CLUSTER


@dataclass(frozen=True)
class LineStanding:
    """`seal` is None while no seal has reached the line."""

    seal: Seal | None = None
    faults: tuple[str, ...] = ()

    @property
    def word(self) -> str:
        if self.seal is None:
            return "not sealed yet"
        return "does not verify" if self.faults else "verifies"

    @property
    def root(self) -> str:
        return bytes(self.seal.root).hex() if self.seal else ""


def standing_of(line: uuid.UUID) -> LineStanding:
    """Of a line that whoever asks may read; the other lines of its seal, which may be other hubs', are not read."""
    row = places.line(line)
    seal = sealing.seal_of(row[CLUSTER], places.of(row))
    if seal is None:
        return LineStanding()
    listed = next(iter(SealedLines.objects.raw("SELECT * FROM audit_list_of_seal(%s)", [seal.number])), None)
    pairs = listed.pairs() if listed else []
    return LineStanding(seal, (*_of_line(row, dict(pairs)), *_of_seal(seal, [hash_ for _, hash_ in pairs])))


def _of_line(row: tuple, sealed: dict[uuid.UUID, bytes]) -> Iterator[str]:
    id_ = places.of(row).id
    if id_ not in sealed:
        yield "The seal over its place does not hold this line. It was added or moved after the seal was made."
    elif sealed[id_] != hashed(row):
        yield "This line is not as it was when it was sealed."


def _of_seal(seal: Seal, hashes: list[bytes]) -> Iterator[str]:
    if len(hashes) != seal.count or merkle.root(hashes) != bytes(seal.root):
        yield "The list of the lines in its seal was changed."
    if not keys.is_signed(keys.SEAL, sealing.hash_of(seal), seal.signature, seal.key, keys.trusted()):
        yield "Its seal was changed, or is signed by a key this server was not told of (AUDIT_SEALING_PUBLIC_KEYS)."
    before = Seal.objects.filter(number=seal.number - 1).first()
    chained = sealing.hash_of(before) if before else sealing.BEFORE_ALL
    if bytes(seal.previous) != chained:
        yield "The seal before its own is missing or was changed."
