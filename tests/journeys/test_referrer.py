"""A referral goes from a worried person to the hub, without an account and with one."""

import re

import pytest
from django.core import mail
from django.test import Client

from audit.models import Event
from mash.identity import acting_as, acting_as_system
from referrals.models import Draft, OutboxMessage, Person, Referral
from referrals.models.identifiers import without_prefix
from referrals.tasks import send_outbox
from tests.writing import PROFESSIONAL, PUBLIC, Writer

REFERENCE = re.compile(r"MASH-[2-9B-Z]{4}-[2-9B-Z]{4}")


def the_referral(world) -> Referral:
    with acting_as(world.manager):
        return Referral.objects.select_related("referrer").get()


def test_a_neighbour_sends_a_referral_and_gets_a_reference(northvale, client):
    start = client.get("/refer/", follow=True)
    assert 'call <a class="govuk-link" href="tel:999">999</a>' in start.content.decode()
    assert 'href="tel:01632960001"' in start.content.decode()

    writer = Writer(client).start("/refer/in/northvale/")
    sent = writer.answer(**PUBLIC).send()
    reference = REFERENCE.search(sent.content.decode())[0]

    referral = the_referral(northvale)
    assert referral.reference == reference
    assert (referral.channel, referral.source_code) == ("web_public", "1B")
    assert referral.referrer.is_professional is False
    assert referral.referrer.wants_anonymity is True
    assert referral.about_children
    assert referral.about_adults
    assert set(referral.concerns) == {"neglect", "domestic_abuse_parent"}
    assert referral.risk_types == ["domestic_abuse"]
    # Who asks not to be named is not asked of telling the family, nor of its agreement.
    assert (referral.family_informed, referral.not_informed_reason, referral.service_agreement) == ("", "", "")
    assert referral.keep_confidential == "That it was me."
    with acting_as(northvale.manager):
        people = list(Person.objects.all())
        assert [(person.kind, person.is_subject) for person in people] == [
            ("child", True),
            ("unborn", True),
            ("adult", True),
            ("adult", False),
        ]
        assert people[3].alleged_source
        assert people[3].safe_to_contact == "Never by phone"
        assert [professional.role for professional in referral.professionals.all()] == ["Social worker", "Head teacher"]


def test_what_a_neighbour_asked_and_did_not_know_is_there_to_read(northvale, client, as_person):
    Writer(client).start("/refer/in/northvale/").answer(**PUBLIC).send()
    reference = the_referral(northvale).reference
    received = as_person(northvale.manager).get(f"/cases/{reference}/as-received/").content.decode()
    assert "Asked for extra care that nobody can guess it was them" in received
    assert "Nora" not in received
    telling = received.split("Family told")[1]
    assert telling.count("Not known") >= 2
    assert "Not given" not in telling
    identity = as_person(northvale.manager).get(f"/cases/{reference}/referrer/").content.decode()
    assert "extra care that nobody can guess it came from them" in identity


def test_the_acknowledgement_holds_the_reference_and_no_name(northvale, client, settings):
    settings.PARTNER_DOMAINS = ["home.example"]
    Writer(client).start("/refer/in/northvale/").answer(**PUBLIC).send()
    send_outbox.apply()
    message = mail.outbox[0]
    assert message.to == ["neighbour@home.example"]
    assert message.subject == "A message for you"
    reference = the_referral(northvale).reference
    assert without_prefix(reference) in message.body
    assert reference not in message.body
    for secret in ["Alex", "Example Street", "Nora", "hungry"]:
        assert secret not in message.body + message.subject


def test_the_hub_never_sees_a_draft_and_the_sender_never_reads_back(northvale, client):
    writer = Writer(client).start("/refer/in/northvale/")
    with acting_as(northvale.manager):
        assert not Draft.objects.exists()
    writer.answer(**PUBLIC).send()
    assert client.get(writer.url("what-happened")).url.endswith("/sent/")
    assert not Referral.objects.exists()


def test_another_browser_does_not_find_the_draft(northvale, client):
    writer = Writer(client).start("/refer/in/northvale/")
    assert Client().get(writer.url("before-you-start")).status_code == 404
    assert Client().get(writer.url("sent")).status_code == 404


def test_after_sending_nothing_is_left_in_the_draft_or_the_browser(northvale, client):
    writer = Writer(client).start("/refer/in/northvale/")
    key = client.session["draft-secret"]
    writer.answer(**PUBLIC).send()
    assert "draft-secret" not in client.session
    from mash.identity import draft_key

    with acting_as(draft=draft_key(key)):
        draft = Draft.objects.get()
    assert draft.answers == {}
    assert draft.sent_as == the_referral(northvale).reference


def test_sending_twice_shows_the_same_reference_and_sends_once(northvale, client, settings):
    settings.PARTNER_DOMAINS = ["home.example"]
    writer = Writer(client).start("/refer/in/northvale/").answer(**PUBLIC)
    page = client.get(writer.url("check"))
    first = writer.send(page)
    again = writer.send(page)
    assert REFERENCE.search(first.content.decode())[0] == REFERENCE.search(again.content.decode())[0]
    assert the_referral(northvale)
    with acting_as_system():
        assert OutboxMessage.objects.count() == 1


def test_going_back_and_leaving_loses_nothing(northvale, client):
    writer = Writer(client).start("/refer/in/northvale/").answer(**PUBLIC)
    assert "Arrived hungry" in client.get(writer.url("what-happened")).content.decode()
    assert "Alex" in client.get(writer.url("people/1")).content.decode()
    start = client.get("/refer/in/northvale/").content.decode()
    assert "Continue the referral" in start
    assert writer.url("check") in start


def test_a_professional_with_an_account_finds_their_details_and_their_referrals(northvale, as_person):
    client = as_person(northvale.referrer)
    writer = Writer(client).start("/refer/account/")
    page = client.get(writer.url("you")).content.decode()
    assert northvale.referrer.name in page
    assert northvale.referrer.email in page
    sent = writer.answer(**PROFESSIONAL).send().content.decode()
    reference = REFERENCE.search(sent)[0]
    assert the_referral(northvale).channel == "web_professional"
    assert the_referral(northvale).referrer.user_id == northvale.referrer.pk
    listed = client.get("/refer/account/sent/").content.decode()
    assert reference in listed
    assert "Arrived. Nobody has looked at it yet" in listed
    assert "Nothing yet" in listed
    assert "Alex" not in listed
    with acting_as(northvale.auditor):
        assert Event.objects.get(code="referral.own_listed").detail["references"] == [reference]


def test_a_draft_with_an_account_is_its_authors_alone(northvale, as_person):
    writer = Writer(as_person(northvale.referrer)).start("/refer/account/")
    assert as_person(northvale.police).get(writer.url("before-you-start")).status_code == 404
    listed = as_person(northvale.referrer).get("/refer/account/").content.decode()
    assert "Continue the referral" in listed


def test_a_sign_in_that_ran_out_in_the_middle_loses_nothing(northvale, as_person):
    client = as_person(northvale.referrer)
    writer = Writer(client).start("/refer/account/")
    page = client.get(writer.url("what-happened"))
    client.logout()
    answer = writer.post("what-happened", {"what_happened": "Arrived hungry three days running."}, seen=page)
    assert "sign-in" in answer.url
    as_person(northvale.referrer)
    assert "Arrived hungry three days running." in client.get(writer.url("what-happened")).content.decode()


@pytest.mark.parametrize("part", ["manager", "screener", "auditor", "administrator"])
def test_only_those_who_may_refer_reach_the_account_pages(northvale, as_person, part):
    assert as_person(getattr(northvale, part)).get("/refer/account/").status_code == 403


def test_with_two_hubs_the_area_is_asked_first(northvale, southmere, client):
    page = client.get("/refer/")
    assert "Which council area" in page.content.decode()
    refused = client.post("/refer/", {})
    assert "Select the council area" in refused.content.decode()
    assert client.post("/refer/", {"hub": "southmere"}).url == "/refer/in/southmere/"
    Writer(client).start("/refer/in/southmere/").answer(**PUBLIC).send()
    with acting_as(northvale.manager):
        assert not Referral.objects.exists()
    assert the_referral(southmere)
