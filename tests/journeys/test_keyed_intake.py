"""Staff enter what came by phone, letter, e-mail or police notification, as the same referral."""

from datetime import timedelta

import pytest
from django.utils import timezone

from audit.models import Event
from mash.identity import acting_as, acting_as_system
from referrals.models import Draft, OutboxMessage, Referral
from tests.writing import STAFF, TOKEN, Writer


def keyed(world) -> Referral:
    with acting_as(world.manager):
        return Referral.objects.select_related("referrer").get()


def send(writer) -> str:
    """Send the referral without following to the case page, which is another stage's."""
    page = writer.client.get(writer.url("check"))
    token = TOKEN.search(page.content.decode())[1]
    return writer.client.post(writer.url("check"), {"submission": token, "true": "on"}).url


def test_a_police_notification_keyed_in_lands_on_its_case(northvale, as_person):
    writer = Writer(as_person(northvale.screener)).start("/key-in/")
    landed = send(writer.answer(**STAFF))
    referral = keyed(northvale)
    assert landed == f"/cases/{referral.reference}/"
    assert (referral.channel, referral.source_code) == ("police_notification", "6")
    assert referral.police_reference == "PPN 42"
    assert referral.created_by_id == northvale.screener.pk
    assert referral.referrer.is_professional
    assert referral.family_informed == ""


def test_the_clock_runs_from_when_it_reached_the_hub(northvale, as_person):
    writer = Writer(as_person(northvale.screener)).start("/key-in/")
    send(writer.answer(**STAFF))
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    assert keyed(northvale).received_at == midnight
    with acting_as(northvale.manager):
        assert keyed(northvale).clocks.get().started_at == midnight


def test_who_keyed_it_in_is_noted_with_its_channel(northvale, as_person):
    writer = Writer(as_person(northvale.screener)).start("/key-in/")
    send(writer.answer(**STAFF))
    with acting_as(northvale.auditor):
        line = Event.objects.get(code="referral.keyed")
    assert line.by_name == northvale.screener.name
    assert line.detail["channel"] == "police_notification"


def test_a_neighbours_phone_call_is_a_public_referral(northvale, as_person):
    received = {**STAFF["received"], "channel": "phone", "source_code": "1B", "police_reference": ""}
    you = {"name": "", "wants_anonymity": "on", "safe_to_contact": "Mornings only"}
    writer = Writer(as_person(northvale.screener)).start("/key-in/")
    send(writer.answer(**{**STAFF, "received": received, "you": you}))
    referrer = keyed(northvale).referrer
    assert not referrer.is_professional
    assert referrer.wants_anonymity
    with acting_as_system():
        assert not OutboxMessage.objects.exists()


def test_it_cannot_have_reached_the_hub_tomorrow(northvale, as_person):
    tomorrow = timezone.localdate() + timedelta(days=1)
    writer = Writer(as_person(northvale.screener)).start("/key-in/")
    answer = writer.post(
        "received",
        {
            **STAFF["received"],
            "received_at_day": str(tomorrow.day),
            "received_at_month": str(tomorrow.month),
            "received_at_year": str(tomorrow.year),
        },
    )
    assert "When it reached us must be in the past" in answer.content.decode()


def test_staff_write_of_the_referrer_not_of_themselves(northvale, as_person):
    writer = Writer(as_person(northvale.screener)).start("/key-in/")
    assert "The referrer – step" in writer.client.get(writer.url("you")).content.decode()
    sections = writer.client.get(writer.url("check")).context["sections"]
    assert sections[2]["heading"] == "The referrer"


def test_now_is_offered_as_the_time_it_came(northvale, as_person):
    writer = Writer(as_person(northvale.screener)).start("/key-in/")
    page = writer.client.get(writer.url("received")).content.decode()
    assert f'value="{timezone.localdate().year}"' in page


def test_a_draft_belongs_to_the_member_of_staff_who_began_it(northvale, as_person):
    writer = Writer(as_person(northvale.screener)).start("/key-in/")
    with acting_as(northvale.manager):
        assert not Draft.objects.exists()
    assert as_person(northvale.manager).get(writer.url("received")).status_code == 404


@pytest.mark.parametrize("part", ["police", "referrer", "auditor", "administrator"])
def test_only_the_hubs_team_keys_in(northvale, as_person, part):
    assert as_person(getattr(northvale, part)).get("/key-in/").status_code == 403
