"""Writing a message to the outbox, in the transaction of the work it reports."""

from datetime import datetime

from agencies.models import Hub
from referrals.models import OutboxMessage


def post(
    *, template: str, to: str, hub: Hub, key: str, now: datetime, not_before: datetime | None = None, **context: str
) -> None:
    """Write a message to the outbox, unless there is one with the same `key` or `to` is empty.

    A reminder is posted with what it reminds of, to be sent `not_before` its time; it is dropped if that has been done
    by then (`mash_still_concerns`).

    `context` may contain references and times, and never a name or details of a case.
    """
    if not to:
        return
    facts = {"template": template, "to": to, "key": key, "context": context}
    message = OutboxMessage(hub=hub, created_at=now, try_after=not_before, **facts)
    # ON CONFLICT DO NOTHING: this role may not read the outbox to see whether the key is there.
    OutboxMessage.objects.bulk_create([message], ignore_conflicts=True)
