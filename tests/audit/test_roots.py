"""Roots go elsewhere, are noted, and tell when the tail of the log was cut; the command says so by its exit code."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction

from audit import keys, tasks
from audit.models import RootsSent
from mash.identity import acting_as_system
from tests.audit.sealed import a_log, run, seal, write
from tests.database import as_role

pytestmark = pytest.mark.django_db(transaction=True)


def sent():
    with acting_as_system(), transaction.atomic():
        return list(RootsSent.objects.order_by("at").values_list("up_to", "failure"))


def verify(**how) -> tuple[int, str]:
    output = StringIO()
    try:
        call_command("verify_trail", stdout=output, stderr=StringIO(), **how)
    except SystemExit as ended:
        return ended.code, output.getvalue()
    return 0, output.getvalue()


@pytest.fixture
def roots_file(tmp_path, monkeypatch):
    path = tmp_path / "roots.jsonl"
    monkeypatch.setattr(settings, "AUDIT_ROOTS_TO", [str(path)])
    return path


def test_each_root_goes_to_a_file_once(roots_file):
    a_log((1, 2))
    assert tasks.send_roots() == 2
    assert tasks.send_roots() == 0
    write(1)
    seal()
    assert tasks.send_roots() == 1
    assert [json.loads(line)["number"] for line in roots_file.read_text().splitlines()] == [1, 2, 3]
    assert sent() == [(2, ""), (3, "")]


def test_a_tail_cut_off_is_found_by_the_roots_alone(roots_file):
    a_log((1, 2, 3))
    tasks.send_roots()
    assert verify(roots=str(roots_file))[0] == 0
    with as_role("mash_owner"), transaction.atomic():
        run("ALTER TABLE audit_seal DISABLE TRIGGER final")
        run("DELETE FROM audit_seal WHERE number = 3")
        run("ALTER TABLE audit_seal ENABLE TRIGGER final")
    assert verify()[0] == 0
    code, output = verify(roots=str(roots_file))
    assert code == 1
    assert "Seal 3: known elsewhere, not here any more" in output


class Receiver(BaseHTTPRequestHandler):
    received: list = []  # noqa: RUF012
    status = 204

    def do_POST(self):
        self.received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def receiver(monkeypatch):
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Receiver.received.clear()
    monkeypatch.setattr(settings, "AUDIT_ROOTS_TO", [f"http://127.0.0.1:{server.server_port}/roots"])
    yield Receiver
    server.shutdown()
    server.server_close()


def test_roots_are_posted_and_what_failed_is_tried_again(receiver, monkeypatch):
    a_log((1, 2))
    monkeypatch.setattr(receiver, "status", 500)
    assert tasks.send_roots() == 0
    monkeypatch.setattr(receiver, "status", 204)
    assert tasks.send_roots() == 2
    assert [seal["number"] for seal in receiver.received[-1]["seals"]] == [1, 2]
    assert sent() == [(2, "HTTPError"), (2, "")]


@pytest.mark.parametrize("place", ["http://example.org/roots", "/no/such/folder/roots.jsonl"])
def test_a_place_that_cannot_be_reached_is_noted(monkeypatch, place):
    monkeypatch.setattr(settings, "AUDIT_ROOTS_TO", [place])
    a_log((1,))
    assert tasks.send_roots() == 0
    assert sent() in ([(1, "CannotSend")], [(1, "FileNotFoundError")])


def test_roots_are_mailed_once_a_day_and_read_from_the_mail(monkeypatch, mailoutbox, tmp_path):
    monkeypatch.setattr(settings, "AUDIT_ROOTS_TO", ["mailto:roots@example.org"])
    a_log((1, 2))
    assert tasks.send_roots() == 2
    write(1)
    seal()
    assert tasks.send_roots() == 0
    [mail] = mailoutbox
    assert mail.to == ["roots@example.org"]
    saved = tmp_path / "mail.txt"
    saved.write_text(f"Subject: {mail.subject}\n\n{mail.body}")
    assert verify(roots=str(saved))[0] == 0


def test_the_command_checks_a_part_by_number_or_day_and_with_a_key_given():
    a_log((1, 2, 3, 4))
    assert "2 seals and 5 lines" in verify(first="2", last="3")[1]
    assert verify(first="2000-01-01")[0] == 0
    assert verify(public_key=[keys.public_part(keys.sealing_key())])[0] == 0
    code, output = verify(public_key=["A" * 43 + "="])
    assert code == 1
    assert "not signed by a key we trust" in output


@pytest.mark.parametrize(
    "how", [{"first": "yesterday"}, {"roots": "/no/file"}, {"public_key": ["x"]}, {"first": "2999-01-01"}]
)
def test_what_cannot_be_understood_is_answered_in_words(how):
    with pytest.raises(CommandError):
        verify(**how)
