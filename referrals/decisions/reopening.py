"""Put a decided or closed case back: to deciding, or a duplicate to where it was."""

from datetime import datetime

from audit.recording import record
from referrals import codes, events
from referrals.access.visible import only_read, visible_referrals
from referrals.codes import Status
from referrals.evidence.frozen_records import frozen
from referrals.models import CaseLink, Move, Referral
from referrals.timing.targets import DUE_FIELDS, pauses_of, start_clock, stop_clock, week_for
from referrals.workflow import move


def put_back(referral: Referral, *, by, now: datetime, reason: str) -> None:
    """Put a locked case back to deciding: final decision and feedback are due again."""
    stop_clock(referral, codes.ClockMeasure.FEEDBACK, now=now, replaced=True)
    # Moved first: an ended case is due for nothing, an open one also for those who are still to be told.
    moved = move(referral, "reopen", by=by, now=now, reason=reason)
    start_clock(referral, codes.ClockMeasure.FINAL_DECISION, started_at=now)
    referral.save(update_fields=[*DUE_FIELDS])
    record(events.REOPENED, about=referral, by=by, now=now, frozen=frozen(moved))


def ended_as_duplicate(referral: Referral) -> Move | None:
    """Return the move that ended this case into another, if that is how it stands."""
    newest = referral.moves.last() if referral.status == Status.CLOSED else None
    return newest if newest and newest.name == "end as a duplicate" else None


def duplicate_links(referral: Referral, *, by) -> list[CaseLink]:
    """Return the standing links of this case with what it ended into, where this person works on both.

    A duplicate can always be reopened. Where the other case was restricted meanwhile, its link stays until somebody who
    works on both undoes it.
    """
    links = (
        CaseLink.objects.standing().filter(first=referral, kind=CaseLink.Kind.DUPLICATE).select_related("second__hub")
    )
    seen = list(visible_referrals(by).filter(pk__in=links.values("second")))
    works_on = {case.pk for case in seen} - only_read(by, seen)
    return [link for link in links if link.second_id in works_on]


def put_back_duplicate(referral: Referral, ended: Move, *, by, now: datetime, reason: str) -> None:
    """Put a locked case back that was no duplicate: to triage if it never was triaged, otherwise to deciding.

    Nothing was decided about it, so its clock counts from its arrival.
    """
    untriaged = ended.from_status == Status.RECEIVED
    moved = move(referral, "reopen to triage" if untriaged else "reopen", by=by, now=now, reason=reason)
    measure = codes.ClockMeasure.FIRST_DECISION if untriaged else codes.ClockMeasure.FINAL_DECISION
    newest = referral.clocks.exclude(measure=codes.ClockMeasure.FEEDBACK).last()
    week = week_for(newest, referral.hub)
    start_clock(referral, measure, started_at=newest.started_at, pauses=pauses_of(newest), week=week)
    referral.save(update_fields=[*DUE_FIELDS])
    record(events.REOPENED, about=referral, by=by, now=now, frozen=frozen(moved))
