"""The log of the web server: a fault stands out in it."""

import io
import logging

import pytest


@pytest.fixture
def written(monkeypatch):
    stream = io.StringIO()
    monkeypatch.setattr(logging.getHandlerByName("console"), "stream", stream)
    return stream.getvalue


def test_a_page_refused_is_one_line(as_person, northvale, written):
    assert as_person(northvale.police).get("/queue/").status_code == 403
    assert "Forbidden" in written()
    assert "Traceback" not in written()


def test_a_fault_has_its_traceback(written):
    try:
        raise KeyError
    except KeyError:
        logging.getLogger("django.request").exception("Internal Server Error", extra={"status_code": 500})
    assert "Traceback" in written()
