"""An export is verified away from the system: every tampering with it is found, and one left alone is not blamed."""

import base64
import csv
import hashlib
import json
import random
import subprocess
import sys
from itertools import product

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import call_command
from django.db import transaction

from audit import keys, written_form
from audit.export import as_csv, as_json_lines
from audit.manifest import manifest_of
from audit.models import Event
from audit.offline import verify_export
from mash.identity import acting_as_system
from tests.audit.sealed import a_log, run, seal, write
from tests.database import as_role

pytestmark = pytest.mark.django_db(transaction=True)
SHAPES = {"jsonl": as_json_lines, "csv": as_csv}
CASES = 60  # of each shape


def exported(folder, shape="jsonl", **chosen):
    path = folder / f"log.{shape}"
    with acting_as_system(), transaction.atomic():
        pieces = "".join(SHAPES[shape](Event.objects.filter(**chosen)))
        path.write_text(pieces, encoding="utf-8", newline="")
        made = manifest_of(path, terms={}, shape=shape)
    return path, json.loads(json.dumps(made))


def public() -> bytes:
    return base64.b64decode(keys.public_part(keys.sealing_key()))


def faults(path, manifest, roots=None) -> list[str]:
    try:
        return verify_export.Verifier(manifest, [public()], roots).verify(str(path))
    except (ValueError, KeyError, TypeError, csv.Error) as fault:
        return [repr(fault)]


@pytest.mark.parametrize("shape", SHAPES)
def test_an_export_of_some_lines_verifies(tmp_path, shape):
    a_log()
    write(2, purpose="'=1+1", reference="-apostrophe'")
    seal()
    write(1)
    path, manifest = exported(tmp_path, shape)
    assert faults(path, manifest) == []
    assert (manifest["rows"], len(manifest["seals"]), len(manifest["unsealed"])) == (22, 7, 1)
    path, some = exported(tmp_path, shape, detail__step=1)
    assert 0 < len(some["seals"]) < 7
    assert faults(path, some) == []


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
    of = chance.choice(manifest["seals"])
    name = chance.choice(["root", "count", "from", "to", "signed_at", "number", "previous", "key"])
    of[name] = of[name] + 1 if isinstance(of[name], int) else of[name][::-1]
    return text


def leave_out_a_seal(text, manifest, chance):
    del manifest["seals"][chance.randrange(len(manifest["seals"]))]
    return text


TAMPERINGS = [change_a_character, leave_out_a_line, repeat_a_line, reorder, change_the_manifest, leave_out_a_seal]


def made_to_fit(path, manifest, chance) -> dict:
    """The counts and digests set right again, and signed with another key, by who does not have ours."""
    key = Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
    fitting = {name: value for name, value in manifest.items() if name != "signature"}
    fitting["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    if chance.random() < 0.5:
        fitting["key"] = keys.key_id(key.public_key())
    return fitting | {"signature": keys.signed(keys.MANIFEST, written_form.canonical(fitting), key).hex()}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_tampering_with_an_export_is_found(tmp_path, shape):
    a_log()
    path, manifest = exported(tmp_path, shape, detail__step__gte=0)
    untouched, missed = path.read_bytes(), []
    for number, (how, fit) in zip(range(CASES), list(product(TAMPERINGS, [False, True])) * CASES, strict=False):
        chance, changed = random.Random(number), json.loads(json.dumps(manifest))
        path.write_text(how(untouched.decode(), changed, chance), encoding="utf-8", newline="")
        changed = made_to_fit(path, changed, chance) if fit else changed
        if not faults(path, changed):
            missed.append((number, how.__name__, fit))
        path.write_bytes(untouched)
        assert faults(path, manifest) == []
    assert missed == []


def test_a_line_changed_in_the_database_before_the_export_is_found(tmp_path):
    a_log()
    with as_role("mash_owner"), transaction.atomic():
        run("ALTER TABLE audit_event DISABLE TRIGGER final")
        assert run("UPDATE audit_event SET by_name = 'Nobody' WHERE detail @> '{\"step\": 6}'") == 1
        run("ALTER TABLE audit_event ENABLE TRIGGER final")
    [fault] = faults(*exported(tmp_path))
    assert "at least one is not as it was sealed" in fault


def test_the_wrong_roots_and_the_wrong_key_are_found(tmp_path):
    a_log((2, 3))
    path, manifest = exported(tmp_path)
    right = {seal["number"]: verify_export.seal_hash(seal).hex() for seal in manifest["seals"]}
    assert faults(path, manifest, right) == []
    assert "file of roots" in faults(path, manifest, {1: "00" * 32})[0]
    another = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    assert len(verify_export.Verifier(manifest, [another]).verify(str(path))) == 3


def verify_by_itself(folder, *arguments):
    program = [sys.executable, "-I", str(folder / "verify_export.py"), *map(str, arguments)]
    return subprocess.run(program, cwd=folder, env={"PATH": ""}, capture_output=True, text=True, check=False)


def test_the_program_runs_alone_and_says_how_it_went_by_its_exit_code(tmp_path):
    a_log((2, 3))
    path, _ = exported(tmp_path, "csv")
    call_command("export_manifest", str(path))
    key = ["--public-key", keys.public_part(keys.sealing_key())]
    well = verify_by_itself(tmp_path, path, f"{path}.manifest.json", *key)
    assert (well.returncode, well.stdout) == (0, "As it was sealed: 5 lines in 2 seals.\n")
    path.write_bytes(path.read_bytes().replace(b"Somebody", b"Somebodx", 1))
    assert verify_by_itself(tmp_path, path, f"{path}.manifest.json", *key).returncode == 1
    assert verify_by_itself(tmp_path, path, tmp_path / "none.json", *key).returncode == 2
