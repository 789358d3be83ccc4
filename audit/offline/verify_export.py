"""Verify an export of a MASH's access log, away from the system it came from. Needs Python 3.11 or newer and
`pip install cryptography`; nothing else, no network, nothing of the system itself.

    python verify_export.py access-log.jsonl access-log.jsonl.manifest.json --public-key BASE64 [--roots roots.jsonl]

The export is the file of lines (JSON lines or CSV). The manifest came with it. Ask the hub for its public key, once, by
a way you trust, and keep it; if you also keep roots the hub sends out, give them with --roots.

What it proves: the file is the one the manifest was signed for, line for line and in its order; each line was in the
log, as it stands here, when the log was sealed at the time given; and the seals are links of one chain.
What it cannot prove: that the filter which chose the lines was a good one, and anything about lines not sealed yet.
Ends with 0 when all is well, 1 when something is not, 2 when the files cannot be read.
"""

import argparse
import base64
import csv
import hashlib
import itertools
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "MASH access log export 1"
SEAL, MANIFEST = b"MASH seal 1\n", b"MASH export 1\n"
SEALED_FIELDS = ("cluster", "count", "from", "key", "number", "root", "signed_at", "to")
COLUMNS = [
    *("id", "at", "code", "by_id", "by_name", "by_role", "by_agency", "hub_id", "about_kind", "about_id"),
    *("reference", "detail", "purpose", "address", "agent", "request_id"),
]
NUMBERS = ("by_id", "hub_id")
NAMED = 20


class Wrong(Exception):
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
            hashed = next(rest, None)
            if hashed is None:
                raise Wrong("its proof is too short")
            return hashed
        if end - start == 1:
            return held[start]
        middle = start + (1 << (end - start - 1).bit_length() - 1)
        left = [place for place in inside if place < middle]
        return node(part(start, middle, left), part(middle, end, inside[len(left) :]))

    places = sorted(held)
    if not places or places[0] < 0 or places[-1] >= count:
        raise Wrong("it has lines where none can be")
    found = part(0, count, places)
    if next(rest, None) is not None:
        raise Wrong("its proof is too long")
    return found


def seal_hash(seal: dict) -> bytes:
    return chained(bytes.fromhex(seal["previous"]), digest(seal))


def digest(seal: dict) -> bytes:
    return hashlib.sha256(canonical({name: seal[name] for name in SEALED_FIELDS})).digest()


def chained(previous: bytes, body: bytes) -> bytes:
    return hashlib.sha256(b"\2" + previous + body).digest()


# The export ----------------------------------------------------------------------------------------------------------


def rows(path: str) -> Iterator[dict]:
    with open(path, encoding="utf-8-sig", newline="") as file:
        start = file.read(1)
        file.seek(0)
        if start == "{":
            for text in iter(file.readline, ""):
                yield json.loads(text, parse_float=digits)
        elif start:
            csv.field_size_limit(1 << 30)
            yield from map(from_cells, csv.DictReader(file, strict=True))


def digits(text: str) -> dict[str, str]:
    plain = format(Decimal(text), "f")
    return {"\0number": plain.rstrip("0").rstrip(".") if "." in plain else plain}


def from_cells(cells: dict) -> dict:
    """A spreadsheet's row as it was before: every text that could be a formula was given an apostrophe in front."""
    if None in cells or None in cells.values():
        raise ValueError("a row has more or fewer cells than there are headings")
    row = {name: cells[name][1:] if cells[name].startswith("'") else cells[name] for name in COLUMNS}
    row |= {name: int(row[name]) if row[name] else None for name in NUMBERS}
    row["detail"] = json.loads(row["detail"], parse_float=digits)
    return row


def line_hash(row: dict, cluster: int, xid: int) -> bytes:
    if set(row) != set(COLUMNS):
        raise ValueError("it has other fields than a line has")
    at = datetime.fromisoformat(row["at"])
    if at.tzinfo is None:
        raise ValueError("its time has no zone")
    at = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return leaf(canonical(row | {"at": at, "cluster": cluster, "xid": xid}))


# The checks ----------------------------------------------------------------------------------------------------------


class Verifier:
    def __init__(self, manifest: dict, keys: list[bytes], roots: dict[int, str] | None = None):
        self.manifest, self.roots = manifest, roots or {}
        self.keys = {hashlib.sha256(key).hexdigest()[:16]: Ed25519PublicKey.from_public_bytes(key) for key in keys}
        self.wrong: list[str] = []
        self.seals = manifest["seals"]
        self.where = {id_: (n, place, xid) for n, s in enumerate(self.seals) for place, xid, id_ in s["rows"]}
        self.unsealed = set(manifest["unsealed"])
        self.held: list[dict[int, bytes]] = [{} for _ in self.seals]

    def verify(self, path: str) -> list[str]:
        self._manifest()
        self._file(path)
        for number, seal in enumerate(self.seals):
            self._seal(seal, self.held[number])
        for one, after in itertools.pairwise(self.seals):
            self._link(one, after)
        return self.wrong

    def _signed(self, kind: bytes, what: bytes, signature: str, key: str) -> bool:
        if key not in self.keys:
            return False
        try:
            self.keys[key].verify(bytes.fromhex(signature), kind + what)
        except InvalidSignature:
            return False
        return True

    def _manifest(self) -> None:
        said = {name: value for name, value in self.manifest.items() if name != "signature"}
        if not self._signed(MANIFEST, canonical(said), self.manifest["signature"], self.manifest["key"]):
            self.wrong.append("The manifest was changed, or is not signed with the key given")

    def _file(self, path: str) -> None:
        hashed = hashlib.sha256()
        with open(path, "rb") as file:
            while piece := file.read(1 << 20):
                hashed.update(piece)
        if hashed.hexdigest() != self.manifest["sha256"]:
            self.wrong.append("The file is not the one the manifest is about: its SHA-256 is another")
        count = 0
        for row in rows(path):
            count += 1
            self._row(count, row)
        if count != self.manifest["rows"]:
            self.wrong.append(f"The file has {count} lines, the manifest says {self.manifest['rows']}")
        missing = [id_ for id_, (n, place, _) in self.where.items() if place not in self.held[n]]
        missing += sorted(self.unsealed)
        if missing:
            self.wrong.append(f"{len(missing)} lines are missing: " + ", ".join(missing[:NAMED]))

    def _row(self, number: int, row: dict) -> None:
        id_ = row.get("id")
        if id_ in self.unsealed:
            self.unsealed.discard(id_)
        elif id_ not in self.where:
            self.wrong.append(f"Line {number} of the file is not in the manifest, or is there twice")
        else:
            n, place, xid = self.where[id_]
            if place in self.held[n]:
                self.wrong.append(f"Line {number} of the file is there twice")
            self.held[n][place] = line_hash(row, self.seals[n]["cluster"], xid)

    def _seal(self, seal: dict, held: dict[int, bytes]) -> None:
        name = f"Seal {seal['number']} of {seal['signed_at']}"
        hashed = seal_hash(seal)
        if not self._signed(SEAL, hashed, seal["signature"], seal["key"]):
            self.wrong.append(f"{name} was changed, or is not signed with the key given")
        if self.roots.get(seal["number"], hashed.hex()) != hashed.hex():
            self.wrong.append(f"{name} is not the one in your file of roots")
        try:
            whole = root_from(seal["count"], held, [bytes.fromhex(one) for one in seal["proof"]])
        except (Wrong, KeyError) as fault:
            self.wrong.append(f"{name}: {fault}")
            return
        if whole.hex() != seal["root"]:
            self.wrong.append(f"{name}: of its {len(held)} lines here at least one is not as it was sealed")

    def _link(self, one: dict, after: dict) -> None:
        """The seals between are known by their digests alone, which is enough to follow the chain."""
        bodies = base64.b64decode(one["links"])
        hashed = seal_hash(one)
        for start in range(0, len(bodies), 32):
            hashed = chained(hashed, bodies[start : start + 32])
        between = after["number"] - one["number"] - 1
        if len(bodies) != 32 * between or hashed.hex() != after["previous"]:
            self.wrong.append(f"Seals {one['number']} and {after['number']} are not links of one chain")


def read_roots(path: str) -> dict[int, str]:
    with open(path, encoding="utf-8") as file:
        found = [json.loads(text) for text in file if text.lstrip().startswith("{")]
    return {root["number"]: root["hash"] for root in found}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("export")
    parser.add_argument("manifest")
    parser.add_argument("--public-key", action="append", required=True, help="base64; once for each key there was")
    parser.add_argument("--roots", help="roots you kept yourself, one JSON object a line")
    given = parser.parse_args(arguments)
    try:
        with open(given.manifest, encoding="utf-8") as file:
            manifest = json.load(file)
        if manifest["format"] != FORMAT:
            raise ValueError(f"the manifest's format is not {FORMAT!r}")
        keys = [base64.b64decode(key, validate=True) for key in given.public_key]
        verifier = Verifier(manifest, keys, read_roots(given.roots) if given.roots else None)
        not_sealed = len(verifier.unsealed)
        wrong = verifier.verify(given.export)
    except (OSError, ValueError, KeyError, TypeError, csv.Error) as fault:
        print(f"Cannot be verified: {type(fault).__name__}: {fault}", file=sys.stderr)
        return 2
    for words in wrong:
        print(words)
    if wrong:
        return 1
    print(f"As it was sealed: {manifest['rows'] - not_sealed} lines in {len(manifest['seals'])} seals.")
    if not_sealed:
        print(f"{not_sealed} lines were too new to be sealed when this was exported; nothing vouches for those.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
