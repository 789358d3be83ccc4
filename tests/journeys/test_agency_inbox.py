"""Police answer with several marked items, health on one page, education late.

Both sides see the time.
"""

from datetime import timedelta
from html import unescape

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from mash.identity import acting_as
from referrals.access.items import readable_items
from referrals.tasks import chase_requests, send_outbox
from tests.builders import PASSWORD
from tests.builders_requests import build_ready, send

DAY = timedelta(days=1)


def browser(user) -> Client:
    client = Client()
    assert client.post("/sign-in/", {"email": user.email, "password": PASSWORD}).status_code == 302
    return client


def text(page) -> str:
    return " ".join(unescape(page.content.decode()).split())


@pytest.fixture
def requests(northvale):
    sent_at = timezone.now() - timedelta(hours=2, minutes=30)  # red: due half an hour ago
    referral = build_ready(northvale, now=sent_at)
    sent = send(northvale, referral, "police", "health", "education", now=sent_at)
    return referral, {request.agency.kind: request for request in sent}


def test_three_agencies_answer_in_their_own_way(northvale, requests):
    referral, by_agency = requests
    chase_requests.apply()
    chase_requests.apply()
    send_outbox.apply()
    overdue = [message for message in mail.outbox if "verdue" in message.subject]
    assert len(overdue) == 2 * len(by_agency)  # each agency, and the duty team for each
    assert not any("Child" in message.subject + message.body for message in mail.outbox)

    police, request = browser(northvale.police), f"/requests/{by_agency['police'].reference}/"
    inbox = text(police.get("/requests/?tab=overdue"))
    assert "overdue by 30 min" in inbox
    assert by_agency["health"].reference not in inbox
    police.post(f"{request}acknowledge/")
    until = timezone.localtime() + DAY
    wait = {"until_day": until.day, "until_month": until.month, "until_year": until.year, "until_time": "9am"}
    police.post(f"{request}more-time/", {**wait, "reason": "The archive is shut."})

    row = {"basis": "fact", "kind": "event"}
    first = {**row, "handling": "hub_team", "text": "Called to the address.", "release": ["partners"]}
    second = {**row, "handling": "decision_maker", "text": "A neighbour told us."}
    third = {"handling": "existence_only", "ask_whom": "The duty inspector"}
    typed = {"seen": "0", "outcome": "supplied", "rating": "red", "rating_reason": "It grows.", "row": ["1"]}
    typed |= {f"item1-{name}": value for name, value in first.items()}
    police.post(f"{request}answer/", {**typed, "add": "1"})
    typed |= {"row": ["1", "2", "3"]} | {f"item2-{name}": value for name, value in second.items()}
    typed |= {f"item3-{name}": value for name, value in third.items()}
    typed["unanswered"] = "1 2"
    assert "Your answer to" in text(police.post(f"{request}answer/", typed, follow=True))

    health = browser(northvale.health)
    searched = {"systems": ["GP record", "CP-IS"], "identifiers": ["Name"]}
    nothing = health.post(f"/requests/{by_agency['health'].reference}/nothing-known/", searched, follow=True)
    assert "nothing known" in text(nothing)
    assert health.get(request).status_code == 404

    with acting_as(northvale.manager):
        words = [item.words for item in readable_items(northvale.manager, referral)]
    with acting_as(northvale.social_worker):
        team = [item.words for item in readable_items(northvale.social_worker, referral)]
    assert words == ["Called to the address.", "A neighbour told us.", None]
    assert team == ["Called to the address.", None, None]

    police.post(f"{request}items/1/", {"handling": "decision_maker"})
    correction = {"seen": "1", "outcome": "supplied", "withdraw": ["2"], "row": ["1"]}
    correction |= {f"item1-{name}": value for name, value in {**first, "text": "Called to number 2."}.items()}
    police.post(f"{request}answer/", correction)
    with acting_as(northvale.social_worker):
        team = [item.words for item in readable_items(northvale.social_worker, referral)]
    assert team == [None, None, "Called to number 2."]

    case = text(browser(northvale.manager).get(f"/cases/{referral.reference}/ask/"))
    assert "Nothing known" in case
    assert "Overdue" in case  # education has not answered
    assert "It grows." in case
