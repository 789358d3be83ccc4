"""What the worker does for people who sign in."""

from celery import shared_task
from django.db import transaction

from agencies.approvals.actions import end_expired_roles, lapse
from agencies.signing_in import sessions
from agencies.signing_in.actions import end_abandoned_sign_ins
from agencies.signing_in.mailing import send_next
from audit.recording import SYSTEM
from mash.browser_sessions import SessionStore
from mash.identity import acting_as_system

BATCH_SIZE = 500


@shared_task(bind=True, name="agencies.tasks.send_letters", expires=60)
def send_letters(self) -> int:
    """Each letter is a row, so that none is lost with a task, and goes in a transaction of its own."""
    sent = 0
    with acting_as_system(str(self.request.id or "")):
        for _ in range(BATCH_SIZE):
            outcome = send_next()
            if outcome is None:
                break
            sent += outcome
    return sent


@shared_task(bind=True, name="agencies.tasks.end_idle_sign_ins", expires=300)
def end_idle_sign_ins(self) -> int:
    """What a browser left open would open again is gone, though nobody comes back to find out."""
    with acting_as_system(str(self.request.id or "")):
        return end_abandoned_sign_ins(by=SYSTEM, at_most=BATCH_SIZE)


@shared_task(bind=True, name="agencies.tasks.end_roles_past_their_date", expires=60)
def end_roles_past_their_date(self) -> int:
    """The walls stopped counting such a role at its date; here it ends for the record, and its person is told."""
    with acting_as_system(str(self.request.id or "")):
        return end_expired_roles(by=SYSTEM, at_most=BATCH_SIZE)


@shared_task(bind=True, name="agencies.tasks.lapse_changes", expires=3600)
def lapse_changes(self) -> int:
    with acting_as_system(str(self.request.id or "")):
        return lapse(by=SYSTEM, at_most=BATCH_SIZE)


@shared_task(name="agencies.tasks.remove_old_sessions", expires=1800)
def remove_old_sessions() -> int:
    """Sign-ins as old as they may be or given up half-way, and every session that is over."""
    with acting_as_system(), transaction.atomic():
        SessionStore.clear_expired()
        return sessions.end_sign_ins(sessions.expired_sign_ins())
