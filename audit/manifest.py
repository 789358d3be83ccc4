"""The manifest of an export: seals, and Merkle proofs that the exported lines are in them.

It is JSON with a line for each seal, in the order of the exported lines, so it can be written and verified alongside
them in constant memory (see docs/operation.md).
"""

import base64
import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import IO, Any

from django.utils import timezone

from audit import keys, merkle, sealing, written_form
from audit.models import Seal, SealedLines
from audit.offline import verify_export
from audit.positions import Position

LINKS_AT_ONCE = 1000


class Manifest:
    """Writes a manifest. Lines that are not sealed yet come last in the export; the manifest only counts them."""

    def __init__(self, file: IO[bytes], /, *, now: datetime | None = None, **description):
        self.file, self.digest = file, hashlib.sha256()
        self.links: list[bytes] = []  # digests of seals skipped since the last one written
        self.begun = False
        self._write(
            {"format": verify_export.FORMAT, "made_at": written_form.time(now or timezone.now()), **description}
        )

    def skip(self, seal: Seal) -> None:
        """Skip a seal without exported lines. Its digest is enough to follow the chain past it."""
        # Seals before the first exported line are not needed to follow the chain.
        if self.begun:
            self.links.append(written_form.seal_digest(sealing.body(seal)))
        if len(self.links) == LINKS_AT_ONCE:
            self._link()

    def add(self, seal: Seal, lines: SealedLines, exported: Sequence[Position]) -> None:
        self._link()
        self.begun = True
        pairs = lines.pairs()
        inside = {id_: number for number, (id_, _) in enumerate(pairs)}
        rows: list[list[Any]] = [[inside.get(place.id, -1), place.xid, str(place.id)] for place in exported]
        proof = merkle.proof([hashed for _, hashed in pairs], [number for number, _, _ in rows if number >= 0])
        chain = {"previous": bytes(seal.previous).hex(), "signature": bytes(seal.signature).hex()}
        self._write(sealing.body(seal) | chain | {"rows": rows, "proof": written_form.hex_of(proof)})

    def close(self, *, rows: int, unsealed: int, sha256: str) -> None:
        """Write the last line, signed if this server has the key.

        An unsigned manifest could have lost lines since, so the verifier rejects it.
        """
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
