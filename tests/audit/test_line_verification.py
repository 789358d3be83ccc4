"""An opened line says which seal it stands under and whether it is still what was sealed."""

from contextlib import contextmanager

import pytest
from django.db import transaction

from audit.line_verification import verify_line
from audit.models import Event
from mash.identity import acting_as
from tests.audit.sealed import run, seal, write
from tests.builders import build_hub
from tests.database import as_role

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hub():
    return build_hub("northvale")


@pytest.fixture
def line(hub):
    write(3, hub_id=hub.hub.pk)
    with as_role("mash_owner"):
        return Event.objects.filter(reference="MASH-SEAL").order_by("id")[1].pk


def standing(hub, line):
    with acting_as(hub.auditor), transaction.atomic():
        return verify_line(line)


@contextmanager
def by_the_owner():
    """The owner of the database at work with the triggers off, in a transaction that comes to nothing."""
    with transaction.atomic():
        with as_role("mash_owner"):
            for table in ("event", "seal"):
                run(f"ALTER TABLE audit_{table} DISABLE TRIGGER final")
        yield
        transaction.set_rollback(True)


def test_a_line_no_seal_has_reached_says_so(hub, line, as_person):
    assert standing(hub, line).word == "not sealed yet"
    assert "Not sealed yet" in as_person(hub.auditor).get(f"/access-log/{line}/").text


def test_a_sealed_line_verifies_and_names_its_seal(hub, line, as_person):
    seal()
    verification = standing(hub, line)
    assert (verification.word, verification.faults) == ("verifies", ())
    page = as_person(hub.auditor).get(f"/access-log/{line}/")
    for words in (
        "Verifies",
        f"Number {verification.seal.number}",
        verification.seal.key,
        bytes(verification.seal.root).hex(),
    ):
        assert words in page.text


@pytest.mark.parametrize(
    ("tampering", "fault"),
    [
        ("UPDATE audit_event SET by_name = 'Nobody' WHERE id = 'LINE'", "This line is not as it was"),
        (
            "UPDATE audit_sealedlines SET ids = sha256('x') WHERE seal_id = SEAL",
            "does not hold this line",
        ),
        (
            "UPDATE audit_seal SET root = sha256('x') WHERE number = SEAL",
            "The list of the lines in its seal",
        ),
        ("UPDATE audit_seal SET signed_at = now() - interval '1 day' WHERE number = SEAL", "Its seal was changed"),
        ("UPDATE audit_seal SET previous = sha256('x') WHERE number = SEAL", "The seal before its own"),
    ],
)
def test_a_line_or_seal_that_was_tampered_with_does_not_verify(hub, line, as_person, tampering, fault):
    seal()
    number = str(standing(hub, line).seal.number)
    with by_the_owner():
        with as_role("mash_owner"):
            assert run(tampering.replace("LINE", str(line)).replace("SEAL", number)) == 1
        text = as_person(hub.auditor).get(f"/access-log/{line}/").text
    assert "This line does not verify" in text
    assert fault in text


def test_that_a_line_was_opened_is_noted_with_how_it_stood(hub, line, as_person):
    as_person(hub.auditor).get(f"/access-log/{line}/")
    with as_role("mash_owner"):
        assert Event.objects.get(code="log.line_opened").detail["seal"] == "not sealed yet"
