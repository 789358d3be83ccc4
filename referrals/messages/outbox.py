"""Writing a message to the outbox, in the transaction of the work it reports."""

from datetime import datetime

from agencies.models import Hub
from referrals.models import OutboxMessage, Referrer


def post(*, template: str, to: str, hub: Hub, key: str, now: datetime, **context: str) -> None:
    """Write a message to the outbox, unless there is one with the same `key` or `to` is empty.

    `context` may contain references and times, and never a name or details of a case.
    """
    if not to:
        return
    message = OutboxMessage(hub=hub, template=template, to=to, key=key, created_at=now, context=context)
    # ON CONFLICT DO NOTHING: this role may not read the outbox to see whether the key is there.
    OutboxMessage.objects.bulk_create([message], ignore_conflicts=True)


def to_public(referrer: Referrer) -> dict[str, str]:
    """Return what marks a message to a member of the public: its subject and sender say nothing to a shared inbox."""
    return {} if referrer.is_professional else {"to_public": "yes"}
