"""Writing a message to the outbox, in the transaction of the work it reports."""

from collections.abc import Iterable
from datetime import date, datetime

from agencies.models import Hub, User
from referrals.models import OutboxMessage, Referral, Referrer

# The end of the key of a copy for whoever works on the case.
TO_A_PERSON = "person"


def post(*, template: str, to: str, hub: Hub, key: str, now: datetime, **context: str) -> None:
    """Write a message to the outbox, unless there is one with the same `key` or `to` is empty.

    `context` may contain references and times, and never a name or details of a case.
    """
    _put(OutboxMessage(hub=hub, template=template, to=to, key=key, created_at=now, context=context))


def post_reminder(
    *, template: str, to: str, hub: Hub, key: str, now: datetime, not_before: datetime, **context: str
) -> None:
    """Write a message that is sent at its time, with the work it reminds of.

    It is dropped instead if that has been done by then (`mash_still_concerns` in referrals/access/messages.sql).
    """
    facts = {"template": template, "to": to, "key": key, "context": context}
    # Sending is given up a day after `created_at`, which for a reminder is when it was due.
    _put(OutboxMessage(hub=hub, created_at=max(now, not_before), try_after=not_before, **facts))


def remind(
    people: Iterable[User],
    referral: Referral,
    *,
    template: str,
    on: date,
    not_before: datetime,
    now: datetime,
    mark: str = "",
    **context: str,
) -> None:
    """Remind the duty team and `people` on a day, if what it is about stands then. Once for each `mark` or day."""
    duty = referral.hub.duty_email
    persons = {person.email: f"{person.pk}:{TO_A_PERSON}" for person in people}
    for to in dict.fromkeys([duty, *persons]):
        post_reminder(
            template=template,
            to=to,
            hub=referral.hub,
            key=f"{template}:{referral.pk}:{mark or on.isoformat()}:{'duty' if to == duty else persons[to]}",
            now=now,
            not_before=not_before,
            reference=referral.reference,
            on=on.isoformat(),
            **context,
        )


def _put(message: OutboxMessage) -> None:
    if not message.to:
        return
    # ON CONFLICT DO NOTHING: this role may not read the outbox to see whether the key is there.
    OutboxMessage.objects.bulk_create([message], ignore_conflicts=True)


def to_public(referrer: Referrer) -> dict[str, str]:
    """Return what marks a message to anybody but a known colleague: its subject and sender say nothing to an inbox."""
    return {} if referrer.is_known_colleague else {"to_public": "yes"}
