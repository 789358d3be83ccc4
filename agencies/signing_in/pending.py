"""Somebody who gave the right password, in a browser that still owes their second factor."""

import time

from django.contrib.auth import logout
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from agencies.models import User
from agencies.signing_in import sessions

PENDING = "second-step"
PATIENCE = 10 * 60  # seconds


def hold(request: HttpRequest, user: User, *, how: str) -> None:
    if request.user.is_authenticated:
        logout(request)
    request.session.cycle_key()
    request.session[PENDING] = [user.pk, user.get_session_auth_hash(), time.time(), how]
    sessions.opened(request, user, lasting=PATIENCE, halfway=True)


def held(request: HttpRequest) -> tuple[User | None, str]:
    """Who it is and how they began; nobody once it took too long, or the password or the person changed meanwhile."""
    pk, proof, since, how = request.session.get(PENDING, (0, "", 0, ""))
    if time.time() - since > PATIENCE:
        return None, ""
    user = User.objects.filter(pk=pk, is_active=True).first()
    if user is None or not constant_time_compare(proof, user.get_session_auth_hash()):
        return None, ""
    return user, how


def forget(request: HttpRequest) -> None:
    request.session.pop(PENDING, None)
