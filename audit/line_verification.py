"""Verifies a single line of the access log: in its seal's list, unchanged, with the list under a signed root."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from audit import keys, merkle, positions, sealing
from audit.models import Seal, SealedLines
from audit.seal_checks import leaf_hash
from audit.written_form import CLUSTER


@dataclass(frozen=True)
class LineVerification:
    """The result for one line. `seal` is None if the line is not sealed yet."""

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


def verify_line(line_id: uuid.UUID) -> LineVerification:
    """Verify a line that the current user may read.

    Other lines of the seal may belong to other hubs: only their hashes are used, not their content.
    """
    row = positions.read_line(line_id)
    seal = sealing.seal_of(row[CLUSTER], positions.of_row(row))
    if seal is None:
        return LineVerification()
    listed = next(iter(SealedLines.objects.raw("SELECT * FROM audit_list_of_seal(%s)", [seal.number])), None)
    pairs = listed.pairs() if listed else []
    return LineVerification(seal, (*_line_faults(row, dict(pairs)), *_seal_faults(seal, [hash_ for _, hash_ in pairs])))


def _line_faults(row: tuple, sealed: dict[uuid.UUID, bytes]) -> Iterator[str]:
    id_ = positions.of_row(row).id
    if id_ not in sealed:
        yield "The seal over its place does not hold this line. It was added or moved after the seal was made."
    elif sealed[id_] != leaf_hash(row):
        yield "This line is not as it was when it was sealed."


def _seal_faults(seal: Seal, hashes: list[bytes]) -> Iterator[str]:
    if len(hashes) != seal.count or merkle.root(hashes) != bytes(seal.root):
        yield "The list of the lines in its seal was changed."
    if not keys.is_signed(keys.SEAL, sealing.hash_of(seal), seal.signature, seal.key, keys.trusted()):
        yield "Its seal was changed, or is signed by a key this server was not told of (AUDIT_SEALING_PUBLIC_KEYS)."
    # A seal is only as good as its place in the chain: an exchanged one would not fit the one before.
    before = Seal.objects.filter(number=seal.number - 1).first()
    chained = sealing.hash_of(before) if before else sealing.NO_PREVIOUS
    if bytes(seal.previous) != chained:
        yield "The seal before its own is missing or was changed."
