"""What one line holds: everything of who, where and about what, and nothing of a member of the public."""

from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from audit.recording import PUBLIC, SYSTEM, EventKind, Subject, record
from mash.identity import Identity, acting
from tests.database import as_role

pytestmark = pytest.mark.django_db
KIND = EventKind("test.recorded", "Something was recorded.", registry={})
WHERE = Identity(address="192.0.2.7", agent="Firefox", request_id="r-1")


def noted(**facts) -> dict:
    with as_role("mash_owner"), acting(WHERE):
        line = record(KIND, **facts)
    return {name: getattr(line, name) for name in NAMES}


NAMES = [
    *("code", "by_id", "by_name", "by_role", "by_agency", "hub_id", "about_kind", "about_id", "reference", "detail"),
    *("purpose", "address", "agent", "request_id"),
]


def test_a_line_of_somebody_about_something(northvale):
    subject = Subject("thing", "7", "REF-1", northvale.hub.pk)
    assert noted(about=subject, by=northvale.police, purpose="Because", number=3) == {
        "code": "test.recorded",
        "by_id": northvale.police.pk,
        "by_name": "Parker Police",
        "by_role": "representative",
        "by_agency": "Northvale police",
        "hub_id": northvale.hub.pk,
        "about_kind": "thing",
        "about_id": "7",
        "reference": "REF-1",
        "detail": {"number": 3},
        "purpose": "Because",
        "address": "192.0.2.7",
        "agent": "Firefox",
        "request_id": "r-1",
    }


def test_a_line_about_nothing_by_the_service(northvale):
    line = noted(by=SYSTEM)
    assert {name: line[name] for name in ("about_kind", "about_id", "reference", "hub_id", "detail")} == {
        "about_kind": "",
        "about_id": "",
        "reference": "",
        "hub_id": None,
        "detail": {},
    }
    assert (line["address"], line["agent"]) == ("192.0.2.7", "Firefox")


def test_where_a_member_of_the_public_was_is_not_kept(northvale):
    for by in (None, PUBLIC):
        line = noted(by=by)
        assert (line["address"], line["agent"], line["request_id"], line["by_id"]) == ("", "", "r-1", None)


def test_the_hub_is_the_one_named_or_that_of_the_thing_or_of_the_person(northvale, southmere):
    of_north = Subject("thing", "7", "REF-1", northvale.hub.pk)
    nowhere = Subject("thing", "7", "REF-1", None)
    assert noted(about=of_north, by=southmere.manager, hub=southmere.hub)["hub_id"] == southmere.hub.pk
    assert noted(about=of_north, by=southmere.manager)["hub_id"] == northvale.hub.pk
    assert noted(about=nowhere, by=southmere.manager)["hub_id"] == southmere.hub.pk


def test_a_long_purpose_is_cut_and_the_moment_is_the_one_told(northvale):
    moment = timezone.now().replace(year=2025)
    with as_role("mash_owner"), acting(WHERE):
        line = record(KIND, by=northvale.manager, purpose="x" * 400, now=moment)
        assert timezone.now() - record(KIND, by=northvale.manager).at < timedelta(minutes=1)
    assert (len(line.purpose), line.at) == (300, moment)


def test_two_kinds_of_line_have_two_codes():
    known: dict = {}
    first = EventKind("test.twice", "Once.", registry=known)
    assert known == {"test.twice": first}
    with pytest.raises(ImproperlyConfigured, match="Two kinds of event are called 'test.twice'"):
        EventKind("test.twice", "Again.", registry=known)
    assert known == {"test.twice": first}
