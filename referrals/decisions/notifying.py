"""Recording that something was told which the law asks to be told by a day, and reminding of it before."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from audit.recording import record
from mash.refusals import RuleViolation
from referrals import events
from referrals.decisions.standing import Standings
from referrals.evidence.frozen_records import frozen
from referrals.messages.outbox import remind
from referrals.models import NotificationMade, Referral
from referrals.overview.notifications import Wanted, still_to_make
from referrals.timing.targets import DUE_FIELDS, note_next_due, opening_of, week_of
from referrals.workflow import lock, touch


def open_notifications(referral: Referral, standings: Standings) -> list[Wanted]:
    """Return what the signed decisions ask to be told and nobody has recorded as told, the earliest first."""
    decisions = [decision for decision in standings.in_force if decision.route_details or decision.fgm_duty]
    if not decisions:
        return []
    made = referral.notifications_made.values_list("code", "subject__position", "due_on")
    return still_to_make(decisions, ((f"{code}-{position}", due_on) for code, position, due_on in made))


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
) -> NotificationMade:
    """Record that a notification (its key) was made. Raises RuleViolation."""
    now = now or timezone.now()
    referral = lock(referral, seen=seen)
    standings = Standings.of(referral)
    waiting = {entry.key: entry for entry in open_notifications(referral, standings)}
    if notification not in waiting:
        raise RuleViolation("Select what was done. A colleague may have recorded it already.", field="notification")
    if made_on > timezone.localdate(now):
        raise RuleViolation("The date it was done must be today or in the past.", field="made_on")
    if not detail.strip():
        raise RuleViolation("Enter who did it, to whom, and its reference.", field="detail")
    entry = waiting[notification]
    made = referral.notifications_made.create(
        decision=entry.decision,
        subject=entry.decision.subject,
        code=entry.code,
        due_on=entry.due_on,
        made_on=made_on,
        detail=detail,
        by=by,
        at=now,
    )
    record(
        events.NOTIFICATION_MADE,
        about=referral,
        by=by,
        now=now,
        frozen=frozen(made),
        notification=entry.code,
        person=entry.position,
        due_on=entry.due_on.isoformat(),
        made_on=made_on.isoformat(),
    )
    note_notifications_due(referral, standings)
    touch(referral, by=by, now=now, what="recorded a notification", fields=("notify_by", *DUE_FIELDS))
    return made


def note_notifications_due(referral: Referral, standings: Standings) -> list[Wanted]:
    """Set, on the object only, by which day the case is due for what the law asks to be told. Return all of it."""
    waiting = open_notifications(referral, standings)
    referral.notify_by = waiting[0].due_on if waiting else None
    note_next_due(referral)
    return waiting


def remind_of(referral: Referral, waiting: list[Wanted], *, by, now: datetime) -> None:
    """Tell the duty team and the worker of each, once for its day: as the hub opens on the last open day before it."""
    for entry in waiting:
        day_before = week_of(referral.hub).open_day_before(entry.due_on)
        remind(
            [referral.allocated_to or by],
            referral,
            template="notification_due",
            mark=f"{entry.key}:{entry.due_on}",
            on=entry.due_on,
            not_before=max(opening_of(referral.hub, day_before), now),
            now=now,
            due=entry.due_on.isoformat(),
        )
