"""The e-mail to the duty team about a red rating, given at any stage."""

from datetime import datetime

from audit.recording import record
from referrals import events
from referrals.messages.outbox import post
from referrals.models import RatingGiven, Referral


def tell_duty_team(referral: Referral, rating: RatingGiven, *, by, now: datetime) -> None:
    post(
        template="red_rating",
        to=referral.hub.duty_email,
        hub=referral.hub,
        key=f"red_rating:{rating.pk}",  # a second red rating of the case is news again
        now=now,
        reference=referral.reference,
    )
    record(events.DUTY_TOLD, about=referral, by=by, now=now, rating=str(rating.pk))
