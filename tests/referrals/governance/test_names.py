"""Governance opens the names behind a reference once, with a reason; nobody else can."""

import pytest
from django.db import transaction

from mash.identity import acting_as
from referrals import codes
from referrals.access import bars, who_can_see
from referrals.casefile.actions import restrict
from tests.builders import build_referral, child
from tests.referrals.decisions.browsing import lines

HARRY = [child(first_name="Zebediah", last_name="Quill")]
WHY = "A parent has asked who looked at the record."


@pytest.fixture
def referral(northvale):
    return build_referral(northvale, people=HARRY)


def names(client, reference, why=WHY):
    return client.post(f"/governance/records/{reference}/names/", {"why": why})


def test_names_are_shown_once_and_the_reason_stands_in_the_log(as_person, northvale, referral):
    officer = as_person(northvale.governance)
    assert "Zebediah" not in officer.get(f"/governance/records/{referral.reference}/names/").text
    page = names(officer, referral.reference.lower())
    assert "Zebediah Quill" in page.text
    assert "Zebediah" not in officer.get(f"/governance/records/{referral.reference}/names/").text
    (line,) = lines("governance.names_opened")
    assert (line.reference, line.purpose, line.by_id) == (referral.reference, WHY, northvale.governance.pk)
    assert line.detail == {"people": 1}


@pytest.mark.parametrize(("why", "words"), [("", "Enter why"), ("x" * 301, "300")], ids=["none", "too long"])
def test_without_a_reason_nothing_is_opened(as_person, northvale, referral, why, words):
    page = names(as_person(northvale.governance), referral.reference, why)
    assert words in page.text
    assert "Zebediah" not in page.text
    assert lines("governance.names_opened") == []


@pytest.mark.parametrize("part", ["auditor", "manager", "administrator", "police"])
def test_nobody_else_opens_names_this_way(as_person, northvale, referral, part):
    page = names(as_person(getattr(northvale, part)), referral.reference)
    assert page.status_code == 403
    with acting_as(getattr(northvale, part)):
        assert who_can_see.names_behind(referral.reference) == []


def test_restricted_barred_foreign_and_unknown_are_answered_alike(as_person, northvale, southmere, referral):
    barred = build_referral(northvale, people=HARRY)
    with acting_as(northvale.manager), transaction.atomic():
        bars.bar(barred.pk, person=northvale.governance, because="related", why="")
    with acting_as(northvale.manager):
        restrict(referral, reason=codes.RestrictionReason.ADOPTION, by=northvale.manager)
    foreign = build_referral(southmere, people=HARRY)
    officer = as_person(northvale.governance)
    references = [referral.reference, barred.reference, foreign.reference, "MASH-2222-2222", "Jane Example"]
    for reference in references:
        page = names(officer, reference)
        assert "There are no names you can open" in page.text
        assert "Zebediah" not in page.text
    assert {line.reference for line in lines("governance.names_opened")} == {*references[:4], ""}
    assert {line.detail["people"] for line in lines("governance.names_opened")} == {0}


def test_the_desk_offers_names_to_governance_alone(as_person, northvale, referral):
    path = f"/governance/records/{referral.reference}/names/"
    address = f"/access-log/timeline/?reference={referral.reference}"
    assert path in as_person(northvale.governance).get(address).text
    assert path not in as_person(northvale.auditor).get(address).text
