"""Emails that tell users of changes to their account, so that they notice any they did not make."""

from agencies import letters
from agencies.models import User

OWN_CHANGES = {
    "app": "An authenticator app was set up for your account.",
    "passkey": "A passkey was added to your account.",
    "removed": "A way to prove that it is you was removed from your account.",
    "codes": "New recovery codes were made for your account. The old ones no longer work.",
    "reset": "An administrator of the hub has reset the second step of your sign-in. "
    "You will be asked to set it up again when you next sign in.",
    "password": "The password of your account was changed by a link sent to this address.",
}

# Changes made by others. They leave out which role or agency it was: mail can be read on its way.
CHANGES_BY_OTHERS = {
    "role": "You have been given another role in the safeguarding hub.",
    "role_ended": "A role you held in the safeguarding hub has ended.",
    "move": "Your account has been moved to another agency. You have been signed out.",
    "suspended": "Your account has been suspended. You cannot sign in until the hub lets you back in.",
    "restore": "Your account is no longer suspended. You can sign in again.",
    "reset": OWN_CHANGES["reset"],
    "details": "The name, email address or job title of your account was changed by an administrator of the hub.",
    "asked": "An administrator of the hub has asked for a change to how you sign in: another email address, or "
    "a second step to be set up anew. It waits for a second person. If you did not ask for it, tell the hub at once.",
    "old address": "The email address of your account was changed by an administrator of the hub. "
    "You sign in with the new one from now on, and this address gets no more email about the account.",
    "new address": "The email address of your account was changed to this one by an administrator of the hub.",
}


SENTENCES = {**OWN_CHANGES, **CHANGES_BY_OTHERS}


def notify(user: User, what: str) -> None:
    """Queue an email to a user; `what` is a key of SENTENCES."""
    letters.post(user, letters.CHANGED, about=what)


def notify_both_addresses(user: User, new: str) -> None:
    """Queue emails about changed details, to the present address and to a new one. Call it before the change."""
    # The old address hears of it because its owner may not be the one who asked for the change.
    if new:
        letters.post(user, letters.CHANGED, about="old address", address=user.email)
        letters.post(user, letters.CHANGED, about="new address", address=new)
    else:
        notify(user, "details")
