"""What a referrer with an account may read back of the referrals they sent."""

from datetime import datetime
from typing import NamedTuple

from mash.postgres.functions import rows_of


class OwnReferral(NamedTuple):
    reference: str
    received_at: datetime
    status: str


def own_referrals() -> list[OwnReferral]:
    """What the person acting has sent with their account: reference, time and stage, nothing else."""
    return rows_of("mash_own_referrals", OwnReferral)


class OwnFeedback(NamedTuple):
    reference: str
    text: str
    at: datetime


def own_feedback() -> dict[str, OwnFeedback]:
    """What the person acting was told of the referrals they sent with their account, newest each, by reference."""
    return {feedback.reference: feedback for feedback in rows_of("mash_own_feedback", OwnFeedback)}


class OwnWorkplace(NamedTuple):
    role: str
    organisation: str
    source_code: str
    phone: str


def own_workplace() -> OwnWorkplace | None:
    """Where the person acting works, as they said in the last referral they sent with their account."""
    return next(iter(rows_of("mash_own_workplace", OwnWorkplace)), None)
