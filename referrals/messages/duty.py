"""What the duty team is told at once by e-mail, at any stage: that a case cannot wait."""

from datetime import datetime

from audit.recording import record
from referrals import events
from referrals.messages.outbox import post
from referrals.models import Flag, RatingGiven, Referral


def tell_duty_team(
    referral: Referral, why: RatingGiven | Flag, *, template: str = "red_rating", by, now: datetime
) -> None:
    """Post the message to the duty team. `why` is the row it tells of: each new one is news again."""
    post(
        template=template,
        to=referral.hub.duty_email,
        hub=referral.hub,
        key=f"{template}:{why.pk}",
        now=now,
        reference=referral.reference,
    )
    if isinstance(why, Flag):
        record(events.DUTY_TOLD, about=referral, by=by, now=now, flag=str(why.pk))
    else:
        record(events.DUTY_TOLD, about=referral, by=by, now=now, rating=str(why.pk))
