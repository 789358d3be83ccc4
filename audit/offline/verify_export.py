"""Verify an export of a MASH's access log, away from the system it came from. Needs Python 3.11 or newer and
`pip install cryptography`; nothing else, no network, nothing of the system itself.

    python verify_export.py access-log.csv manifest.jsonl --public-key BASE64 [--roots roots.jsonl]

The export is the file of lines: CSV, JSON lines or XLSX. The manifest came with it. Ask the hub for its public key,
once, by a way you trust, and keep it; if you also keep roots the hub sends out, give them with --roots.

What it proves: the file is the one the manifest was signed for, line for line and in its order; each line was in the
log, as it stands here, when the log was sealed at the time given; and the seals are links of one chain. Where only some
columns were exported no line is whole: then it proves the file, and nothing of its lines. Columns in words are made
from the stored ones for whoever reads the file: for those the signature of the file vouches, and no seal.
What it cannot prove: that these are all the lines there were (that takes the whole log), nor lines not sealed yet.
Ends with 0 when all is well, 1 when something is not as it was, 2 when it could not check: the files cannot be read, a
package is missing, the key is no key, or any fault of its own. Only 1 says that something was altered.
"""

import argparse
import base64
import csv
import hashlib
import itertools
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from xml.etree.ElementTree import iterparse

SOUND, ALTERED, CANNOT_CHECK = 0, 1, 2

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except Exception as fault:  # also a package that is there and broken; Python itself would end with 1
    print(f"Cannot be verified: {type(fault).__name__}: {fault}. pip install cryptography", file=sys.stderr)
    raise SystemExit(CANNOT_CHECK) from fault

FORMAT = "MASH access log export 2"
SEAL, MANIFEST = b"MASH seal 1\n", b"MASH export 2\n"
SEALED_FIELDS = ("cluster", "count", "from", "key", "number", "root", "signed_at", "to")
FIELDS = [
    *("id", "at", "code", "by_id", "by_name", "by_role", "by_agency", "hub_id", "about_kind", "about_id"),
    *("reference", "detail", "purpose", "address", "agent", "request_id"),
]
NUMBERS = ("by_id", "hub_id")
SHEET, NAMED = "xl/worksheets/sheet{}.xml", 20


class InvalidProof(ValueError):
    pass


# Bytes and trees: SHA-256 over canonical JSON, RFC 9162's trees ------------------------------------------------------


def canonical(value) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def leaf(data: bytes) -> bytes:
    return hashlib.sha256(b"\0" + data).digest()


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def root_from(count: int, held: dict[int, bytes], proof: list[bytes]) -> bytes:
    """The root of a tree of `count` leaves of which some are held, and the rest stand in the proof, left to right."""
    rest = iter(proof)

    def part(start: int, end: int, inside: list[int]) -> bytes:
        if not inside:
            if (hashed := next(rest, None)) is None:
                raise InvalidProof("its proof is too short")
            return hashed
        if end - start == 1:
            return held[start]
        middle = start + (1 << (end - start - 1).bit_length() - 1)
        left = [place for place in inside if place < middle]
        return node(part(start, middle, left), part(middle, end, inside[len(left) :]))

    places = sorted(held)
    if not places or places[0] < 0 or places[-1] >= count:
        raise InvalidProof("it has lines where none can be")
    root = part(0, count, places)
    if next(rest, None) is not None:
        raise InvalidProof("its proof is too long")
    return root


def seal_hash(seal: dict) -> bytes:
    body = hashlib.sha256(canonical({name: seal[name] for name in SEALED_FIELDS})).digest()
    return chained(bytes.fromhex(seal["previous"]), body)


def chained(previous: bytes, body: bytes) -> bytes:
    return hashlib.sha256(b"\2" + previous + body).digest()


# The export ----------------------------------------------------------------------------------------------------------


def rows(path: str) -> Iterator[dict]:
    if zipfile.is_zipfile(path):
        yield from spreadsheet(path)
        return
    with open(path, encoding="utf-8-sig", newline="") as file:
        start = file.read(1)
        file.seek(0)
        if start == "{":
            for text in iter(file.readline, ""):
                yield json.loads(text, parse_float=digits)
        elif start:
            csv.field_size_limit(1 << 30)
            yield from csv.DictReader(file, strict=True)


def spreadsheet(path: str) -> Iterator[dict]:
    """Sheet after sheet, each with its headings. What was too long for a row's last cell goes on to its right, each
    further cell after an apostrophe."""
    with zipfile.ZipFile(path) as book:
        for number in itertools.takewhile(lambda n: SHEET.format(n) in book.namelist(), itertools.count(1)):
            with book.open(SHEET.format(number)) as sheet:
                lines = cells_of(sheet)
                names = next(lines, [])
                for cells in lines:
                    last = "".join([*cells[len(names) - 1 :][:1], *(more[1:] for more in cells[len(names) :])])
                    yield dict(zip(names, [*cells[: len(names) - 1], last], strict=True))


def cells_of(sheet) -> Iterator[list[str]]:
    whole = None
    for event, part in iterparse(sheet, ("start", "end")):  # noqa: S314 (Python's parser limits what entities blow up)
        if part.tag.endswith("}sheetData"):
            whole = part
        elif part.tag.endswith("}row") and event == "end":
            texts = ["".join(cell.itertext()) for cell in part]
            yield [re.sub("_x([0-9A-F]{4})_", lambda code: chr(int(code[1], 16)), text) for text in texts]
            whole.clear()  # or every row read would stay in memory


def digits(text: str) -> dict[str, str]:
    plain = format(Decimal(text), "f")
    return {"\0number": plain.rstrip("0").rstrip(".") if "." in plain else plain}


def unescaped(cell: str) -> str:
    """Every text that a spreadsheet could take for a formula was given an apostrophe in front."""
    return cell[1:] if cell.startswith("'") else cell


def from_cells(cells: dict) -> dict:
    row = {name: unescaped(cells[name]) for name in FIELDS}
    row |= {name: int(row[name]) if row[name] else None for name in NUMBERS}
    row["detail"] = json.loads(row["detail"], parse_float=digits)
    return row


def line_hash(row: dict, cluster: int, xid: int) -> bytes:
    row = row if isinstance(row["detail"], dict) else from_cells(row)
    at = datetime.fromisoformat(row["at"])
    if at.tzinfo is None:
        raise ValueError("its time has no zone")
    at = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return leaf(canonical({name: row[name] for name in FIELDS} | {"at": at, "cluster": cluster, "xid": xid}))


# The checks ----------------------------------------------------------------------------------------------------------


class Verifier:
    """Reads the manifest and the file side by side: a seal, then the lines of it that were exported."""

    def __init__(self, keys: list[bytes], roots: dict[int, str] | None = None):
        self.keys = {hashlib.sha256(key).hexdigest()[:16]: Ed25519PublicKey.from_public_bytes(key) for key in keys}
        self.roots = roots or {}
        self.faults: list[str] = []
        self.count = self.seals = self.unsealed = 0
        self.chain = b""  # the hash of the last seal there was

    def verify(self, path: str, manifest: str) -> list[str]:
        with open(manifest, "rb") as file:
            before, last = hashlib.sha256(), file.readline()
            self.head = json.loads(last)
            if self.head["format"] != FORMAT:
                raise ValueError(f"the manifest's format is not {FORMAT!r}")
            self.whole = set(self.head["columns"]) >= set(FIELDS)
            self.rows = self._named(rows(path))
            for line in file:
                before.update(last)
                last = line
                self._read_record(json.loads(line))
        self._end(json.loads(last), before.hexdigest(), path)
        return self.faults

    def _named(self, lines: Iterator[dict]) -> Iterator[dict]:
        for line in lines:
            if list(line) != self.head["columns"]:
                raise ValueError("a line has other columns than the manifest says")
            self.count += 1
            yield line

    def _read_record(self, record: dict) -> None:
        if "links" in record:
            bodies = base64.b64decode(record["links"])
            for start in range(0, len(bodies), 32):
                self.chain = chained(self.chain, bodies[start : start + 32])
        elif "root" in record:
            self.seals += 1
            self._seal(record, self._read_lines(record))

    def _read_lines(self, seal: dict) -> dict[int, bytes]:
        held = {}
        for place, xid, id_ in seal["rows"]:
            line = next(self.rows, None)
            if line is None or line["id"] != id_:
                self._report(f"Line {self.count} of the file is not the one the manifest has there, {id_}")
            else:
                held[place] = line_hash(line, seal["cluster"], xid)
        return held

    def _seal(self, seal: dict, held: dict[int, bytes]) -> None:
        name = f"Seal {seal['number']} of {seal['signed_at']}"
        hashed = seal_hash(seal)
        if not self._signed(SEAL, hashed, seal["signature"], seal["key"]):
            self._report(f"{name} was changed, or is not signed with the key given")
        if self.roots.get(seal["number"], hashed.hex()) != hashed.hex():
            self._report(f"{name} is not the one in your file of roots")
        if self.chain and seal["previous"] != self.chain.hex():
            self._report(f"{name} and the one before it here are not links of one chain")
        self.chain = hashed
        try:
            whole = root_from(seal["count"], held, [bytes.fromhex(digest) for digest in seal["proof"]])
        except (InvalidProof, KeyError) as fault:
            self._report(f"{name}: {fault}")
            return
        if whole.hex() != seal["root"]:
            self._report(f"{name}: of its {len(held)} lines here at least one is not as it was sealed")

    def _end(self, summary: dict, before: str, path: str) -> None:
        signed = {name: value for name, value in summary.items() if name != "signature"} | {"signature": ""}
        if summary["before"] != before or not self._signed(
            MANIFEST, canonical(signed), summary["signature"], summary["key"]
        ):
            self._report("The manifest was changed, or is not signed with the key given")
        self.unsealed = sum(1 for _ in self.rows)  # none of these is in a seal, so they come last
        if (self.count, self.unsealed) != (summary["rows"], summary["unsealed"]):
            self._report(f"The file has {self.count} lines, {self.unsealed} in no seal; the manifest says otherwise")
        with open(path, "rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != summary["sha256"]:
                self._report("The file is not the one the manifest is about: its SHA-256 is another")

    def _signed(self, kind: bytes, what: bytes, signature: str, key: str) -> bool:
        if key not in self.keys:
            return False
        try:
            self.keys[key].verify(bytes.fromhex(signature), kind + what)
        except InvalidSignature:
            return False
        return True

    def _report(self, words: str) -> None:
        """Once a line is missing every seal after it is wrong too."""
        if len(self.faults) < NAMED:
            self.faults.append(words)


def read_roots(path: str) -> dict[int, str]:
    with open(path, encoding="utf-8") as file:
        roots = [json.loads(text) for text in file if text.lstrip().startswith("{")]
    return {root["number"]: root["hash"] for root in roots}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("export")
    parser.add_argument("manifest")
    parser.add_argument("--public-key", action="append", required=True, help="base64; once for each key there was")
    parser.add_argument("--roots", help="roots you kept yourself, one JSON object a line")
    options = parser.parse_args(arguments)
    verifier = None
    try:
        keys = [base64.b64decode(key, validate=True) for key in options.public_key]
        verifier = Verifier(keys, read_roots(options.roots) if options.roots else None)
        faults = verifier.verify(options.export, options.manifest)
    except Exception as fault:  # whatever it is, it says by itself nothing of the log
        print(f"Cannot be verified: {type(fault).__name__}: {fault}", file=sys.stderr)
        # What was found before the fault is altered all the same.
        faults = verifier.faults if verifier else []
        if not faults:
            return CANNOT_CHECK
    if faults:
        print(*faults, sep="\n")
        return ALTERED
    if not verifier.whole:
        print(
            f"The file is as the hub signed it, with {verifier.count} lines. Only some columns of them: none is proven."
        )
        return SOUND
    print(f"As it was sealed: {verifier.count - verifier.unsealed} lines in {verifier.seals} seals.")
    if verifier.unsealed:
        print(f"{verifier.unsealed} lines were too new to be sealed when this was exported; nothing vouches for those.")
    return SOUND


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
