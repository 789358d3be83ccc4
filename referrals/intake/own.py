"""What a referrer with an account may read about the referrals they sent."""

from datetime import datetime
from typing import NamedTuple

from mash.postgres.functions import rows_of


class OwnReferral(NamedTuple):
    reference: str
    received_at: datetime
    status: str


def own_referrals() -> list[OwnReferral]:
    """Return reference, time and stage of the referrals the current person sent, and nothing else."""
    # A database function decides what a sender sees: they have no access to the cases themselves.
    return rows_of("mash_own_referrals", OwnReferral)


class OwnFeedback(NamedTuple):
    reference: str
    text: str
    at: datetime


def own_feedback() -> dict[str, OwnFeedback]:
    """Return the newest feedback on each referral the current person sent, by reference."""
    return {feedback.reference: feedback for feedback in rows_of("mash_own_feedback", OwnFeedback)}


class OwnWorkplace(NamedTuple):
    role: str
    organisation: str
    source_code: str
    phone: str


def own_workplace() -> OwnWorkplace | None:
    """Return the current person's workplace as given in their last referral."""
    return next(iter(rows_of("mash_own_workplace", OwnWorkplace)), None)
