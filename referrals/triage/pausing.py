"""Pause the clocks of a case while it waits for somebody, and let them run again."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from agencies import roles
from agencies.models import Hub
from audit.recording import record
from mash.govuk.moments import words
from mash.refusals import RuleViolation
from referrals import events
from referrals.access.adults import check_manages
from referrals.codes import PauseReason, Status
from referrals.evidence.frozen_records import frozen
from referrals.models import Clock, ClockPause, InformationRequest, Referral
from referrals.timing.pauses import Pausable, end_pauses, pausable, pauses_in, why_not_pausable
from referrals.timing.targets import DUE_FIELDS, begin_pause, note_next_due, week_of
from referrals.workflow import lock, touch

ALL = "all"
OWN = "own:"  # prefix of the hub's own reasons


def reasons_of(hub: Hub) -> list[tuple[str, str]]:
    """Return the usual reasons, followed by the hub's own."""
    usual = [(reason.value, reason.label) for reason in PauseReason if reason != PauseReason.HUB_OWN]
    return usual + [(f"{OWN}{words}", words) for words in hub.pause_reasons]


@transaction.atomic
def pause_clocks(
    referral: Referral,
    *,
    what: Sequence[str],
    reason: str,
    why: str,
    review_on: date,
    by,
    seen: int | None = None,
    now: datetime | None = None,
) -> list[ClockPause]:
    """Pause clocks from now on and return the pauses. `what` has keys of `pausable`, or ALL.

    A pause is never backdated: time that ran unnoticed is part of how long the case took.
    """
    now = now or timezone.now()
    referral = lock(referral, seen=seen)
    check_manages(by, roles.TRIAGE, referral)
    if refusal := why_not_pausable(referral):
        raise RuleViolation(refusal)
    chosen = _chosen(referral, what)
    # The hub may have removed one of its reasons since the page was opened.
    if reason not in dict(reasons_of(referral.hub)):
        raise RuleViolation("Select why the clock is paused.", field="reason")
    if not why.strip():
        raise RuleViolation("Enter what the case is waiting for.", field="why")
    check_review_date(referral.hub, review_on, today=timezone.localdate(now))
    code, own = (PauseReason.HUB_OWN, reason.removeprefix(OWN)) if reason.startswith(OWN) else (reason, "")
    pauses = []
    for clock in chosen:
        # An agency may be answering this request now, which ends its clock.
        thing = _locked(clock.thing)
        begin_pause(thing, review_on=review_on, now=now)
        of = {"clock": thing} if isinstance(thing, Clock) else {"request": thing}
        pauses.append(
            referral.pauses.create(**of, reason=code, own_reason=own, why=why, review_on=review_on, by=by, at=now)
        )
    # The queue sorts by the earliest target, which a pause moves to its review.
    note_next_due(referral)
    record(
        events.CLOCK_PAUSED,
        about=referral,
        by=by,
        now=now,
        frozen=frozen(*pauses),
        what=[clock.key for clock in chosen],
        reason=code,
        review_on=review_on.isoformat(),
    )
    touch(referral, by=by, now=now, what="paused a clock", fields=DUE_FIELDS)
    return pauses


@transaction.atomic
def resume_clocks(
    referral: Referral, *, pauses: Sequence[str], by, seen: int | None = None, now: datetime | None = None
) -> Referral:
    """End pauses, by their keys. Each clock's target moves by the time of the pause."""
    now = now or timezone.now()
    referral = lock(referral, seen=seen)
    if referral.status == Status.RETURNED:
        raise RuleViolation(why_not_pausable(referral))
    if not pauses:
        raise RuleViolation("Select which clocks run again.", field="pauses")
    standing = [pause for pause in pauses_in(referral) if pause.ended_at is None and str(pause.pk) in pauses]
    if not standing:
        raise RuleViolation("This pause has ended already, and the clock runs. Go back to the case.")
    end_pauses(referral, standing, by=by, now=now)
    touch(referral, by=by, now=now, what="ended a pause", fields=DUE_FIELDS)
    return referral


def check_review_date(hub: Hub, review_on: date, *, today: date) -> None:
    """Raise RuleViolation unless `review_on` is an open day after today, within the hub's limit."""
    week = week_of(hub)
    last = week.open_days_after(today, hub.pause_review_days)
    if review_on <= today:
        raise RuleViolation("Review date must be after today.", field="review_on")
    if review_on > last:
        raise RuleViolation(
            f"Review date must be {words(last)} or earlier: your hub reviews a pause within "
            f"{hub.pause_review_days} working day{'' if hub.pause_review_days == 1 else 's'}.",
            field="review_on",
        )
    if not week.is_open_on(review_on):
        raise RuleViolation("Review date must be a day when your hub is open.", field="review_on")


def _chosen(referral: Referral, what: Sequence[str]) -> list[Pausable]:
    clocks = pausable(referral)
    selected = [clock for clock in clocks if ALL in what or clock.key in what]
    # A clock may have stopped since the page was opened: refuse all rather than pause some.
    if not clocks or (ALL not in what and len(selected) < len(set(what))):
        raise RuleViolation("A clock you selected is paused or has stopped already. Check the list.", field="what")
    if not selected:
        raise RuleViolation("Select what to pause.", field="what")
    return selected


def _locked(thing: Clock | InformationRequest) -> Clock | InformationRequest:
    """Return a request's current row, locked. Raises RuleViolation if it has just been answered."""
    if isinstance(thing, Clock):
        return thing
    fresh = InformationRequest.objects.open().select_for_update(of=("self",)).filter(pk=thing.pk).first()
    if fresh is None:
        raise RuleViolation("An agency has just answered a request you selected. Check the list.", field="what")
    return fresh
