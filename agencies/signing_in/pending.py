"""Somebody who gave the right password, in a browser that still owes their second factor."""

import time

from django.contrib.auth import logout
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from agencies.models import User
from agencies.signing_in import sessions

SESSION_KEY = "second-step"
MAX_AGE = 10 * 60  # seconds


def start(request: HttpRequest, user: User, *, how: str) -> None:
    if request.user.is_authenticated:
        logout(request)
    request.session.cycle_key()
    request.session[SESSION_KEY] = [user.pk, user.get_session_auth_hash(), time.time(), how]
    sessions.open_sign_in(request, user, lasting=MAX_AGE, halfway=True)


def pending_user(request: HttpRequest) -> tuple[User | None, str]:
    """Who it is and how they began; nobody once it took too long, or the password or the person changed meanwhile."""
    pk, proof, since, how = request.session.get(SESSION_KEY, (0, "", 0, ""))
    if time.time() - since > MAX_AGE:
        return None, ""
    user = User.objects.filter(pk=pk, is_active=True).first()
    if user is None or not constant_time_compare(proof, user.get_session_auth_hash()):
        return None, ""
    return user, how


def clear(request: HttpRequest) -> None:
    request.session.pop(SESSION_KEY, None)
