"""The canonical bytes of lines, seals and tombstones, as they are hashed (see docs/operation.md).

JSON in UTF-8 with sorted keys and no spaces; times in UTC to the microsecond. A number with a fraction is written as
{"\\u0000number": its digits}, because no two programs print one alike; the database stores no text with that character.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

FIELDS = (
    *("about_id", "about_kind", "address", "agent", "at", "by_agency", "by_id", "by_name", "by_role", "cluster"),
    *("code", "detail", "hub_id", "id", "purpose", "reference", "request_id", "xid"),
)
# The same fields as PostgreSQL returns them. Python has no datetime for years before 1 or after 9999; such a time was
# never sealed, so any text will do for it.
_AS_READ = {
    "id": "id::text",
    "detail": "detail::text",
    "at": """CASE WHEN at >= '0001-01-01 00:00+00' AND at < '9999-01-01 00:00+00'
             THEN to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') ELSE at::text END""",
}
SELECTED = ", ".join(_AS_READ.get(name, name) for name in FIELDS)
AT, CLUSTER, DETAIL, ID, XID = (FIELDS.index(name) for name in ("at", "cluster", "detail", "id", "xid"))


def line(row: Sequence[Any]) -> bytes:
    """Return the canonical bytes of a row of SELECTED."""
    fields = dict(zip(FIELDS, row, strict=True))
    fields["detail"] = json.loads(row[DETAIL], parse_float=_digits)
    return canonical(fields)


def canonical(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _digits(text: str) -> dict[str, str]:
    plain = format(Decimal(text), "f")
    return {"\0number": plain.rstrip("0").rstrip(".") if "." in plain else plain}


def time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def seal_digest(body: dict[str, Any]) -> bytes:
    return hashlib.sha256(canonical(body)).digest()


def chained(previous: bytes, digest: bytes) -> bytes:
    """Return a seal's hash, over the hash of the seal before it and the digest of its own body."""
    return hashlib.sha256(b"\2" + previous + digest).digest()


def hex_of(hashes: Iterable[bytes]) -> list[str]:
    return [digest.hex() for digest in hashes]
