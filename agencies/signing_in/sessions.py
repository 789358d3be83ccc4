"""Opening, refreshing and ending sign-ins. The database reads who acts from their rows."""

import hashlib
import time
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from agencies.models import SignIn, User
from mash import identity
from mash.guards import CONFIRMED
from mash.identity import session_number
from mash.postgres.functions import value_of
from mash.proofs import prove

SEEN_KEY = "seen"
ENDS_KEY = "ends"
SEEN_INTERVAL = 60  # seconds between updates of last_seen_at, so that not every page writes


def on_login(sender, request, user, **kwargs) -> None:
    """Open a sign-in for this session: the receiver of Django's user_logged_in signal."""
    session = request.session
    # They have just proved who they are, so nothing asks them to confirm it again for a while.
    session[SEEN_KEY] = session[CONFIRMED] = time.time()
    session[ENDS_KEY] = time.time() + settings.SESSION_COOKIE_AGE
    open_sign_in(request, user, lasting=settings.SESSION_COOKIE_AGE)


def open_sign_in(request, user: User, *, lasting: int, halfway: bool = False) -> None:
    """Tell the database whose this session is, for `lasting` seconds; `halfway` before the second factor."""
    if not request.session.session_key:
        request.session.save()
    number, now = session_number(request.session.session_key), int(time.time())
    # Without a proof the database opens none, so that injected SQL cannot sign anybody in.
    proof = prove("sign-in", number, user.pk, "half" if halfway else "whole", now, now + lasting)
    browser = identity.current.get().agent or "other"
    value_of("mash_open_sign_in", number, user.pk, halfway, now, now + lasting, browser, proof)


def close_sign_in(request) -> None:
    """End the sign-in of this session, but keep the session itself."""
    value_of("mash_end_this_sign_in", session_number(request.session.session_key))


def touch(request) -> None:
    """Note that the browser was used, at most once a minute."""
    if time.time() - request.session.get(SEEN_KEY, 0) >= SEEN_INTERVAL:
        mark_seen(request)


def mark_seen(request) -> None:
    """Note that the browser was used just now."""
    request.session[SEEN_KEY] = time.time()
    current_sign_in(request).update(last_seen_at=timezone.now())


def seconds_left(request) -> int:
    """Return the seconds until this sign-in ends, by idleness or by age; 0 if it has ended."""
    idle_for = time.time() - request.session.get(SEEN_KEY, 0)
    until_end = request.session.get(ENDS_KEY, 0) - time.time()
    return max(0, int(min(settings.IDLE_MINUTES * 60 - idle_for, until_end)))


def move_sign_in(request, before: str | None) -> None:
    """Attach the sign-in to the session's new key."""
    value_of("mash_move_sign_in", session_number(before), session_number(request.session.session_key))


def abandoned_sign_ins():
    """Return the sign-ins that have been idle too long, the oldest first."""
    # last_seen_at may lag behind by the interval, so that much is added before a sign-in counts as abandoned.
    idle = timedelta(minutes=settings.IDLE_MINUTES, seconds=SEEN_INTERVAL)
    return SignIn.objects.filter(last_seen_at__lt=timezone.now() - idle, halfway=False).order_by("last_seen_at")


def expired_sign_ins():
    """Return the sign-ins past their end, including those abandoned half-way."""
    return SignIn.objects.filter(ends_at__lt=timezone.now())


def sign_in_key(request) -> str:
    """Return the hash under which the sign-in of this session is stored."""
    # As mash_kept_key computes it in the database.
    number = session_number(request.session.session_key)
    return hashlib.sha256(number.encode()).hexdigest()[:40]


def current_sign_in(request):
    """Return the sign-in of this session, as a queryset."""
    return SignIn.objects.filter(session_key=sign_in_key(request))


def active_sign_ins(user: User):
    """Return the sign-ins by which the user is signed in now."""
    # Idle ones are left out although their rows remain until the next run of the task.
    since = timezone.now() - timedelta(minutes=settings.IDLE_MINUTES)
    return SignIn.objects.filter(user=user, last_seen_at__gt=since, ends_at__gt=timezone.now(), halfway=False)


def end_sign_ins(sign_ins) -> int:
    """End these sign-ins and their sessions; return how many. The database allows one's own, and the worker all."""
    return value_of("mash_end_sign_ins", list(sign_ins.values_list("pk", flat=True)))


def end_sessions_of(user: User) -> None:
    """End all sign-ins of a user. The database allows it to the user and to their hub's administrators."""
    value_of("mash_end_sign_ins_of", user.pk)
