"""Writing to somebody with an account: a row in the transaction of what it tells of, sent by the worker."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from agencies.models import Letter, User

GIVEN_UP = timedelta(days=3)
CHOOSE, FORGOTTEN, CHANGED = "choose_password", "forgotten_password", "account_changed"


def post(to: User | None, template: str, *, about: str = "") -> None:
    """Nobody's letter is written like any other, and takes as long: whoever waits learns nothing from it."""
    Letter.objects.create(to=to, template=template, about=about)


def good_for(letter: Letter) -> timedelta:
    return timedelta(minutes=settings.FORGOTTEN_PASSWORD_MINUTES) if letter.template == FORGOTTEN else GIVEN_UP


def compose(letter: Letter, to: User) -> EmailMessage:
    """Links are made here: none stands in the database."""
    facts = {CHOOSE: _choosing, FORGOTTEN: _forgotten, CHANGED: _changed}[letter.template](letter, to)
    words = render_to_string(f"agencies/emails/{letter.template}.txt", {"hub": to.hub, **facts})
    subject, body = words.split("\n", 1)
    return EmailMessage(subject.removeprefix("Subject: "), body.strip(), settings.DEFAULT_FROM_EMAIL, [to.email])


def _choosing(letter: Letter, to: User) -> dict:
    from agencies.signing_in.links import link_for

    return {"link": link_for(to)}


def _forgotten(letter: Letter, to: User) -> dict:
    from agencies.signing_in.links import forgotten_link_for

    return {"link": forgotten_link_for(to), "minutes": settings.FORGOTTEN_PASSWORD_MINUTES}


def _changed(letter: Letter, to: User) -> dict:
    from agencies.signing_in.telling import WORDS

    return {"what": WORDS[letter.about]}
