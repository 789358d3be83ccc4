"""What the worker does while nobody waits: sending what stands in the outbox, chasing agencies."""

from datetime import datetime, timedelta

from celery import shared_task
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from audit.recording import SYSTEM, Subject, record
from mash.identity import acting_as_system
from referrals import events
from referrals.case_drafts import tidy_case_drafts
from referrals.casefile.digest import tell_of_openings
from referrals.emails import compose
from referrals.grants import still_concerns, suggest_bars_to_staff
from referrals.information_requests.answering.drafts import tidy_answers
from referrals.information_requests.chasing import chase
from referrals.intake.actions import tidy_drafts
from referrals.models import OutboxMessage

MOST_AT_ONCE = 200
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)


@shared_task(bind=True, name="referrals.tasks.send_outbox", expires=60)
def send_outbox(self) -> int:
    """Send what waits, each message in a transaction of its own; two workers never take the same one."""
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
    """Did the message that has waited longest go? None when nothing waits."""
    now = timezone.now()
    waiting = OutboxMessage.objects.filter(Q(try_after=None) | Q(try_after__lte=now), sent_at=None, dropped_at=None)
    message = waiting.select_for_update(skip_locked=True, of=("self",)).select_related("hub").first()
    if message is None:
        return None
    if not still_concerns(message):
        _drop(message, now)
        return False
    try:
        compose(message).send()
    except Exception as fault:  # whatever is wrong with one message must not hold up the others
        _put_off(message, fault, now)
        return False
    message.sent_at, message.failure = now, ""
    message.save(update_fields=["sent_at", "failure"])
    record(events.MESSAGE_SENT, about=_line(message), by=SYSTEM, template=message.template)
    return True


def _drop(message: OutboxMessage, now: datetime) -> None:
    """Whom it was for was barred, suspended or moved, or no longer has to do with it, while it waited."""
    message.dropped_at = now
    message.save(update_fields=["dropped_at"])
    record(events.MESSAGE_DROPPED, about=_line(message), by=SYSTEM, template=message.template)


def _put_off(message: OutboxMessage, fault: Exception, now: datetime) -> None:
    """Wait twice as long each time; keep the kind of fault only, for its words can hold an address."""
    message.attempts += 1
    message.try_after = now + min(FIRST_WAIT * 2 ** min(message.attempts - 1, 10), LONGEST_WAIT)
    message.failure = type(fault).__name__
    message.save(update_fields=["attempts", "try_after", "failure"])
    record(
        events.MESSAGE_FAILED,
        about=_line(message),
        by=SYSTEM,
        template=message.template,
        attempts=message.attempts,
        fault=message.failure,
    )


def _line(message: OutboxMessage) -> Subject:
    return Subject("message", str(message.pk), message.context.get("reference", ""), message.hub_id)


@shared_task(bind=True, name="referrals.tasks.remove_old_drafts", expires=1800)
def remove_old_drafts(self) -> int:
    """Remove what nobody sent and nobody touched for DRAFT_DAYS; what was typed is never read here."""
    with acting_as_system(str(self.request.id or "")), transaction.atomic():
        now = timezone.now()
        return sum(tidy(now=now, by=SYSTEM) for tidy in (tidy_drafts, tidy_answers, tidy_case_drafts))


@shared_task(bind=True, name="referrals.tasks.suggest_bars", expires=60)
def suggest_bars(self) -> int:
    """Compare staff whose own particulars changed with the people of every record; run twice, it bars once."""
    with acting_as_system(str(self.request.id or "")), transaction.atomic():
        return suggest_bars_to_staff(by=SYSTEM, now=timezone.now(), at_most=MOST_AT_ONCE)


@shared_task(bind=True, name="referrals.tasks.tell_of_openings", expires=3600)
def tell_workers_of_openings(self) -> int:
    """The digest of the day before, once a day; run twice, it tells once."""
    with acting_as_system(str(self.request.id or "")), transaction.atomic():
        return tell_of_openings(timezone.now())


@shared_task(bind=True, name="referrals.tasks.chase_requests", expires=240)
def chase_requests(self) -> int:
    """Remind agencies of what is due soon or overdue; run twice, it reminds once."""
    with acting_as_system(str(self.request.id or "")):
        return chase(timezone.now())
