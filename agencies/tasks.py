"""What the worker does for people who sign in."""

from datetime import timedelta

from celery import shared_task
from django.db import transaction
from django.db.models.functions import Now

from agencies import letters
from agencies.models import Letter, User
from audit.recording import SYSTEM
from mash.identity import acting_as_system

MOST_AT_ONCE = 500
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)


@shared_task(bind=True, name="agencies.tasks.send_letters", expires=60)
def send_letters(self) -> int:
    """Each letter is a row, so that none is lost with a task, and goes in a transaction of its own."""
    sent = 0
    with acting_as_system(str(self.request.id or "")):
        for _ in range(MOST_AT_ONCE):
            outcome = send_next()
            if outcome is None:
                break
            sent += outcome
    return sent


@transaction.atomic
def send_next() -> bool | None:
    """Did the letter that has waited longest go? None when nothing waits. Two workers never take the same one."""
    waiting = Letter.objects.filter(try_after__lte=Now()).order_by("try_after")
    letter = waiting.select_for_update(skip_locked=True, of=("self",)).first()
    if letter is None:
        return None
    to = User.objects.filter(pk=letter.to_id).select_related("hub").first()
    if to is None or not (to.is_active or letter.template == letters.CHANGED) or _is_too_old(letter):
        letter.delete()
        return False
    try:
        letters.compose(letter, to).send()
    except Exception:  # whatever is wrong with one letter must not hold up the others
        letter.attempts += 1
        letter.try_after = Now() + min(FIRST_WAIT * 2 ** min(letter.attempts - 1, 10), LONGEST_WAIT)
        letter.save(update_fields=["attempts", "try_after"])
        return False
    letter.delete()
    return True


def _is_too_old(letter: Letter) -> bool:
    """By the database's clock, which wrote when it began."""
    return Letter.objects.filter(pk=letter.pk, created_at__lt=Now() - letters.good_for(letter)).exists()


# What the release before this one sends, until its last process has stopped.
@shared_task(name="agencies.tasks.send_choose_password_link", expires=3600)
def send_choose_password_link(person: int) -> None:
    letters.post(User.objects.filter(pk=person).first(), letters.CHOOSE)


@shared_task(name="agencies.tasks.send_forgotten_link", expires=3600)
def send_forgotten_link(person: int) -> None:
    letters.post(User.objects.filter(pk=person).first(), letters.FORGOTTEN)


@shared_task(bind=True, name="agencies.tasks.end_idle_sign_ins", expires=300)
def end_idle_sign_ins(self) -> int:
    """What a browser left open would open again is gone, though nobody comes back to find out."""
    from agencies.signing_in.actions import end_left_open

    with acting_as_system(str(self.request.id or "")):
        return end_left_open(by=SYSTEM, at_most=MOST_AT_ONCE)


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


@shared_task(name="agencies.tasks.remove_old_sessions", expires=1800)
def remove_old_sessions() -> int:
    """Sign-ins as old as they may be or given up half-way, and every session that is over."""
    from agencies.signing_in import sessions
    from mash.browser_sessions import SessionStore

    with acting_as_system(), transaction.atomic():
        SessionStore.clear_expired()
        return sessions.end(sessions.over())
