"""The state between the two steps of signing in, kept in the session."""

import time

from django.contrib.auth import logout
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from agencies.models import User
from agencies.signing_in import sessions

SESSION_KEY = "second-step"
MAX_AGE = 10 * 60  # seconds to complete the second step


def start(request: HttpRequest, user: User, *, how: str) -> None:
    """Remember that a user has completed the first step, and by which means."""
    if request.user.is_authenticated:
        logout(request)
    # Against session fixation: whoever planted the old key cannot follow.
    request.session.cycle_key()
    request.session[SESSION_KEY] = [user.pk, user.get_session_auth_hash(), time.time(), how]
    sessions.open_sign_in(request, user, lasting=MAX_AGE, halfway=True)


def pending_user(request: HttpRequest) -> tuple[User | None, str]:
    """Return the user and the means of the first step; (None, "") if it has expired or cannot be trusted."""
    pk, proof, since, how = request.session.get(SESSION_KEY, (0, "", 0, ""))
    if time.time() - since > MAX_AGE:
        return None, ""
    user = User.objects.filter(pk=pk, is_active=True).first()
    # The hash changes with the password, which may have been changed because somebody else knew it.
    if user is None or not constant_time_compare(proof, user.get_session_auth_hash()):
        return None, ""
    return user, how


def clear(request: HttpRequest) -> None:
    """Forget the first step."""
    request.session.pop(SESSION_KEY, None)
