"""Every link in a mail leads, after signing in, to the page that the mail speaks of."""

import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import resolve
from django.utils import timezone

from agencies.models import Hub
from mash.identity import acting_as
from referrals.casefile.actions import restrict
from referrals.casefile.emergency import open_in_emergency
from referrals.messages.compose import KINDS, compose
from referrals.models import OutboxMessage
from tests.builders import PASSWORD, build_referral
from tests.database import as_role
from tests.house.source import ROOT

MAILS = sorted((ROOT / "templates").glob("*/emails/*.txt"))
VALUES = {
    "reference": "MASH-7KQ2-9XTD",
    "people": "2",
    "due": "",
    "until": "",
    "waiting": "3",
    "days": "3",
    "emergency": str(uuid4()),
    "access": str(uuid4()),
    "wording": "protection_for_professional",
}
# Mails to people without an account, who have nothing to open.
NO_LINK = {"acknowledgement", "returned", "return_chaser", "feedback", "break_glass_ended", "sight_lost"}


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_no_mail_sends_somebody_to_the_first_page_to_look_for_themselves(path: Path):
    bare = re.findall(r"\{\{ site(?:_url)? \}\}(?!\{% url)", path.read_text())
    assert bare == [], "link to the page itself: {{ link }}, or {{ site_url }}{% url … %}"


def path_in(template: str) -> str:
    message = OutboxMessage(
        hub=Hub(name="Northvale", phone="0300 000 000"),
        template=template,
        to="a@northvale.example",
        key="k",
        created_at=timezone.now(),
        context=VALUES,
    )
    links = re.findall(rf"^{re.escape(settings.SITE_URL.rstrip('/'))}(\S*)$", compose(message).body, re.MULTILINE)
    assert len(links) <= 1, links
    return links[0] if links else ""


def test_only_those_who_have_nothing_to_open_get_no_link(db):
    assert {template for template in KINDS if not path_in(template)} == NO_LINK


@pytest.mark.parametrize("template", sorted(KINDS.keys() - NO_LINK))
def test_its_link_is_where_signing_in_leads(northvale, template):
    """Clicked while signed out: to sign in, and from there to exactly this address."""
    wanted = path_in(template)
    assert resolve(wanted.partition("?")[0]).url_name not in ("home", None)
    client = Client()
    asked = client.get(wanted)
    assert asked.status_code == 302
    assert asked.url.startswith("/sign-in/")
    answer = client.post(asked.url, {"email": northvale.governance.email, "password": PASSWORD})
    assert (answer.status_code, answer.url) == (302, wanted)


def test_the_mail_about_an_emergency_opens_that_emergency_for_its_reviewer(northvale):
    """The real mail, clicked by a governance officer who is signed out."""
    referral = build_referral(northvale)
    with acting_as(northvale.manager):
        restrict(referral, reason="adoption", by=northvale.manager)
    with acting_as(northvale.social_worker):
        why = "The child is in danger and nobody answers."
        open_in_emergency(referral.reference, why=why, by=northvale.social_worker)
    with as_role("mash_owner"):
        message = OutboxMessage.objects.select_related("hub").get(template="break_glass_to_review")
        body = compose(message).body
    (link,) = re.findall(r"^http\S+?(/governance/\S+)$", body, re.MULTILINE)
    client = Client()
    asked = client.get(link)
    answer = client.post(asked.url, {"email": northvale.governance.email, "password": PASSWORD}, follow=True)
    assert (answer.redirect_chain[-1][0], answer.status_code) == (link, 200)
    assert referral.reference in answer.text
