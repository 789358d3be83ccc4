"""Posting a message: a row in the same transaction as the work it tells of."""

from datetime import datetime

from agencies.models import Hub
from referrals.models import OutboxMessage


def post(*, template: str, to: str, hub: Hub, key: str, now: datetime, **context: str) -> None:
    """Put a message in the outbox once; the same `key` again does nothing. No address, no message.

    `context` is references and times only: never a name, never a word of a case.
    """
    if not to:
        return
    message = OutboxMessage(hub=hub, template=template, to=to, key=key, created_at=now, context=context)
    OutboxMessage.objects.bulk_create([message], ignore_conflicts=True)
