"""An export is verified away from the system: every tampering with it is found, and one left alone is not blamed."""

import base64
import hashlib
import json
import random
import subprocess
import sys
import zipfile
from datetime import timedelta
from io import BytesIO
from itertools import product

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction
from django.utils import timezone

from audit import keys, written_form
from audit.exports import actions, reading
from audit.exports.columns import WORDS
from audit.exports.making import make_next
from audit.models import Export
from audit.offline import verify_export
from mash.identity import acting_as, acting_as_system
from tests.audit.sealed import a_log, run, seal, write
from tests.builders import build_hub
from tests.database import as_role

pytestmark = pytest.mark.django_db(transaction=True)
SHAPES = ["jsonl", "csv", "xlsx"]
CASES = 170  # of each shape


@pytest.fixture
def world():
    return build_hub("northvale")


def exported(folder, world, shape="jsonl", reference="MASH-SEAL", columns=tuple(WORDS)):
    """Asked for by the auditor, made by the worker, unpacked: the lines and their manifest."""
    export = {"terms": {"reference": reference}, "query": f"reference={reference}", "purpose": "Review"}
    export["now"] = timezone.now() + timedelta(seconds=1)  # a log of ours has lines some milliseconds ahead
    with acting_as(world.auditor), transaction.atomic():
        wanted = actions.export(**export, shape=shape, columns=columns, proven=True, by=world.auditor)
    assert make_next()
    with acting_as(world.auditor), transaction.atomic():
        made = Export.objects.get(pk=wanted.pk)
        assert (made.state, made.failure) == ("ready", "")
        with zipfile.ZipFile(BytesIO(b"".join(actions.pieces(made)))) as file:
            file.extractall(folder)
    return folder / f"access-log.{shape}", folder / "manifest.jsonl"


def public() -> bytes:
    return base64.b64decode(keys.public_part(keys.sealing_key()))


def lines_of(manifest) -> list[dict]:
    return [json.loads(line) for line in manifest.read_text().splitlines()]


def sealed(manifest) -> list[dict]:
    return [line for line in lines_of(manifest) if "root" in line]


def faults(path, manifest, roots=None) -> list[str]:
    try:
        return verify_export.Verifier([public()], roots).verify(str(path), str(manifest))
    except Exception as fault:
        return [repr(fault)]


@pytest.mark.parametrize("shape", SHAPES)
def test_an_export_of_some_lines_verifies(tmp_path, world, shape):
    hub = world.hub.pk
    a_log(hub_id=hub)
    write(2, purpose="'=1+1", words="-apostrophe'\r\x07_x000D_", reference="MASH-ODD", hub_id=hub)
    for _ in range(3):  # each in a seal with a line left out, a seal between them left out whole
        write(1, reference="MASH-ODD", hub_id=hub)
        write(1, hub_id=hub)
        seal()
        write(1, hub_id=hub)
        seal()
    path, manifest = exported(tmp_path, world, shape)
    assert faults(path, manifest) == []
    assert lines_of(manifest)[-1]["rows"] == 25
    path, manifest = exported(tmp_path, world, shape, "MASH-ODD")
    assert faults(path, manifest) == []
    assert (lines_of(manifest)[-1]["rows"], len(sealed(manifest))) == (5, 3)
    assert len([line for line in lines_of(manifest) if "links" in line]) == 2


@pytest.mark.parametrize("shape", SHAPES)
def test_lines_too_new_for_a_seal_are_counted(tmp_path, world, shape, settings):
    a_log((2, 3), hub_id=world.hub.pk)
    write(4, hub_id=world.hub.pk)
    key, settings.AUDIT_SEALING_KEY = settings.AUDIT_SEALING_KEY, ""
    path, manifest = exported(tmp_path, world, shape)
    settings.AUDIT_SEALING_KEY = key
    assert (lines_of(manifest)[-1]["rows"], lines_of(manifest)[-1]["unsealed"]) == (9, 4)
    [fault] = faults(path, manifest)
    assert "not signed" in fault


@pytest.mark.parametrize("shape", SHAPES)
def test_of_some_columns_the_file_is_proven_and_no_line(tmp_path, world, shape):
    a_log((2, 3), hub_id=world.hub.pk)
    path, manifest = exported(tmp_path, world, shape, columns=["at", "reference"])
    assert sealed(manifest) == []
    assert faults(path, manifest) == []
    path.write_bytes(path.read_bytes().replace(b"MASH-SEAL", b"MASH-SEAM", 1) if shape != "xlsx" else b"")
    assert faults(path, manifest) != []


def test_many_seals_and_many_lines_are_read_some_at_a_time(tmp_path, world, monkeypatch):
    for name, few in (("SEALS_AT_ONCE", 4), ("LINES_AT_ONCE", 6), ("UNSEALED_AT_ONCE", 2)):
        monkeypatch.setattr(reading, name, few)
    a_log((3, 1, 7, 2, 5, 1, 2), hub_id=world.hub.pk)
    monkeypatch.setattr("audit.sealing.seal_all", lambda: 0)
    write(5, hub_id=world.hub.pk)
    path, manifest = exported(tmp_path, world)
    assert faults(path, manifest) == []
    assert (lines_of(manifest)[-1]["rows"], lines_of(manifest)[-1]["unsealed"]) == (26, 5)


def change_a_character(text, manifest, chance):
    places = [place for place, character in enumerate(text) if character.isalnum()]
    place = chance.choice(places[len(places) // 4 :])
    return text[:place] + chance.choice([c for c in "ab12" if c != text[place].lower()]) + text[place + 1 :]


def leave_out_a_line(text, manifest, chance):
    lines = text.splitlines(keepends=True)
    del lines[chance.randrange(1, len(lines))]
    return "".join(lines)


def repeat_a_line(text, manifest, chance):
    lines = text.splitlines(keepends=True)
    return text + chance.choice(lines[1:])


def reorder(text, manifest, chance):
    lines = text.splitlines(keepends=True)
    a, b = chance.sample(range(1, len(lines)), 2)
    lines[a], lines[b] = lines[b], lines[a]
    return "".join(lines)


def change_the_manifest(text, manifest, chance):
    of = chance.choice([line for line in manifest if "root" in line])
    name = chance.choice(["root", "count", "from", "to", "signed_at", "number", "previous", "key"])
    of[name] = of[name] + 1 if isinstance(of[name], int) else of[name][::-1]
    return text


def leave_out_a_seal(text, manifest, chance):
    del manifest[chance.choice([place for place, line in enumerate(manifest) if "root" in line])]
    return text


TAMPERINGS = [change_a_character, leave_out_a_line, repeat_a_line, reorder, change_the_manifest, leave_out_a_seal]


def made_to_fit(path, manifest, chance) -> None:
    """The digests set right again, and signed with another key, by who does not have ours."""
    key = Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
    *lines, last = manifest
    last |= {"sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "signature": ""}
    last["before"] = hashlib.sha256(b"".join(written_form.canonical(line) + b"\n" for line in lines)).hexdigest()
    if chance.random() < 0.5:
        last["key"] = keys.key_id(key.public_key())
    last["signature"] = keys.signed(keys.MANIFEST, written_form.canonical(last), key).hex()


@pytest.mark.parametrize("shape", ["jsonl", "csv"])
def test_every_tampering_with_an_export_is_found(tmp_path, world, shape):
    a_log(hub_id=world.hub.pk)
    path, beside = exported(tmp_path, world, shape)
    untouched, manifest, missed = path.read_bytes(), beside.read_bytes(), []
    for number, (how, fit) in zip(range(CASES), list(product(TAMPERINGS, [False, True])) * CASES, strict=False):
        chance, changed = random.Random(number), lines_of(beside)
        path.write_text(how(untouched.decode(), changed, chance), encoding="utf-8", newline="")
        if fit:
            made_to_fit(path, changed, chance)
        beside.write_bytes(b"".join(written_form.canonical(line) + b"\n" for line in changed))
        if not faults(path, beside):
            missed.append((number, how.__name__, fit))
        path.write_bytes(untouched)
        beside.write_bytes(manifest)
        if number % 10 == 0:
            assert faults(path, beside) == []
    assert missed == []


def test_a_workbook_with_any_byte_changed_is_found(tmp_path, world):
    a_log((2, 3), hub_id=world.hub.pk)
    path, manifest = exported(tmp_path, world, "xlsx")
    untouched = path.read_bytes()
    for number in range(CASES):
        chance = random.Random(number)
        place = chance.randrange(len(untouched))
        path.write_bytes(
            untouched[:place] + bytes([untouched[place] ^ chance.randrange(1, 256)]) + untouched[place + 1 :]
        )
        assert faults(path, manifest) != [], place
    path.write_bytes(untouched)
    assert faults(path, manifest) == []


def test_a_workbook_saved_again_with_another_word_in_it_is_found(tmp_path, world):
    a_log((2, 3), hub_id=world.hub.pk)
    path, manifest = exported(tmp_path, world, "xlsx")
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name).replace(b"Somebody", b"Somebodx", 2) for name in book.namelist()}
    with zipfile.ZipFile(path, "w") as book:
        for name, content in parts.items():
            book.writestr(name, content)
    reported = faults(path, manifest)
    assert any("at least one is not as it was sealed" in fault for fault in reported)
    assert any("SHA-256" in fault for fault in reported)


def test_a_line_changed_in_the_database_before_the_export_is_found(tmp_path, world):
    a_log(hub_id=world.hub.pk)
    with as_role("mash_owner"), transaction.atomic():
        run("ALTER TABLE audit_event DISABLE TRIGGER final")
        assert run("UPDATE audit_event SET by_name = 'Nobody' WHERE detail @> '{\"step\": 6}'") == 1
        run("ALTER TABLE audit_event ENABLE TRIGGER final")
    [fault] = faults(*exported(tmp_path, world))
    assert "at least one is not as it was sealed" in fault


def test_the_wrong_roots_and_the_wrong_key_are_found(tmp_path, world):
    a_log((2, 3), hub_id=world.hub.pk)
    path, manifest = exported(tmp_path, world)
    right = {seal["number"]: verify_export.seal_hash(seal).hex() for seal in sealed(manifest)}
    assert faults(path, manifest, right) == []
    assert "file of roots" in faults(path, manifest, dict.fromkeys(right, "00" * 32))[0]
    another = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    assert len(verify_export.Verifier([another]).verify(str(path), str(manifest))) == len(right) + 1


def verify_by_itself(folder, *arguments):
    program = [sys.executable, "-I", str(folder / "verify_export.py"), *map(str, arguments)]
    return subprocess.run(program, cwd=folder, env={"PATH": ""}, capture_output=True, text=True, check=False)


def test_the_program_in_the_zip_runs_alone_and_says_how_it_went_by_its_exit_code(tmp_path, world):
    a_log((2, 3), hub_id=world.hub.pk)
    path, manifest = exported(tmp_path, world, "csv")
    key = ["--public-key", keys.public_part(keys.sealing_key())]
    well = verify_by_itself(tmp_path, path, manifest, *key)
    assert (well.returncode, well.stdout) == (0, f"As it was sealed: 5 lines in {len(sealed(manifest))} seals.\n")
    path.write_bytes(path.read_bytes().replace(b"Somebody", b"Somebodx", 1))
    assert verify_by_itself(tmp_path, path, manifest, *key).returncode == 1
    assert verify_by_itself(tmp_path, path, tmp_path / "none.jsonl", *key).returncode == 2


def test_seals_are_read_in_runs_that_adjoin_and_are_not_too_long(world, monkeypatch):
    seal()  # all that came before
    a_log((3, 1, 7, 2, 5, 1), hub_id=world.hub.pk)
    monkeypatch.setattr(reading, "LINES_AT_ONCE", 8)

    def counts() -> list[list[int]]:
        with acting_as_system(), transaction.atomic():
            return [[made.count for made in run] for run in reading.runs()][1:]

    assert counts() == [[3, 1], [7], [2, 5, 1]]
    monkeypatch.setattr(reading, "SEALS_AT_ONCE", 2)
    assert counts() == [[3], [1, 7], [2, 5], [1]]


def test_who_asked_must_still_be_an_auditor_of_that_hub(world):
    def may(**facts) -> bool:
        try:
            return reading.requester(Export(**{"by_id": world.auditor.pk, "hub_id": world.hub.pk, **facts})) is not None
        except reading.CannotExport:
            return False

    with acting_as_system(), transaction.atomic():
        assert may()
        assert not may(hub_id=world.hub.pk + 1)
        assert not may(by_id=world.manager.pk)
        assert not may(by_id=None)
        assert not may(by_id=0)
