"""References are found however users type them, and never reused."""

import pytest

from mash.identity import acting_as
from referrals.codes import Channel
from referrals.models import Referral, identifiers
from referrals.models.identifiers import as_written
from tests.builders import build_referral
from tests.builders_requests import build_ready, send


@pytest.mark.parametrize("typed", ["mash-7f3k-92qd", " MASH 7F3K 92QD ", "mash7f3k92qd", "MASH–7F3K–92QD"])
def test_a_reference_is_known_however_it_is_typed(typed):
    assert as_written(typed) == "MASH-7F3K-92QD"


@pytest.mark.parametrize("typed", ["", "Okoro", "MASH-7F3K", "../../etc", "ſmash", "x" * 300])
def test_what_is_no_reference_stays_as_it_came(typed):
    assert as_written(typed) == typed


def test_an_address_typed_in_small_letters_leads_to_the_case(northvale, as_person):
    referral = build_referral(northvale)
    spaced = referral.reference.lower().replace("-", " ")
    answer = as_person(northvale.screener).get(f"/cases/{spaced}/as-received/", {"from": "letter"})
    assert answer.status_code == 302
    assert answer.url == f"/cases/{referral.reference}/as-received/?from=letter"


def test_a_case_of_another_hub_is_as_unknown_in_small_letters(northvale, southmere, as_person):
    theirs = build_referral(southmere)
    screener = as_person(northvale.screener)
    assert screener.get(f"/cases/{theirs.reference.lower()}/").status_code == 404
    assert screener.get("/cases/mash-2222-2222/").status_code == 404


def test_the_queue_finds_a_reference_typed_with_spaces(northvale, as_person):
    referral = build_referral(northvale)
    screener = as_person(northvale.screener)
    answer = screener.post("/queue/", {"words": referral.reference.lower().replace("-", " ")})
    assert referral.reference in screener.get(answer.url).content.decode()


def test_a_reference_that_is_taken_is_drawn_again(northvale, monkeypatch):
    first = build_referral(northvale)
    drawn = iter([first.reference, first.reference, "MASH-2222-3333"])
    monkeypatch.setattr(identifiers, "new_reference", lambda prefix: next(drawn))
    second = build_referral(northvale, by=northvale.referrer, channel=Channel.WEB_PROFESSIONAL)
    with acting_as(northvale.manager):
        assert Referral.objects.get(pk=second.pk).reference == "MASH-2222-3333"
        assert Referral.objects.count() == 2


def test_a_request_whose_reference_is_taken_is_drawn_again(northvale, monkeypatch):
    (first,) = send(northvale, build_ready(northvale), "police")
    ready = build_ready(northvale)
    drawn = iter([first.reference, "REQ-2222-3333"])
    monkeypatch.setattr(identifiers, "new_reference", lambda prefix: next(drawn))
    (second,) = send(northvale, ready, "police")
    assert second.reference == "REQ-2222-3333"
