"""Sending what waits in the outbox, each message in a transaction of its own."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from audit.recording import SYSTEM, Subject, record
from mash.postgres.functions import value_of
from referrals import events
from referrals.messages.compose import compose
from referrals.models import OutboxMessage

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)


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


def still_concerns(message: OutboxMessage) -> bool:
    """May whoever a waiting message is for still see what it points to? Asked by background work only."""
    return value_of("mash_still_concerns", message.pk)
