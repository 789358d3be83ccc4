"""An agency that was asked is told what became known since, beside its request, which stays as it was sent."""

import pytest
from django.db import transaction
from django.urls import reverse

from mash.identity import acting_as
from mash.refusals import RuleViolation, StalePage
from referrals.codes import FactKind
from referrals.facts.actions import Provenance, record_fact
from referrals.information_requests.asking.updates import tell_more
from referrals.models import OutboxMessage, Person, Referral, RequestUpdate
from tests.builders import adult, child
from tests.builders_requests import build_asked
from tests.database import as_role
from tests.referrals.decisions.browsing import text

BY_PHONE = Provenance(source="professional", certainty="reported", why="The health visitor rang.")


@pytest.fixture
def asked(northvale):
    """A request to the police about a child and somebody of whom only the first name was known."""
    [request] = build_asked(northvale, people=[child(), adult(is_subject=False, first_name="Darren", last_name="")])
    return request


def learn(world, request, value=None, *, kind=FactKind.NAME, position=2):
    with acting_as(world.social_worker), transaction.atomic():
        person = Person.objects.get(referral=request.referral, position=position)
        value = value or {"first_name": "Darren", "last_name": "Stone"}
        facts = {"kind": kind, "value": value, "provenance": BY_PHONE, "by": world.social_worker}
        return record_fact(request.referral, person=person, **facts)


def tell(world, request, **facts) -> RequestUpdate:
    with acting_as(world.social_worker), transaction.atomic():
        return tell_more(request.referral, request=request, by=world.social_worker, **facts)


def test_the_agency_reads_the_full_name_beside_what_it_was_asked(northvale, asked, as_person):
    learn(northvale, asked)
    tell(northvale, asked)
    page = text(as_person(northvale.police).get(reverse("referrals:request", args=[asked.reference])))
    assert "Name Darren Stone (was: Darren)" in page
    with acting_as(northvale.police):
        asked.refresh_from_db()
    assert asked.subjects[1]["name"] == "Darren"


def test_it_is_mailed_that_there_is_something_and_not_what(northvale, asked):
    learn(northvale, asked)
    tell(northvale, asked)
    with as_role("mash_owner"):
        message = OutboxMessage.objects.get(template="more_is_known")
    assert (message.to, message.context) == (asked.agency.notice_email, {"reference": asked.reference})


def test_nothing_is_told_twice_and_the_next_time_only_what_is_new(northvale, asked):
    with pytest.raises(RuleViolation, match="told everything that is known now"):
        tell(northvale, asked)
    learn(northvale, asked)
    tell(northvale, asked)
    with pytest.raises(RuleViolation, match="told everything that is known now"):
        tell(northvale, asked)
    learn(northvale, asked, {"address": "4 Corve Road", "postcode": ""}, kind=FactKind.ADDRESS)
    assert [set(known) for known in tell(northvale, asked).subjects] == [{"person", "address"}]


def test_an_address_that_must_be_kept_secret_is_no_news(northvale, asked):
    value = {"address": "7 Refuge Lane", "postcode": "", "address_withheld": True}
    learn(northvale, asked, value, kind=FactKind.ADDRESS)
    with pytest.raises(RuleViolation, match="told everything that is known now"):
        tell(northvale, asked)


def test_an_agency_gets_only_the_numbers_that_its_kind_is_told(northvale, asked):
    learn(northvale, asked, {"nhs_number": "9434765919"}, kind=FactKind.NUMBERS)
    with pytest.raises(RuleViolation, match="told everything that is known now"):
        tell(northvale, asked)


def test_a_stale_page_tells_nothing(northvale, asked):
    with acting_as(northvale.manager):
        version = Referral.objects.get().version
    learn(northvale, asked)
    with pytest.raises(StalePage):
        tell(northvale, asked, seen=version)


def test_another_agency_and_another_hub_read_nothing_of_it(northvale, southmere, asked):
    learn(northvale, asked)
    tell(northvale, asked)
    for reader, many in ((northvale.police, 1), (northvale.manager, 1), (northvale.health, 0), (southmere.manager, 0)):
        with acting_as(reader):
            assert RequestUpdate.objects.count() == many


def test_the_case_offers_it_once_something_became_known(northvale, asked, as_person):
    address = reverse("referrals:tell_more", args=[asked.referral.reference, asked.reference])
    browser = as_person(northvale.social_worker)
    case = reverse("referrals:case", args=[asked.referral.reference])
    assert address not in browser.get(case).content.decode()
    learn(northvale, asked)
    assert address in browser.get(case).content.decode()
    assert "Darren Stone (was: Darren)" in text(browser.get(address))
