"""The zip file a worker makes: the lines, their manifest and the program that verifies both."""

import hashlib
import tempfile
import zipfile
from collections.abc import Callable
from io import RawIOBase
from typing import IO

from audit.exports.shapes import Spreadsheet, TextFile
from audit.manifest import Manifest
from audit.models import Export
from audit.offline import verify_export

PIECE_SIZE = 1 << 20
READ_ME = """An export of the access log of a MASH (multi-agency safeguarding hub). Treat it as personal data.

To check that nothing in it was altered, with Python 3.11 or newer and `pip install cryptography`:

    python verify_export.py {name} manifest.jsonl --public-key KEY

Ask the hub for its public key by a way you trust. What this proves, and what it cannot, stands at the top of
verify_export.py.
"""


class PieceWriter(RawIOBase):
    """A file that passes what is written to `store` in pieces of a fixed size."""

    def __init__(self, store: Callable[[bytes], None]):
        super().__init__()
        self.store, self.waiting, self.size = store, bytearray(), 0

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self.waiting += data
        self.size += len(data)
        while len(self.waiting) >= PIECE_SIZE:
            self.store(bytes(self.waiting[:PIECE_SIZE]))
            del self.waiting[:PIECE_SIZE]
        return len(data)

    def end(self) -> None:
        if self.waiting:
            self.store(bytes(self.waiting))
        self.waiting.clear()


class HashingWriter(RawIOBase):
    """A file that computes the SHA-256 of what is written through it."""

    def __init__(self, file: IO[bytes]):
        super().__init__()
        self.file, self.digest = file, hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self.digest.update(data)
        return self.file.write(data)


class ExportFile:
    """The zip file under construction. The export is only offered for download after `close`."""

    def __init__(self, export: Export, store: Callable[[bytes], None]):
        self.pieces = PieceWriter(store)
        self.zip = zipfile.ZipFile(self.pieces, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
        self.name = f"access-log.{export.shape}"
        self.member = self.zip.open(self.name, "w", force_zip64=True)
        self.digest = HashingWriter(self.member)
        writer = Spreadsheet(self.digest, export.columns) if export.shape == "xlsx" else None
        self.lines = writer or TextFile(self.digest, export.shape, export.columns)
        # A zip file takes one member at a time, so the manifest waits here until all lines are written.
        self.manifest_file = tempfile.TemporaryFile()  # noqa: SIM115 (closed on the way out)
        description = {"filter": export.filter, "purpose": export.purpose, "shape": export.shape, "file": self.name}
        self.manifest = Manifest(self.manifest_file, columns=export.columns, **description)

    def __enter__(self) -> "ExportFile":
        return self

    def __exit__(self, fault, *_) -> None:
        # zipfile writes its directory on closing. After a fault that must not reach the database any more.
        if fault:
            self.pieces.store = lambda piece: None
            self.lines.close()
            self.member.close()
            self.zip.close()
        self.manifest_file.close()

    def close(self, *, rows: int, unsealed: int) -> int:
        """Write the manifest and the verifier, close the zip file and return its size in bytes."""
        self.lines.close()
        self.member.close()
        self.manifest.close(rows=rows, unsealed=unsealed, sha256=self.digest.digest.hexdigest())
        self.manifest_file.seek(0)
        with self.zip.open("manifest.jsonl", "w", force_zip64=True) as member:
            while piece := self.manifest_file.read(PIECE_SIZE):
                member.write(piece)
        self.zip.write(verify_export.__file__, "verify_export.py")
        self.zip.writestr("READ ME.txt", READ_ME.format(name=self.name))
        self.zip.close()
        self.pieces.end()
        return self.pieces.size
