"""What goes with an export of the log so that others can verify it: seals, and proofs that its lines are in them.

JSON, a line for each seal, in the order of the export's own lines: written and checked as these are, in no more memory
however long both become (see docs/operation.md).
"""

import base64
import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import IO

from django.utils import timezone

from audit import keys, merkle, sealing, written_form
from audit.models import Seal, SealedLines
from audit.offline import verify_export
from audit.positions import Position

LINKS_AT_ONCE = 1000


class Manifest:
    """Lines of the export that no seal holds yet come after all others; of those it says only how many there are."""

    def __init__(self, file: IO[bytes], /, *, now: datetime | None = None, **description):
        self.file, self.digest = file, hashlib.sha256()
        self.links: list[bytes] = []  # digests of the seals since the last one that is in here
        self.begun = False
        self._write(
            {"format": verify_export.FORMAT, "made_at": written_form.time(now or timezone.now()), **description}
        )

    def skip(self, seal: Seal) -> None:
        """A seal of which no line is in the export: its digest alone, which is enough to follow the chain past it."""
        if self.begun:
            self.links.append(written_form.seal_digest(sealing.body(seal)))
        if len(self.links) == LINKS_AT_ONCE:
            self._link()

    def add(self, seal: Seal, lines: SealedLines, exported: Sequence[Position]) -> None:
        self._link()
        self.begun = True
        pairs = lines.pairs()
        inside = {id_: number for number, (id_, _) in enumerate(pairs)}
        rows = [[inside.get(place.id, -1), place.xid, str(place.id)] for place in exported]
        proof = merkle.proof([hashed for _, hashed in pairs], [number for number, _, _ in rows if number >= 0])
        chain = {"previous": bytes(seal.previous).hex(), "signature": bytes(seal.signature).hex()}
        self._write(sealing.body(seal) | chain | {"rows": rows, "proof": written_form.hex_of(proof)})

    def close(self, *, rows: int, unsealed: int, sha256: str) -> None:
        """Without our key it is not signed, and the verifier says so: lines could have been left out of it since."""
        summary = {"rows": rows, "unsealed": unsealed, "sha256": sha256, "before": self.digest.hexdigest()}
        summary |= {"key": "", "signature": ""}
        if keys.can_sign():
            key = keys.sealing_key()
            summary["key"] = keys.key_id(key.public_key())
            summary["signature"] = keys.signed(keys.MANIFEST, written_form.canonical(summary), key).hex()
        self._write(summary)

    def _link(self) -> None:
        if self.links:
            self._write({"links": base64.b64encode(b"".join(self.links)).decode()})
            self.links = []

    def _write(self, record: dict) -> None:
        line = written_form.canonical(record) + b"\n"
        self.digest.update(line)
        self.file.write(line)
