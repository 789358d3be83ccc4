"""What goes with an export of the log so that others can verify it: seals, and proofs that its lines are in them."""

import base64
import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import batched, groupby
from pathlib import Path
from uuid import UUID

from django.db import connection
from django.utils import timezone

from audit import keys, merkle, sealing, written_form
from audit.models import Seal, SealedLines
from audit.offline import verify_export
from audit.places import Place

AT_ONCE = 1000
PLACES = "SELECT cluster, xid, id FROM audit_event WHERE id = ANY (%s) AND at BETWEEN %s AND %s"


def manifest_of(path: Path, *, terms: dict[str, str], shape: str, now: datetime | None = None) -> dict:
    """Of an export just written, complete and unchanged. As the system, in a transaction."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    lines = [(row["id"], row["at"]) for row in verify_export.rows(str(path))]
    seals, unsealed = proofs_for(lines)
    manifest = {
        "format": verify_export.FORMAT,
        "made_at": written_form.time(now or timezone.now()),
        "filter": terms,
        "shape": shape,
        "file": path.name,
        "rows": len(lines),
        "sha256": digest,
        "seals": seals,
        "unsealed": unsealed,
    }
    return _signed(manifest)


def proofs_for(lines: Iterable[tuple[str, str]]) -> tuple[list[dict], list[str]]:
    """Of lines by their ids and times: the seals they are in, each with one proof for all of its lines here, and the
    ids of lines no seal holds yet."""
    sealed, unsealed = {}, []
    for place, seal in _seals(sorted(_places(lines))):
        if seal is None:
            unsealed.append(str(place.id))
        else:
            sealed.setdefault(seal.number, (seal, []))[1].append(place)
    proven = [_proven(*sealed[number]) for number in sorted(sealed)]
    for one, after in zip(proven, [*proven[1:], None], strict=True):
        one["links"] = _links(one["number"], after["number"]) if after else ""
    return proven, unsealed


def _places(lines: Iterable[tuple[str, str]]) -> Iterator[tuple[int, Place]]:
    for some in batched(lines, AT_ONCE):
        times = [at for _, at in some]
        moments = [datetime.fromisoformat(at) for at in times]
        with connection.cursor() as cursor:
            cursor.execute(PLACES, [[UUID(id_) for id_, _ in some], min(moments), max(moments)])
            yield from ((cluster, Place(xid, id_)) for cluster, xid, id_ in cursor.fetchall())


def _seals(places: list[tuple[int, Place]]) -> Iterator[tuple[Place, Seal | None]]:
    for cluster, some in groupby(places, key=lambda place: place[0]):
        seal = None
        for _, place in some:
            if seal is None or place >= (seal.to_xid, seal.to_id):
                seal = sealing.seal_of(cluster, place)
            yield place, seal


def _proven(seal: Seal, places: list[Place]) -> dict:
    pairs = SealedLines.objects.get(pk=seal.pk).pairs()
    index = {id_: number for number, (id_, _) in enumerate(pairs)}
    rows = [[index[place.id], place.xid, str(place.id)] for place in places if place.id in index]
    proof = merkle.proof([hashed for _, hashed in pairs], [number for number, _, _ in rows])
    chain = {"previous": bytes(seal.previous).hex(), "signature": bytes(seal.signature).hex()}
    return sealing.body(seal) | chain | {"rows": rows, "proof": [one.hex() for one in proof]}


def _links(number: int, after: int) -> str:
    """Of each seal between: the digest of its body, all that is needed to follow the chain past it."""
    between = Seal.objects.filter(number__gt=number, number__lt=after).order_by("number")
    digests = (written_form.seal_digest(sealing.body(seal)) for seal in between.iterator(chunk_size=AT_ONCE))
    return base64.b64encode(b"".join(digests)).decode()


def _signed(manifest: dict) -> dict:
    """Without our key it is not signed, and the verifier says so: lines could have been left out of it since."""
    if not keys.can_sign():
        return manifest | {"key": "", "signature": ""}
    key = keys.sealing_key()
    manifest["key"] = keys.key_id(key.public_key())
    signature = keys.signed(keys.MANIFEST, written_form.canonical(manifest), key)
    return manifest | {"signature": signature.hex()}
