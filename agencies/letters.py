"""Writing to somebody with an account: a row in the transaction of what it tells of, sent by the worker."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from agencies.models import Letter, User

GIVEN_UP = timedelta(days=3)
CHOOSE, ELSEWHERE, FORGOTTEN = "choose_password", "sign_in_elsewhere", "forgotten_password"
CHANGED, WAITS = "account_changed", "change_waits"


def post(to: User | None, template: str, *, about: str = "", address: str = "") -> None:
    """To `address`, or to the one they have when it is sent.

    Nobody's letter is written like any other, and takes as long: whoever waits learns nothing from it.
    """
    Letter.objects.create(to=to, template=template, about=about, address=address)


def good_for(letter: Letter) -> timedelta:
    return timedelta(minutes=settings.FORGOTTEN_PASSWORD_MINUTES) if letter.template == FORGOTTEN else GIVEN_UP


def compose(letter: Letter, to: User) -> EmailMessage:
    """Links are made here: none stands in the database."""
    words = render_to_string(
        f"agencies/emails/{letter.template}.txt", {"hub": to.hub, **FACTS[letter.template](letter, to)}
    )
    subject, body = words.split("\n", 1)
    address = letter.address or to.email
    return EmailMessage(subject.removeprefix("Subject: "), body.strip(), settings.DEFAULT_FROM_EMAIL, [address])


def _choosing(letter: Letter, to: User) -> dict:
    from agencies.signing_in.links import link_for

    return {"link": link_for(to)}


def _elsewhere(letter: Letter, to: User) -> dict:
    """Where their own organisation signs them in, and no link."""
    return {"link": _site() + reverse("agencies:sign_in")}


def _forgotten(letter: Letter, to: User) -> dict:
    from agencies.signing_in.links import forgotten_link_for

    return {"link": forgotten_link_for(to), "minutes": settings.FORGOTTEN_PASSWORD_MINUTES}


def _changed(letter: Letter, to: User) -> dict:
    from agencies.signing_in.telling import SENTENCES

    return {"what": SENTENCES[letter.about]}


def _waits(letter: Letter, to: User) -> dict:
    return {"days": settings.CHANGE_DAYS, "site": _site()}


def _site() -> str:
    return settings.SITE_URL.rstrip("/")


FACTS = {CHOOSE: _choosing, ELSEWHERE: _elsewhere, FORGOTTEN: _forgotten, CHANGED: _changed, WAITS: _waits}
