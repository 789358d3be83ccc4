"""What the worker does for people who sign in."""

from collections.abc import Callable
from smtplib import SMTPException

from celery import shared_task
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

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


@shared_task(name="agencies.tasks.send_sign_in_elsewhere", expires=3600, **AGAIN)
def send_sign_in_elsewhere(person: int) -> bool:
    """To somebody invited whose own organisation signs them in: where that is, and no link."""
    where = settings.SITE_URL.rstrip("/") + reverse("agencies:sign_in")
    return _send("sign_in_elsewhere", person, lambda user: where)


@shared_task(name="agencies.tasks.send_forgotten_link", expires=3600, **AGAIN)
def send_forgotten_link(person: int) -> bool:
    """Nobody's number (0) sends nothing, and took as long to ask."""
    from agencies.signing_in.links import forgotten_link_for

    return _send("forgotten_password", person, forgotten_link_for, minutes=settings.FORGOTTEN_PASSWORD_MINUTES)


@shared_task(name="agencies.tasks.tell_confirmers", expires=86400, **AGAIN)
def tell_confirmers(hub: int, but: list[int]) -> int:
    """A change to an account waits: everybody of the hub who may confirm it is told so, and no more than that."""
    from agencies.approvals.listing import confirmers_of

    found = confirmers_of(hub).exclude(pk__in=but).select_related("hub")
    for person in found:
        words = {"hub": person.hub, "days": settings.CHANGE_DAYS, "site": settings.SITE_URL.rstrip("/")}
        _mail(render_to_string("agencies/emails/change_waits.txt", words), person.email)
    return len(found)


@shared_task(bind=True, name="agencies.tasks.end_roles_past_their_date", expires=60)
def end_roles_past_their_date(self) -> int:
    """The walls stopped counting such a role at its date; here it ends for the record, and its person is told."""
    from agencies.approvals.actions import end_past_their_date

    with acting_as_system(str(self.request.id or "")):
        return end_past_their_date(by=SYSTEM, at_most=MOST_AT_ONCE)


@shared_task(bind=True, name="agencies.tasks.lapse_changes", expires=3600)
def lapse_changes(self) -> int:
    from agencies.approvals.actions import lapse

    with acting_as_system(str(self.request.id or "")):
        return lapse(by=SYSTEM, at_most=MOST_AT_ONCE)


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
    _mail(words, user.email)
    return True


def _mail(words: str, to: str) -> None:
    subject, body = words.split("\n", 1)
    send_mail(subject.removeprefix("Subject: "), body.strip(), settings.DEFAULT_FROM_EMAIL, [to])
