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
from referrals.messages.compose import KINDS, compose
from referrals.models import OutboxMessage
from tests.builders import PASSWORD
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
    "wording": "professional_protection",
}
# Mails to people without an account, who have nothing to open.
NO_LINK = {"acknowledgement", "returned", "feedback", "break_glass_ended"}


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
