"""Somebody may know less than a request or a product said as it went out: its agency reads it, and is written to."""

import re

import pytest
from django.urls import reverse

from mash.identity import acting_as, acting_as_system
from referrals.casefile.actions import add_concerns
from referrals.codes import Concern, Knows
from referrals.codes.concerns import DO_NOT_TELL
from referrals.decisions.products import release
from referrals.models import OutboxMessage
from referrals.overview.knows_now import stricter_now
from referrals.templatetags.who_knows import for_agency
from referrals.triage.telling import record_told
from tests.builders import adult, child
from tests.builders_requests import NOT_TOLD, build_basis, build_triaged, give_answer, send
from tests.house.source import ROOT
from tests.referrals.decisions.browsing import text
from tests.referrals.decisions.stories import draft, sign, subjects_of

GIRL = child(first_name="Aisha")
MOTHER = adult(first_name="Nadia", is_subject=False)
SOURCE = adult(first_name="Karl", is_subject=False, alleged_source=True)
UNTOLD = {name: answer for name, answer in NOT_TOLD.items() if name != "knows"}


@pytest.fixture
def asked(northvale):
    """A request to the police about a girl and her mother, of which everybody in the case knows."""
    case = build_triaged(northvale, level="amber", people=[GIRL, MOTHER, SOURCE])
    build_basis(northvale, case)
    [request] = send(northvale, case, people=named(northvale, case, "Aisha", "Nadia"))
    return request


def named(world, case, *names):
    with acting_as(world.manager):
        return [person for person in case.people.all() if person.first_name in names]


def know(world, case, **answers):
    with acting_as(world.manager):
        case.refresh_from_db()
        who_knows = {str(person.pk): answers.get(person.first_name, Knows.KNOWS) for person in case.people.all()}
    return build_basis(world, case, who_knows=who_knows, by=world.social_worker, authorised=True, **UNTOLD)


def mails(template: str) -> list[tuple[str, dict]]:
    with acting_as_system():
        return list(OutboxMessage.objects.filter(template=template).values_list("to", "context"))


def page_of(browser, request) -> str:
    return text(browser.get(reverse("referrals:request", args=[request.reference])))


def test_a_request_says_that_somebody_it_does_not_name_does_not_know(northvale, as_person):
    case = build_triaged(northvale, level="amber", people=[GIRL, MOTHER, SOURCE])
    know(northvale, case, Karl=Knows.MUST_NOT)
    [request] = send(northvale, case, people=named(northvale, case, "Aisha", "Nadia"))
    assert [subject["others_untold"] for subject in request.subjects] == [True, True]
    page = page_of(as_person(northvale.police), request)
    assert "Somebody else does not know. Ask the hub before you speak to anybody else." in page
    assert "Karl" not in page
    assert "Changed since" not in page
    [everybody] = send(northvale, case, "health")
    assert not everybody.others_untold


def test_a_request_shows_what_is_stricter_now(northvale, as_person, asked):
    assert "Changed since this was sent" not in page_of(as_person(northvale.police), asked)
    know(northvale, asked.referral, Nadia=Knows.MUST_NOT, Karl=Knows.NOT_YET)
    page = page_of(as_person(northvale.police), asked)
    assert "Changed since this was sent." in page
    assert "Nadia Adult: Must not know. Do not tell them." in page
    assert "Somebody else does not know." in page
    assert "Karl" not in page


def test_its_agency_is_written_to_once_for_each_change(northvale, asked):
    for _ in range(2):
        know(northvale, asked.referral, Nadia=Knows.NOT_YET)
        assert mails("request_changed") == [(asked.agency.notice_email, {"reference": asked.reference})]
    know(northvale, asked.referral, Nadia=Knows.MUST_NOT)
    assert len(mails("request_changed")) == 2


def test_once_they_are_told_nothing_is_stricter(northvale, asked):
    know(northvale, asked.referral, Nadia=Knows.NOT_YET)
    with acting_as(northvale.manager):
        asked.referral.refresh_from_db()
        facts = {"told_on": asked.referral.received_at.date(), "told_by": "Her nurse", "told_how": "phone"}
        mother = named(northvale, asked.referral, "Nadia")[0]
        record_told(asked.referral, people=[str(mother.pk)], **facts, by=northvale.manager)
        assert not stricter_now(asked)


def test_an_answered_request_is_not_written_about(northvale, asked):
    give_answer(northvale.police, asked)
    know(northvale, asked.referral, Nadia=Knows.MUST_NOT)
    assert mails("request_changed") == []


def test_nobody_else_learns_what_is_stricter(northvale, southmere, asked):
    know(northvale, asked.referral, Nadia=Knows.MUST_NOT)
    for person in (northvale.health, northvale.auditor, southmere.manager):
        with acting_as(person):
            assert not stricter_now(asked)


def test_a_product_shows_what_is_stricter_now_and_its_agencies_are_written_to(northvale, as_person, asked):
    case = asked.referral
    with acting_as(northvale.manager):
        case.refresh_from_db()
        know(northvale, case, Karl=Knows.NOT_YET)
        case.refresh_from_db()
        sign(case, draft(case, northvale.manager), northvale.manager)
        case.refresh_from_db()
        chosen = {"audience": "partners", "agencies": [northvale.agencies["education"]], "items": []}
        people = [person.pk for person in subjects_of(case)]
        product = release(case, **chosen, subjects=people, summary="As decided.", by=northvale.manager)
    know(northvale, case, Aisha=Knows.MUST_NOT, Karl=Knows.NOT_YET)
    page = text(as_person(northvale.school).get(reverse("referrals:product", args=[product.reference])))
    assert "Aisha Child: Must not know. Do not tell them." in page
    assert [context for _, context in mails("product_changed")] == [{"reference": product.reference}]


def worry(world, case, concern):
    with acting_as(world.screener):
        case.refresh_from_db()
        add_concerns(case, concerns=[concern], reason="She told her teacher.", by=world.screener)


def test_a_concern_that_warns_reaches_the_agency_of_an_open_request(northvale, as_person, asked):
    worry(northvale, asked.referral, Concern.FGM)
    assert mails("request_changed") == []
    worry(northvale, asked.referral, Concern.HONOUR_BASED)
    page = page_of(as_person(northvale.police), asked)
    assert "Changed since this was sent." in page
    assert "Do not tell the family, or anybody close to them. It may put somebody in danger." in page
    assert "onour" not in page
    worry(northvale, asked.referral, Concern.SEXUAL_ABUSE)
    assert mails("request_changed") == [(asked.agency.notice_email, {"reference": asked.reference})]
    [later] = send(northvale, asked.referral, "health")
    with acting_as(northvale.manager):
        assert later.warns_not_to_tell
        assert not stricter_now(later)


def test_it_reaches_the_agencies_of_a_product_and_the_hub_reads_it_there(northvale, as_person, asked):
    case = asked.referral
    with acting_as(northvale.manager):
        case.refresh_from_db()
        sign(case, draft(case, northvale.manager), northvale.manager)
        case.refresh_from_db()
        chosen = {"audience": "partners", "agencies": [northvale.agencies["education"]], "items": []}
        people = [person.pk for person in subjects_of(case)]
        product = release(case, **chosen, subjects=people, summary="As decided.", by=northvale.manager)
    worry(northvale, case, Concern.HONOUR_BASED)
    assert [context for _, context in mails("product_changed")] == [{"reference": product.reference}]
    school = as_person(northvale.school).get(reverse("referrals:product", args=[product.reference]))
    released = reverse("referrals:released", args=[case.reference, product.reference])
    for page in (text(school), text(as_person(northvale.manager).get(released))):
        assert "Changed since this was sent." in page
        assert "Do not tell the family, or anybody close to them. It may put somebody in danger." in page


def test_the_database_warns_of_the_same_concerns():
    array = re.search(r"ARRAY\[([^]]*)\]", (ROOT / "referrals/access/knows_now.sql").read_text())[1]
    assert set(re.findall(r"'(\w+)'", array)) == set(DO_NOT_TELL)


@pytest.mark.parametrize("code", ["", "perhaps"])
def test_an_unknown_code_is_an_error_and_never_a_yes(code):
    with pytest.raises(ValueError, match="is not a valid Knows"):
        for_agency(code)
