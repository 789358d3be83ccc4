"""The file a worker makes: a zip of the lines, their manifest and what checks both, kept as pieces in the database."""

import hashlib
import tempfile
import zipfile
from collections.abc import Callable
from io import RawIOBase
from typing import IO

from audit.exports.shapes import Spreadsheet, Text
from audit.manifest import Manifest
from audit.models import Export
from audit.offline import verify_export

A_PIECE = 1 << 20
READ_ME = """An export of the access log of a MASH (multi-agency safeguarding hub). Treat it as personal data.

To check that nothing in it was altered, with Python 3.11 or newer and `pip install cryptography`:

    python verify_export.py {name} manifest.jsonl --public-key KEY

Ask the hub for its public key by a way you trust. What this proves, and what it cannot, stands at the top of
verify_export.py.
"""


class Pieces(RawIOBase):
    """Hands on what is written, a piece at a time."""

    def __init__(self, keep: Callable[[bytes], None]):
        super().__init__()
        self.keep, self.waiting, self.size = keep, bytearray(), 0

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self.waiting += data
        self.size += len(data)
        while len(self.waiting) >= A_PIECE:
            self.keep(bytes(self.waiting[:A_PIECE]))
            del self.waiting[:A_PIECE]
        return len(data)

    def end(self) -> None:
        if self.waiting:
            self.keep(bytes(self.waiting))
        self.waiting.clear()


class Hashed(RawIOBase):
    """Notes the SHA-256 of what passes through."""

    def __init__(self, file: IO[bytes]):
        super().__init__()
        self.file, self.hashed = file, hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self.hashed.update(data)
        return self.file.write(data)


class File:
    """Open while lines are added; nothing of it is offered before `close` has ended."""

    def __init__(self, export: Export, keep: Callable[[bytes], None]):
        self.pieces = Pieces(keep)
        self.zip = zipfile.ZipFile(self.pieces, "w", zipfile.ZIP_DEFLATED, compresslevel=1)  # type: ignore[arg-type]
        self.name = f"access-log.{export.shape}"
        self.member = self.zip.open(self.name, "w", force_zip64=True)
        self.hashed = Hashed(self.member)
        make = Spreadsheet(self.hashed, export.columns) if export.shape == "xlsx" else None
        self.lines = make or Text(self.hashed, export.shape, export.columns)
        self.beside = tempfile.TemporaryFile()  # noqa: SIM115 (closed on the way out)
        said = {"filter": export.filter, "purpose": export.purpose, "shape": export.shape, "file": self.name}
        self.manifest = Manifest(self.beside, columns=export.columns, **said)

    def __enter__(self) -> "File":
        return self

    def __exit__(self, fault, *_) -> None:
        if fault:  # all of it is thrown away
            self.pieces.keep = lambda piece: None
            self.lines.close()
            self.member.close()
            self.zip.close()
        self.beside.close()

    def close(self, *, rows: int, unsealed: int) -> int:
        """How many bytes it is long."""
        self.lines.close()
        self.member.close()
        self.manifest.close(rows=rows, unsealed=unsealed, sha256=self.hashed.hashed.hexdigest())
        self.beside.seek(0)
        with self.zip.open("manifest.jsonl", "w", force_zip64=True) as member:
            while piece := self.beside.read(A_PIECE):
                member.write(piece)
        self.zip.write(verify_export.__file__, "verify_export.py")
        self.zip.writestr("READ ME.txt", READ_ME.format(name=self.name))
        self.zip.close()
        self.pieces.end()
        return self.pieces.size
