"""The actions of triage: recommend, rate, and choose the way on. Going back and away: `returning.py`."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from agencies import roles
from audit.recording import record
from mash.govuk.moments import words as in_words
from mash.refusals import RuleViolation, need
from referrals import codes, events
from referrals.access.adults import check_manages
from referrals.codes import Status, lists
from referrals.codes.offering import refuse_not_offered
from referrals.evidence.frozen_records import frozen
from referrals.messages.duty import tell_duty_team
from referrals.models import RatingGiven, Referral
from referrals.overview.reported_risk import ReportedRisk
from referrals.timing.pauses import end_every_pause
from referrals.timing.targets import DUE_FIELDS, start_final_clock, stop_clock
from referrals.triage.ratings import give_rating, restart_final_clock
from referrals.triage.recommendations import recommended_words
from referrals.triage.ways import Way
from referrals.workflow import MoveNotAllowed, lock, move, touch

RATED_STAGES = (Status.TRIAGED, Status.GATHERING, Status.DECIDING)


@transaction.atomic
def recommend(
    referral: Referral, *, level: str, way: str, reason: str, by, seen: int | None = None, now: datetime | None = None
) -> RatingGiven:
    """Record a recommendation for the manager who triages. It sets no rating and starts no clock."""
    now = now or timezone.now()
    referral, way = lock(referral, seen=seen), Way(way)
    if referral.status != Status.RECEIVED:
        raise MoveNotAllowed(f"This case is “{referral.get_status_display()}”: a recommendation comes before triage.")
    _refuse_way_not_offered(referral, way)
    need(reason, "Enter why you recommend this.", "reason")
    rating = referral.ratings.create(
        stage=codes.RatingStage.TRIAGE, level=level, reason=reason, is_recommendation=True, by=by, at=now
    )
    # The rating row has no field for the way on; the note says it in fixed words.
    note = referral.notes.create(text=f"{recommended_words(level, way)}\n\n{reason}", by=by, at=now)
    referral.recommended_exit = way if way.is_exit else ""
    referral.reported_risk &= ~ReportedRisk.RED_RECOMMENDED
    # Even a recommended red rating means that nothing about the case should wait, least of all for a rating.
    if level == codes.Rating.RED:
        referral.reported_risk |= ReportedRisk.RED_RECOMMENDED
        end_every_pause(referral, by=by, now=now)
        tell_duty_team(referral, rating, template="red_recommended", by=by, now=now)
    record(events.RECOMMENDED, about=referral, by=by, now=now, frozen=frozen(rating, note), level=level, way=way)
    touch(
        referral,
        by=by,
        now=now,
        what="recommended at triage",
        fields=("recommended_exit", "reported_risk", *DUE_FIELDS),
    )
    return rating


@transaction.atomic
def triage(
    referral: Referral,
    *,
    level: str,
    reason: str,
    way: str,
    rationale: str = "",
    by,
    seen: int | None = None,
    now: datetime | None = None,
) -> Referral:
    """Rate a received referral and choose how it goes on: ask partners, or decide now.

    An early exit needs a `rationale`; each subject's decision is then drafted and signed as usual.
    """
    now = now or timezone.now()
    referral, way = lock(referral, seen=seen), Way(way)
    check_manages(by, roles.TRIAGE, referral)
    if referral.status != Status.RECEIVED:
        raise MoveNotAllowed(_triaged_words(referral))
    _refuse_way_not_offered(referral, way)
    need(reason, "Enter the reason for the rating.", "reason")
    if way.is_exit or way == Way.DECIDE:
        need(rationale, "Enter why the case should go this way.", "rationale")
    give_rating(referral, level=level, reason=reason, by=by, now=now)
    stop_clock(referral, codes.ClockMeasure.FIRST_DECISION, now=now)
    start_final_clock(referral)
    referral.recommended_exit = way if way.is_exit else ""
    referral.save(update_fields=["rating", "recommended_exit", *DUE_FIELDS])
    moved = move(
        referral,
        "triage" if way == Way.PARTNERS else "start deciding",
        by=by,
        now=now,
        reason=f"{way.label}: {rationale}" if rationale else way.label,
    )
    record(events.TRIAGED, about=referral, by=by, now=now, frozen=frozen(moved), level=level, way=way)
    return referral


def _refuse_way_not_offered(referral: Referral, way: Way) -> None:
    if way.is_exit:
        message = "Select a way on that your hub offers."
        refuse_not_offered(lists.EARLY_EXIT, way, referral.hub, field="way", message=message)


def _triaged_words(referral: Referral) -> str:
    """Explain who has triaged the case already, and when."""
    last = referral.moves.select_related("by").last()
    if last is None:
        return f"This case is “{referral.get_status_display()}” already. Go back to the case."
    return (
        f"{last.by.name if last.by else 'Somebody'} got there first: this case has been "
        f"“{referral.get_status_display()}” since {in_words(last.at)}. Go back to the case."
    )


@transaction.atomic
def rate(
    referral: Referral, *, level: str, reason: str, by, seen: int | None = None, now: datetime | None = None
) -> Referral:
    """Change the rating of a case between triage and decision."""
    now = now or timezone.now()
    referral = lock(referral, seen=seen)
    check_manages(by, roles.TRIAGE, referral)
    if referral.status not in RATED_STAGES:
        raise MoveNotAllowed(
            f"This case is “{referral.get_status_display()}”. Its rating can change from triage until it is decided."
        )
    need(reason, "Enter the reason for the change.", "reason")
    if level == referral.rating:
        raise RuleViolation("Select a different rating, or go back to the case to leave it as it is.", field="level")
    give_rating(referral, level=level, reason=reason, by=by, now=now)
    restart_final_clock(referral, now=now)
    touch(referral, by=by, now=now, what="changed the rating", fields=("rating", *DUE_FIELDS))
    return referral
