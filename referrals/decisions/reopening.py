"""Put a decided or closed case back to deciding, to correct a decision or because it is reopened."""

from datetime import datetime

from audit.recording import record
from referrals import codes, events
from referrals.evidence.frozen_records import frozen
from referrals.models import Referral
from referrals.timing.targets import DUE_FIELDS, start_clock, stop_clock
from referrals.workflow import move


def put_back(referral: Referral, *, by, now: datetime, reason: str) -> None:
    """Put a locked case back to deciding: final decision and feedback are due again."""
    stop_clock(referral, codes.ClockMeasure.FEEDBACK, now=now, replaced=True)
    # Moved first: an ended case is due for nothing, an open one also for those who are still to be told.
    moved = move(referral, "reopen", by=by, now=now, reason=reason)
    start_clock(referral, codes.ClockMeasure.FINAL_DECISION, started_at=now)
    referral.save(update_fields=[*DUE_FIELDS])
    record(events.REOPENED, about=referral, by=by, now=now, frozen=frozen(moved))
