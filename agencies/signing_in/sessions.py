"""Where somebody is signed in, since when, how lately they were seen there, and how it is ended."""

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
SEEN_INTERVAL = 60  # seconds between two notes of when somebody was last seen: not every page writes


def on_login(sender, request, user, **kwargs) -> None:
    """Whichever way somebody was signed in, it is noted where; they have just shown who they are."""
    session = request.session
    session[SEEN_KEY] = session[CONFIRMED] = time.time()
    session[ENDS_KEY] = time.time() + settings.SESSION_COOKIE_AGE
    open_sign_in(request, user, lasting=settings.SESSION_COOKIE_AGE)


def open_sign_in(request, user: User, *, lasting: int, halfway: bool = False) -> None:
    """The database learns whose this session is now, and believes it for the proof: a statement alone opens none."""
    if not request.session.session_key:
        request.session.save()
    number, now = session_number(request.session.session_key), int(time.time())
    proof = prove("sign-in", number, user.pk, "half" if halfway else "whole", now, now + lasting)
    agent = identity.current.get().agent or "other"
    value_of("mash_open_sign_in", number, user.pk, halfway, now, now + lasting, agent, proof)


def close_sign_in(request) -> None:
    """Whatever sign-in this session was, it is none any more; the session itself may live on."""
    value_of("mash_end_this_sign_in", session_number(request.session.session_key))


def touch(request) -> None:
    if time.time() - request.session.get(SEEN_KEY, 0) >= SEEN_INTERVAL:
        mark_seen(request)


def mark_seen(request) -> None:
    request.session[SEEN_KEY] = time.time()
    current_sign_in(request).update(last_seen_at=timezone.now())


def seconds_left(request) -> int:
    """Until this sign-in ends for want of use, or is as old as it may be; 0 when it has."""
    idle = time.time() - request.session.get(SEEN_KEY, 0)
    at_most = request.session.get(ENDS_KEY, 0) - time.time()
    return max(0, int(min(settings.IDLE_MINUTES * 60 - idle, at_most)))


def move_sign_in(request, before: str | None) -> None:
    """The session got a new key; whose it is stays known."""
    value_of("mash_move_sign_in", session_number(before), session_number(request.session.session_key))


def abandoned_sign_ins():
    """Not used for longer than a sign-in lasts, by a note that may be `EVERY` seconds behind."""
    idle = timedelta(minutes=settings.IDLE_MINUTES, seconds=SEEN_INTERVAL)
    return SignIn.objects.filter(last_seen_at__lt=timezone.now() - idle, halfway=False).order_by("last_seen_at")


def expired_sign_ins():
    """As old as they may be, or given up half-way: nobody is signed in by them any more."""
    return SignIn.objects.filter(ends_at__lt=timezone.now())


def sign_in_key(request) -> str:
    """Under which the sign-in of this session is kept (as mash_kept_key has it)."""
    number = session_number(request.session.session_key)
    return hashlib.sha256(number.encode()).hexdigest()[:40]


def current_sign_in(request):
    return SignIn.objects.filter(session_key=sign_in_key(request))


def active_sign_ins(user: User):
    """Those not used for too long are over, though nobody has come back to find out."""
    since = timezone.now() - timedelta(minutes=settings.IDLE_MINUTES)
    return SignIn.objects.filter(user=user, last_seen_at__gt=since, ends_at__gt=timezone.now(), halfway=False)


def end_sign_ins(sign_ins) -> int:
    """With their sessions: one's own, or anybody's by background work."""
    return value_of("mash_end_sign_ins", list(sign_ins.values_list("pk", flat=True)))


def end_sessions_of(user: User) -> None:
    """By themselves, or by an administrator of their hub."""
    value_of("mash_end_sign_ins_of", user.pk)
