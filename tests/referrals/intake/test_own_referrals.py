"""Professionals see of what they sent its reference, date and stage."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mash.identity import acting_as
from referrals.codes import Channel, Status
from referrals.intake.views import STAGES
from referrals.models import Referral
from tests.builders import build_referral


def send_some(world, number: int) -> None:
    for _ in range(number):
        build_referral(world, by=world.referrer, channel=Channel.WEB_PROFESSIONAL)


def queries(client) -> int:
    with CaptureQueriesContext(
        connection,
    ) as made:
        assert client.get("/refer/account/sent/").status_code == 200
    return len(made)


def test_the_list_asks_the_database_as_often_for_many_as_for_one(northvale, as_person):
    client = as_person(northvale.referrer)
    send_some(northvale, 1)
    queries(client)
    for_one = queries(client)
    send_some(northvale, 29)
    assert queries(client) == for_one


def test_twenty_five_to_a_page(northvale, as_person):
    send_some(northvale, 27)
    client = as_person(northvale.referrer)
    first = client.get("/refer/account/sent/").context
    assert len(first["rows"]) == 25
    assert len(client.get("/refer/account/sent/", {"after": first["page_obj"].after}).context["rows"]) == 2


def test_nobody_elses_referrals_are_listed(northvale, as_person):
    build_referral(northvale)
    assert not as_person(northvale.referrer).get("/refer/account/sent/").context["rows"]


def test_feedback_is_shown_beside_each_referral_but_never_why_there_was_none(northvale, as_person):
    send_some(northvale, 2)
    build_referral(northvale)
    with acting_as(northvale.manager):
        first, second, not_theirs = Referral.objects.order_by("received_at")
        for referral, words in (
            (first, "Old words."),
            (first, "An assessment has begun."),
            (not_theirs, "Not theirs."),
        ):
            tell(referral, northvale.manager, wording="assessment_for_professional", text=words)
        tell(second, northvale.manager, not_sent_reason="The referrer lives there.")
    page = as_person(northvale.referrer).get("/refer/account/sent/").content.decode()
    assert "An assessment has begun." in page
    assert page.count("Nothing yet") == 1
    for hidden in ("Old words.", "Not theirs.", "The referrer lives there."):
        assert hidden not in page


def tell(referral, by, **words) -> None:
    referral.feedback.create(by=by, at=timezone.now(), **words)


def test_every_stage_has_words_for_the_sender():
    assert set(STAGES) == set(Status)


@pytest.mark.parametrize("part", ["police", "referrer"])
def test_agencies_refer_too(northvale, as_person, part):
    assert as_person(getattr(northvale, part)).get("/refer/account/").status_code == 200
