"""Records this person may not open: that they exist, requests to see them, and the answers."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from audit.recording import record
from mash.refusals import RuleViolation, who_changed
from referrals import codes, events
from referrals.access.break_glass import ask_to_see, tell_of_ask
from referrals.access.granting import grant_to_user
from referrals.messages.outbox import post
from referrals.models import Ask, Referral


@transaction.atomic
def put_ask(referral: Referral, *, card: str, why: str, by) -> None:
    """Ask the team of the record behind a card. Raises RuleViolation.

    The asker's process never learns which record or team that is.
    """
    if not why.strip():
        raise RuleViolation("Enter why you need to see the record.", field="why")
    # Made here, because the database function must not return anything about the record.
    key = uuid4()
    if ask_to_see(referral, card=card, key=key, why=why) is None:
        raise RuleViolation("You have already asked, or there is nothing to ask for any more. Go back to the case.")
    tell_of_ask(key)
    record(events.ASKED_TO_SEE, about=referral, by=by, ask=str(key))


@transaction.atomic
def answer_ask(
    referral: Referral, *, ask: UUID, until: datetime | None, words: str, by, now: datetime | None = None
) -> None:
    """Answer a request to see this case: access until `until`, or no.

    The e-mail says only that there is an answer.
    """
    now = now or timezone.now()
    # Two colleagues may answer at once: the second sees who was first.
    pending = Ask.objects.select_for_update(of=("self",)).get(pk=ask, referral=referral)
    if pending.answered_by:
        raise RuleViolation(
            who_changed("this ask", by=pending.answered_by.name, at=pending.answered_at, what="answered it")
        )
    # Nobody may let themselves in.
    if pending.asked_by_id == by.pk:
        raise RuleViolation("Somebody else must answer what you asked.")
    if until and until <= now:
        raise RuleViolation("The last day must be today or in the future.", field="until")
    if not until and not words.strip():
        raise RuleViolation("Enter why they are not let in.", field="words")
    if until:
        why = "Let in after asking to see the case"
        visit = codes.GrantKind.VISIT
        grant_to_user(referral, with_user=pending.asked_by, kind=visit, why=why, by=by, until=until, field="let_in")
    pending.answered_at, pending.answered_by, pending.granted, pending.answer = now, by, bool(until), words
    pending.save(update_fields=["answered_at", "answered_by", "granted", "answer"])
    record(events.ASK_ANSWERED, about=referral, by=by, now=now, ask=str(ask), granted=bool(until))
    _tell_the_asker(pending, now=now)


def _tell_the_asker(ask: Ask, *, now: datetime) -> None:
    """Notify the asker, by the reference of their own case if the answerer may know it."""
    from_where = Referral.objects.filter(pk=ask.seen_from_id).values_list("reference", flat=True).first()
    post(
        template="ask_answered",
        to=ask.asked_by.email if ask.asked_by.is_active else "",
        hub=ask.hub,
        key=f"ask answered:{ask.pk}",
        now=now,
        **({"reference": from_where} if from_where else {}),
    )


def asks_for(referral: Referral) -> list[Ask]:
    """Return all requests to see this record, open ones first."""
    asks = Ask.objects.filter(referral=referral).select_related("asked_by", "answered_by")
    return sorted(asks, key=lambda ask: (ask.answered_at is not None, -ask.at.timestamp()))
