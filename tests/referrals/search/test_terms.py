"""Search terms are written by whoever adds to a case or asks an agency, and searched by the agency asked as well."""

from datetime import date, timedelta

import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone

from agencies.people.particulars import set_particulars
from mash.identity import acting_as
from referrals.access.visible import visible_referrals
from referrals.codes import FactKind
from referrals.facts.actions import Provenance, add_professional, record_fact
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


def learnt(world, referral, kind, value, **facts) -> None:
    """Record a fact about the first person of a case."""
    provenance = Provenance(source="professional", certainty="reported", why="The health visitor rang.")
    with acting_as(world.screener), transaction.atomic():
        person = referral.people.get(position=1)
        record_fact(referral, person=person, kind=kind, value=value, provenance=provenance, by=world.screener, **facts)


def meets(client, words: str) -> bool:
    return bool(client.get(client.post("/search/", {"words": words}).url).context["results"].count)


def test_what_becomes_known_of_somebody_is_searched_for_at_once(northvale, as_person):
    referral, desk = build_referral(northvale, people=[LUKASZ]), as_person(northvale.screener)
    learnt(northvale, referral, FactKind.NAME, {"first_name": "Luke", "last_name": "Mc Donald"}, was_right=True)
    learnt(northvale, referral, FactKind.CONTACT, {"phone": "07700 900111"}, shown=False)
    learnt(northvale, referral, FactKind.ADDRESS, {"address": "9 Mill Lane", "postcode": "NV2 9ZZ"}, shown=False)
    with acting_as(northvale.screener), transaction.atomic():
        add_professional(referral, organisation="School", name="Una Pask", by=northvale.screener)
    for words in ("McDonald", "Al Hassan", "07700 900111", "9 Mill Lane", "NV2 9ZZ", "Pask, Una"):
        assert meets(desk, words), words


def test_what_was_wrong_is_no_longer_searched_for(northvale, as_person):
    referral, desk = build_referral(northvale, people=[LUKASZ]), as_person(northvale.screener)
    learnt(northvale, referral, FactKind.NAME, {"first_name": "Pia", "last_name": "Quill"})
    assert not meets(desk, "Al Hassan")


def test_a_corrected_name_keeps_a_relative_among_the_staff_away(northvale):
    with acting_as(northvale.administrator):
        born = date(2019, 5, 3)
        set_particulars(
            user=northvale.social_worker, by=northvale.administrator, last_names=["Weiss"], date_of_birth=born
        )
    referral = build_referral(northvale, people=[{**LUKASZ, "date_of_birth": born}])
    learnt(northvale, referral, FactKind.NAME, {"first_name": "Łukasz", "last_name": "Weiß"})
    with acting_as(northvale.social_worker):
        assert not visible_referrals(northvale.social_worker).filter(pk=referral.pk).exists()
