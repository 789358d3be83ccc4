"""Letting somebody know, by e-mail, that their way in has changed: if it was not them, they hear of it."""

from agencies import letters
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
    """A row in this transaction; a mail server that is away undoes nothing, and nobody waits for it."""
    letters.post(user, letters.CHANGED, about=what)
