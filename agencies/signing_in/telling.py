"""Letting somebody know, by e-mail, that their way in has changed: if it was not them, they hear of it."""

from functools import partial

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string

from agencies.models import User

WORDS = {
    "app": "An authenticator app was set up for your account.",
    "passkey": "A passkey was added to your account.",
    "removed": "A way to prove that it is you was removed from your account.",
    "codes": "New recovery codes were made for your account. The old ones no longer work.",
    "reset": "An administrator of the hub has reset the second step of your sign-in. "
    "You will be asked to set it up again when you next sign in.",
    "password": "The password of your account was changed by a link sent to this address.",
}


def tell(user: User, what: str) -> None:
    """Sent when all this is committed; a mail server that is away undoes nothing."""
    words = render_to_string("agencies/emails/account_changed.txt", {"what": WORDS[what], "hub": user.hub})
    transaction.on_commit(partial(_send, words, user.email), robust=True)


def _send(words: str, to: str) -> None:
    subject, body = words.split("\n", 1)
    send_mail(subject.removeprefix("Subject: "), body.strip(), settings.DEFAULT_FROM_EMAIL, [to])
