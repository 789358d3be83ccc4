"""Giving a rating: a row that stays, the clock it sets, and the duty team told of a red one."""

from datetime import datetime

from audit.recording import record
from referrals import events
from referrals.codes import ClockMeasure, Rating, RatingStage
from referrals.evidence.frozen_records import frozen
from referrals.messages.duty import tell_duty_team
from referrals.models import RatingGiven, Referral
from referrals.timing.pauses import end_every_pause
from referrals.timing.targets import end_pause, pauses_of, start_clock, stop_clock


def give_rating(referral: Referral, *, level: str, reason: str, by, now: datetime) -> RatingGiven:
    """Rate a case already locked; `rating` and the due fields change on the object, whoever calls saves them."""
    rating = referral.ratings.create(stage=RatingStage.TRIAGE, level=level, reason=reason, by=by, at=now)
    before, referral.rating = referral.rating, level
    record(events.RATED, about=referral, by=by, now=now, frozen=frozen(rating), level=level, before=before)
    if level == Rating.RED:
        end_every_pause(referral, by=by, now=now)
        tell_duty_team(referral, rating, by=by, now=now)
    return rating


def restart_final_clock(referral: Referral, *, now: datetime) -> None:
    """The new rating's target counts from where the first one began, without its pauses; the clock it replaces stays
    as history. A pause that stands ends: it was granted to a case of another urgency.
    """
    running = referral.clocks.filter(measure=ClockMeasure.FINAL_DECISION, stopped_at=None).first()
    if running:
        end_pause(running, referral.hub, now=now)
    stop_clock(referral, ClockMeasure.FINAL_DECISION, now=now, replaced=True)
    start_clock(
        referral,
        ClockMeasure.FINAL_DECISION,
        started_at=running.started_at if running else now,
        pauses=pauses_of(running) if running else (),
    )
