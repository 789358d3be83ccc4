"""Recording that something was told which the law asks to be told by a day."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from audit.recording import record
from mash.govuk.moments import words
from mash.refusals import RuleViolation
from referrals import events
from referrals.decisions.standing import Standings
from referrals.evidence.frozen_records import frozen
from referrals.models import Note, Referral
from referrals.overview.notifications import Notification, still_to_make
from referrals.workflow import lock, touch


def open_notifications(referral: Referral, standings: Standings) -> list[Notification]:
    """Return what the signed decisions ask to be told and nobody has recorded as told, the earliest first."""
    decisions = [decision for decision in standings.in_force if decision.route_details or decision.fgm_duty]
    if not decisions:
        return []
    return still_to_make(decisions, referral.notes.values_list("text", flat=True))


@transaction.atomic
def record_notification(
    referral: Referral,
    *,
    notification: str,
    made_on: date,
    detail: str,
    by,
    seen: int | None = None,
    now: datetime | None = None,
) -> Note:
    """Record, as a note, that a notification (its key) was made. Raises RuleViolation."""
    now = now or timezone.now()
    referral = lock(referral, seen=seen)
    waiting = {entry.key: entry for entry in open_notifications(referral, Standings.of(referral))}
    if notification not in waiting:
        raise RuleViolation("Select what was done. A colleague may have recorded it already.", field="notification")
    if made_on > timezone.localdate(now):
        raise RuleViolation("The date it was done must be today or in the past.", field="made_on")
    if not detail.strip():
        raise RuleViolation("Enter who did it, to whom, and its reference.", field="detail")
    entry = waiting[notification]
    note = referral.notes.create(text=f"{entry.mark} Done on {words(made_on)}.\n\n{detail}", by=by, at=now)
    record(
        events.NOTIFICATION_MADE,
        about=referral,
        by=by,
        now=now,
        frozen=frozen(note),
        note=str(note.pk),
        notification=entry.code,
        person=entry.position,
        made_on=made_on.isoformat(),
    )
    touch(referral, by=by, now=now, what="recorded a notification")
    return note
