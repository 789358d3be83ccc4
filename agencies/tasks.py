"""Background tasks about accounts and sign-ins."""

from celery import shared_task
from django.db import transaction

from agencies.approvals.actions import end_expired_roles, lapse
from agencies.signing_in import sessions
from agencies.signing_in.actions import end_abandoned_sign_ins
from agencies.signing_in.mailing import remove_given_up, send_next
from audit.recording import SYSTEM
from mash.browser_sessions import SessionStore
from mash.identity import acting_as_system

BATCH_SIZE = 500  # rows in one run; the next run takes the rest


@shared_task(bind=True, name="agencies.tasks.send_letters", expires=60)
def send_letters(self) -> int:
    """Send the emails that wait, each in its own transaction; return how many were sent."""
    sent = 0
    with acting_as_system(str(self.request.id or "")):
        remove_given_up()
        for _ in range(BATCH_SIZE):
            outcome = send_next()
            if outcome is None:
                break
            sent += outcome
    return sent


@shared_task(bind=True, name="agencies.tasks.end_idle_sign_ins", expires=300)
def end_idle_sign_ins(self) -> int:
    """End sign-ins that have been idle too long, whether or not their browser comes back."""
    with acting_as_system(str(self.request.id or "")):
        return end_abandoned_sign_ins(by=SYSTEM, at_most=BATCH_SIZE)


@shared_task(bind=True, name="agencies.tasks.end_roles_past_their_date", expires=60)
def end_roles_past_their_date(self) -> int:
    """End the roles whose end date has passed, and tell their holders."""
    # Not what takes the access away: every check stops counting a role at its date, with or without a worker.
    with acting_as_system(str(self.request.id or "")):
        return end_expired_roles(by=SYSTEM, at_most=BATCH_SIZE)


@shared_task(bind=True, name="agencies.tasks.lapse_changes", expires=3600)
def lapse_changes(self) -> int:
    """Lapse the changes to accounts that no second person confirmed in time."""
    with acting_as_system(str(self.request.id or "")):
        return lapse(by=SYSTEM, at_most=BATCH_SIZE)


@shared_task(name="agencies.tasks.remove_old_sessions", expires=1800)
def remove_old_sessions() -> int:
    """Delete expired sessions and sign-ins, and those abandoned between the two steps."""
    with acting_as_system(), transaction.atomic():
        SessionStore.clear_expired()
        return sessions.end_sign_ins(sessions.expired_sign_ins())
