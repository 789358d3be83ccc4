"""A page that failed says nothing of what it had begun, neither at once nor on the next page."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404

from mash import form_submission
from referrals.models import Note
from tests.referrals.decisions.browsing import send, url

DONE = "The note is added."


@pytest.mark.parametrize("fault", [RuntimeError, IntegrityError, PermissionDenied, Http404])
def test_what_was_rolled_back_is_not_said_to_be_done(northvale, referral, as_person, monkeypatch, fault):
    def fail(*args):
        raise fault

    client = as_person(northvale.manager)
    client.raise_request_exception = False
    with monkeypatch.context() as broken:
        broken.setattr(form_submission, "redirect", fail)
        failed = send(client, url("note", referral), text="Seen at school.")
    assert failed.status_code >= 400
    assert DONE not in failed.text
    assert DONE not in client.get(url("case", referral)).text
    assert not Note.objects.exists()
    assert send(client, url("note", referral), text="Seen at school.").status_code == 302
    assert DONE in client.get(url("case", referral)).text
