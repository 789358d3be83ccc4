"""What the worker does for people who sign in."""

from collections.abc import Callable
from smtplib import SMTPException

from celery import shared_task
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string

from agencies.models import User
from audit.recording import SYSTEM
from mash.identity import acting_as_system

MOST_AT_ONCE = 500
AGAIN = {"autoretry_for": (OSError, SMTPException), "retry_backoff": 30, "max_retries": 5}


@shared_task(name="agencies.tasks.send_choose_password_link", expires=3600, **AGAIN)
def send_choose_password_link(person: int) -> bool:
    """To somebody invited, or whom an administrator sends a link again. The link is made here: no queue holds it."""
    from agencies.signing_in.links import link_for

    return _send("choose_password", person, link_for)


@shared_task(name="agencies.tasks.send_forgotten_link", expires=3600, **AGAIN)
def send_forgotten_link(person: int) -> bool:
    """Nobody's number (0) sends nothing, and took as long to ask."""
    from agencies.signing_in.links import forgotten_link_for

    return _send("forgotten_password", person, forgotten_link_for, minutes=settings.FORGOTTEN_PASSWORD_MINUTES)


@shared_task(bind=True, name="agencies.tasks.end_idle_sign_ins", expires=300)
def end_idle_sign_ins(self) -> int:
    """What a browser left open would open again is gone, though nobody comes back to find out."""
    from agencies.signing_in.actions import end_left_open

    with acting_as_system(str(self.request.id or "")):
        return end_left_open(by=SYSTEM, at_most=MOST_AT_ONCE)


@shared_task(name="agencies.tasks.remove_old_sessions", expires=1800)
def remove_old_sessions() -> int:
    """Sign-ins as old as they may be or given up half-way, and every session that is over."""
    from agencies.signing_in import sessions
    from mash.browser_sessions import SessionStore

    with acting_as_system(), transaction.atomic():
        SessionStore.clear_expired()
        return sessions.end(sessions.over())


def _send(template: str, person: int, link: Callable[[User], str], **facts) -> bool:
    user = User.objects.filter(pk=person, is_active=True).select_related("hub").first()
    if user is None:
        return False
    words = render_to_string(f"agencies/emails/{template}.txt", {"link": link(user), "hub": user.hub, **facts})
    subject, body = words.split("\n", 1)
    send_mail(subject.removeprefix("Subject: "), body.strip(), settings.DEFAULT_FROM_EMAIL, [user.email])
    return True
