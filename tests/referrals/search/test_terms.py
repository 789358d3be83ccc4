"""Search terms are written by whoever adds to a case or asks an agency, and searched by the agency asked as well."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone

from mash.identity import acting_as
from referrals.models import Referral, SearchTerms
from referrals.people.terms import keep_terms, keep_terms_of_request
from tests.builders import build_referral, child
from tests.builders_requests import build_ready, send
from tests.database import as_role

LUKASZ = child(first_name="Łukasz", last_name="Al-Hassan", date_of_birth=None, nhs_number="9434765919")


def renew(referral, *, by) -> None:
    with acting_as(by), transaction.atomic():
        keep_terms(referral, referral.people.all(), referral.referrer, referral.professionals.all())


def written() -> list[tuple[str, str]]:
    with as_role("mash_owner"):
        return sorted(SearchTerms.objects.values_list("of", "terms"))


def test_terms_that_are_made_anew_are_the_same(northvale):
    referral = build_referral(northvale, people=[LUKASZ], police_reference="NV/1")
    before = written()
    renew(referral, by=northvale.social_worker)
    assert written() == before
    assert [of for of, _ in before] == ["person", "reference", "referrer"]


@pytest.mark.parametrize("stranger", ["auditor", "police", "referrer", "governance"])
def test_nobody_else_says_by_what_a_case_is_searched_for(northvale, stranger):
    referral = build_referral(northvale, people=[LUKASZ])
    people, sender = list(referral.people.all()), referral.referrer
    with as_role("mash_owner"):
        Referral.objects.update(created_at=timezone.now() - timedelta(hours=1))
    with acting_as(getattr(northvale, stranger)), pytest.raises(ProgrammingError), transaction.atomic():
        keep_terms(referral, people, sender, [])


def test_nobody_but_the_hub_says_by_what_a_request_is_searched_for(northvale):
    [request] = send(northvale, build_ready(northvale, people=[LUKASZ]), "police")
    with acting_as(northvale.police), pytest.raises(ProgrammingError), transaction.atomic():
        keep_terms_of_request(request)


@pytest.mark.parametrize(
    "words", ["lukasz al hassan", "Alhassan", "hassan luk", "LUKASZ", "Lukash", "AL-HASSAN, Łukasz"]
)
def test_an_agency_meets_a_name_of_a_request_in_any_spelling(northvale, as_person, words):
    [request] = send(northvale, build_ready(northvale, people=[LUKASZ]), "police")
    police = as_person(northvale.police)
    address = police.post("/requests/", {"words": words}).url
    assert [row.request.reference for row in police.get(address).context["inbox"].rows] == [request.reference]


def test_an_agency_meets_no_request_by_what_its_copy_does_not_say(northvale, as_person):
    send(northvale, build_ready(northvale, people=[LUKASZ]), "police", "health")
    police = as_person(northvale.police)
    for words in ("943 476 5919", "Terry Teacher", "Sumner"):
        address = police.post("/requests/", {"words": words}).url
        assert police.get(address).context["inbox"].rows == []


def test_the_queue_is_searched_by_whatever_is_known_but_homes(northvale, as_person):
    referral = build_referral(northvale, people=[LUKASZ])
    screener = as_person(northvale.screener)
    for words, met in {"Al Hassan": True, "9434765919": True, "1 Example Street": False, "?": False}.items():
        address = screener.post("/queue/", {"words": words}).url
        rows = screener.get(address).context["queue"].rows
        assert [row.referral.reference for row in rows] == [referral.reference] * met, words
