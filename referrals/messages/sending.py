"""Sending the messages in the outbox, each in a transaction of its own."""

from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from audit.recording import SYSTEM, Subject, record
from mash.postgres.functions import value_of
from referrals import events
from referrals.messages.compose import compose
from referrals.models import OutboxMessage

# The waits double up to an hour, so that a mail server that is back gets its mail soon.
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
# After this, or once the mail server refuses it for good, somebody has to tell them in another way.
GIVE_UP_AFTER = timedelta(days=1)
# Not sent to an address that an agency no longer has: nobody there is told.
OWED = frozenset({"request_sent", "product_released"})


@transaction.atomic
def send_next() -> bool | None:
    """Send the oldest waiting message. Return whether it was sent, or None if none is waiting."""
    now = timezone.now()
    waiting = OutboxMessage.objects.filter(
        Q(try_after=None) | Q(try_after__lte=now), sent_at=None, dropped_at=None, failed_at=None
    )
    # Workers skip each other's rows. Only the message is locked, not its hub.
    message = waiting.select_for_update(skip_locked=True, of=("self",)).select_related("hub").first()
    if message is None:
        return None
    # Asked now and not when it was posted: rights may have changed while the message waited.
    if not still_concerns(message):
        _drop(message, now)
        return False
    try:
        compose(message).send()
    except Exception as fault:  # one bad message must not stop the others
        _put_off(message, fault, now)
        return False
    # A crash before this line sends the message twice; the other order could lose it.
    message.sent_at, message.failure = now, ""
    message.save(update_fields=["sent_at", "failure"])
    record(events.MESSAGE_SENT, about=_line(message), by=SYSTEM, template=message.template)
    return True


def _drop(message: OutboxMessage, now: datetime) -> None:
    """Drop a message, because the person may no longer see the record it points to."""
    message.dropped_at = now
    message.failed_at = now if message.template in OWED else None
    message.save(update_fields=["dropped_at", "failed_at"])
    record(events.MESSAGE_DROPPED, about=_line(message), by=SYSTEM, template=message.template)


def _put_off(message: OutboxMessage, fault: Exception, now: datetime) -> None:
    """Set the next attempt, twice as far away each time, or give up.

    Only the class of the error is stored: its text can contain the e-mail address.
    """
    message.attempts += 1
    message.try_after = now + min(FIRST_WAIT * 2 ** min(message.attempts - 1, 10), LONGEST_WAIT)
    message.failure = type(fault).__name__
    message.failed_at = now if _is_refused(fault) or now - message.created_at >= GIVE_UP_AFTER else None
    message.save(update_fields=["attempts", "try_after", "failure", "failed_at"])
    record(
        events.MESSAGE_GIVEN_UP if message.failed_at else events.MESSAGE_FAILED,
        about=_line(message),
        by=SYSTEM,
        template=message.template,
        attempts=message.attempts,
        fault=message.failure,
    )


def _is_refused(fault: Exception) -> bool:
    """Whether the mail server refuses this recipient for good (RFC 5321, section 4.2.1: 5yz)."""
    if not isinstance(fault, SMTPRecipientsRefused):
        return False
    return bool(fault.recipients) and all(500 <= code < 600 for code, _ in fault.recipients.values())


def _line(message: OutboxMessage) -> Subject:
    return Subject("message", str(message.pk), message.context.get("reference", ""), message.hub_id)


def still_concerns(message: OutboxMessage) -> bool:
    """Whether the recipient may still see what the message points to. Background work only."""
    return value_of("mash_still_concerns", message.pk)
