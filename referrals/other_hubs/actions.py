"""Ask another hub about somebody of a case, and answer what another hub asks."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from uuid_utils.compat import uuid7

from agencies.models import Hub
from audit.recording import Subject, record
from mash.refusals import RuleViolation, need
from referrals import events
from referrals.access import other_hubs
from referrals.access.other_hubs import AskedByHub
from referrals.messages.outbox import post
from referrals.models import HubAsk, Referral


@transaction.atomic
def ask_hub(referral: Referral, *, hub: int, why: str, by, now: datetime | None = None) -> None:
    """Ask the duty team of another hub. They learn who asks and `why`, and neither the case nor its reference."""
    now = now or timezone.now()
    need(why, "Enter what you ask, and why.", "why")
    key = other_hubs.ask_hub(referral, hub, why=why, key=uuid7(), now=now)
    if key is None:
        raise RuleViolation("You have already asked this hub, or there is nothing to ask for any more.")
    record(events.HUB_ASKED, about=referral, by=by, now=now, to_hub=hub, ask=str(key))
    asked = Hub.objects.get(pk=hub)
    post(template="hub_asked", to=asked.duty_email, hub=asked, key=f"hub_asked:{key}", now=now)


@transaction.atomic
def answer_hub(ask: AskedByHub, *, outcome: str, answer: str = "", by, now: datetime | None = None) -> None:
    """Answer what another hub asks, in words for the readers of its case, or say that there is nothing to share."""
    now = now or timezone.now()
    if outcome == HubAsk.Outcome.ANSWER:
        need(answer, "Enter your answer.", "answer")
    if not other_hubs.answer_hub(ask.key, outcome=outcome, answer=answer, now=now):
        raise RuleViolation("Somebody answered this already. Go back to what other hubs ask.")
    about = Subject("ask of another hub", str(ask.key), "", by.hub_id)
    record(events.HUB_ANSWERED, about=about, by=by, now=now, ask=str(ask.key), outcome=outcome)
