"""Rate a case: the rating is kept as a row, sets the clock, and red is reported to the duty team."""

from datetime import datetime

from audit.recording import record
from referrals import events
from referrals.codes import ClockMeasure, Rating, RatingStage
from referrals.evidence.frozen_records import frozen
from referrals.messages.duty import tell_duty_team
from referrals.models import RatingGiven, Referral
from referrals.timing.pauses import end_every_pause
from referrals.timing.targets import end_pause, pauses_of, start_clock, stop_clock, week_for


def give_rating(referral: Referral, *, level: str, reason: str, by, now: datetime) -> RatingGiven:
    """Rate a locked case and return the rating.

    The caller saves `rating` and the due fields, which change on the object.
    """
    rating = referral.ratings.create(stage=RatingStage.TRIAGE, level=level, reason=reason, by=by, at=now)
    # Recorded with the rating it replaces, so that the log shows each change by itself.
    before, referral.rating = referral.rating, level
    record(events.RATED, about=referral, by=by, now=now, frozen=frozen(rating), level=level, before=before)
    if level == Rating.RED:
        end_every_pause(referral, by=by, now=now)
        # A red case cannot wait until somebody looks at the queue.
        tell_duty_team(referral, rating, by=by, now=now)
    return rating


def restart_final_clock(referral: Referral, *, now: datetime) -> None:
    """Restart the clock of the final decision with the new rating's target.

    It counts from the original start, in the hours of that day and without the pauses; the replaced
    clock stays as history. A current pause ends, because it was granted for another urgency.
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
        week=week_for(running, referral.hub) if running else None,
    )
