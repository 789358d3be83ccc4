"""Where somebody is signed in, since when, how lately they were seen there, and how it is ended."""

import time
from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from agencies.models import SignIn, User
from mash import identity
from mash.guards import CONFIRMED

SEEN = "seen"
EVERY = 60  # seconds between two notes of when somebody was last seen: not every page writes


def begin(sender, request, user, **kwargs) -> None:
    """Whichever way somebody was signed in, it is noted where; they have just shown who they are."""
    session = request.session
    session[SEEN] = session[CONFIRMED] = time.time()
    if not session.session_key:
        session.save()
    agent = identity.current.get().agent or "other"
    now = timezone.now()
    over = now - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    SignIn.objects.filter(user=user, last_seen_at__lt=over).delete()  # left open, and nobody came back
    facts = {"user": user, "agent": agent, "started_at": now, "last_seen_at": now}
    SignIn.objects.update_or_create(session_key=session.session_key, defaults=facts)


def touch(request) -> None:
    if time.time() - request.session.get(SEEN, 0) >= EVERY:
        seen(request)


def seen(request) -> None:
    request.session[SEEN] = time.time()
    here(request).update(last_seen_at=timezone.now())


def seconds_left(request) -> int:
    """Until this sign-in ends for want of use; 0 when it has."""
    idle = time.time() - request.session.get(SEEN, 0)
    return max(0, int(settings.IDLE_MINUTES * 60 - idle))


def moved(request, before: str) -> None:
    """The session got a new key; whose it is stays known."""
    SignIn.objects.filter(session_key=before).update(session_key=request.session.session_key)


def left_open():
    """Not used for longer than a sign-in lasts, by a note that may be `EVERY` seconds behind."""
    idle = timedelta(minutes=settings.IDLE_MINUTES, seconds=EVERY)
    return SignIn.objects.filter(last_seen_at__lt=timezone.now() - idle).order_by("last_seen_at")


def here(request):
    return SignIn.objects.filter(session_key=request.session.session_key)


def live_of(user: User):
    """Those not used for too long are over, though nobody has come back to find out."""
    since = timezone.now() - timedelta(minutes=settings.IDLE_MINUTES)
    return SignIn.objects.filter(user=user, last_seen_at__gt=since)


def end(sign_ins) -> int:
    keys = list(sign_ins.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    SignIn.objects.filter(session_key__in=keys).delete()
    return len(keys)


def end_sessions_of(user: User) -> None:
    end(SignIn.objects.filter(user=user))
