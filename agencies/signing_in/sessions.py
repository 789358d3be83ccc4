"""Where somebody is signed in, found so that it can be ended."""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone

from agencies.models import User


def end_sessions_of(user: User) -> None:
    """A session does not say whose it is until it is read; there are few enough to read them all."""
    live = Session.objects.filter(expire_date__gt=timezone.now()).iterator(chunk_size=500)
    theirs = [session.pk for session in live if session.get_decoded().get(SESSION_KEY) == str(user.pk)]
    Session.objects.filter(pk__in=theirs).delete()
