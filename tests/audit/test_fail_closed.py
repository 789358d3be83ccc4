"""Where the access log cannot be written nothing is shown, handed over or changed."""

import pytest
from django.shortcuts import resolve_url

from audit.exports.columns import WORDS
from audit.exports.making import make_next
from audit.models import Event, Export
from tests.audit.sealed import run
from tests.builders import build_referral
from tests.database import as_role

SECRET = "Zebediah-Quill was seen"
ASK = {"purpose": "Annual review of access", "columns": list(WORDS)}


@pytest.fixture
def referral(northvale):
    return build_referral(northvale, what_happened=SECRET)


@pytest.fixture
def visitor(client):
    """A browser that shows a fault's page, as a real one would."""
    client.raise_request_exception = False

    def sign_in(user):
        client.force_login(user, backend="agencies.backends.EmailBackend")
        return client

    return sign_in


def close_the_log():
    with as_role("mash_owner"):
        run("ALTER TABLE audit_event ADD CONSTRAINT closed CHECK (false) NOT VALID")


def number_of(model) -> int:
    with as_role("mash_owner"):
        return model.objects.count()


@pytest.mark.parametrize("page", ["case", "referral_as_received", "case_print", "who_can_see", "queue"])
def test_no_page_of_a_case_is_shown(visitor, northvale, referral, page):
    manager = visitor(northvale.manager)
    address = resolve_url(f"referrals:{page}", *([] if page == "queue" else [referral.reference]))
    assert manager.get(address).status_code == 200
    close_the_log()
    answer = manager.get(address)
    assert answer.status_code == 500
    assert SECRET not in answer.text
    assert referral.reference not in answer.text


def test_no_line_of_the_log_is_shown(visitor, northvale, referral):
    auditor = visitor(northvale.auditor)
    line = auditor.get("/access-log/").context["lines"][0]["event"]
    close_the_log()
    for address in ("/access-log/", f"/access-log/{line.pk}/"):
        answer = auditor.get(address)
        assert answer.status_code == 500
        assert line.by_name not in answer.text


@pytest.mark.parametrize("shape", ["csv", "jsonl", "xlsx"])
@pytest.mark.parametrize("proven", ["", "on"])
def test_no_export_begins(visitor, northvale, referral, shape, proven):
    auditor = visitor(northvale.auditor)
    close_the_log()
    answer = auditor.post("/access-log/export/", {**ASK, "shape": shape, "proven": proven})
    assert (answer.status_code, answer.streaming) == (500, False)
    assert number_of(Export) == 0


def test_no_export_that_is_ready_is_handed_over(visitor, northvale, referral):
    auditor = visitor(northvale.auditor)
    page = auditor.post("/access-log/export/", {**ASK, "shape": "csv", "proven": "on"}).url
    assert make_next()
    assert auditor.get(f"{page}file/").streaming
    close_the_log()
    answer = auditor.get(f"{page}file/")
    assert (answer.status_code, answer.streaming) == (500, False)


def test_an_export_that_cannot_be_noted_as_made_is_not_offered(visitor, northvale, referral):
    auditor = visitor(northvale.auditor)
    page = auditor.post("/access-log/export/", {**ASK, "shape": "csv", "proven": "on"}).url
    close_the_log()
    assert make_next()
    assert auditor.get(f"{page}file/").url == page
    with as_role("mash_owner"):
        assert Export.objects.get().state == "waiting"


def test_nothing_is_changed(visitor, northvale, referral):
    manager = visitor(northvale.manager)
    before = number_of(Event)
    close_the_log()
    answer = manager.post(resolve_url("referrals:claim", referral.reference), {"seen": referral.version})
    assert answer.status_code == 500
    with as_role("mash_owner"):
        version = referral.version
        referral.refresh_from_db()
        assert (referral.version, Event.objects.count()) == (version, before)
