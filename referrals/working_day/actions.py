"""The actions of a flag: raise it, and record what was done about it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from audit.recording import record
from mash.refusals import RuleViolation, need, who_changed
from referrals import events
from referrals.messages.duty import tell_duty_team
from referrals.models import Flag, Referral
from referrals.workflow import lock, touch


@transaction.atomic
def raise_flag(referral: Referral, *, reason: str, by, now: datetime | None = None) -> Flag:
    """Flag a case as one to look at now, and tell the duty team at once.

    It leaves the version of the case, so nobody's open page becomes stale.
    """
    now = now or timezone.now()
    need(reason, "Enter why somebody has to look at this case now.", "reason")
    flag = referral.flags.create(kind=Flag.Kind.COLLEAGUE, reason=reason, by=by, at=now)
    record(events.FLAGGED, about=referral, by=by, now=now, flag=str(flag.pk))
    tell_duty_team(referral, flag, template="look_now", by=by, now=now)
    return flag


@transaction.atomic
def clear_flag(
    referral: Referral, *, flag: UUID, what_was_done: str, by, seen: int | None = None, now: datetime | None = None
) -> Flag:
    """Record what was done about a flag, which takes it off everybody's list. Raises RuleViolation."""
    now = now or timezone.now()
    referral = lock(referral, seen=seen)
    standing = referral.flags.select_related("cleared_by").get(pk=flag)
    if standing.cleared_by:
        what = "recorded what was done about it"
        raise RuleViolation(who_changed("this flag", by=standing.cleared_by.name, at=standing.cleared_at, what=what))
    need(what_was_done, "Enter what was done.", "what_was_done")
    standing.cleared_at, standing.cleared_by, standing.what_was_done = now, by, what_was_done
    standing.save(update_fields=["cleared_at", "cleared_by", "what_was_done"])
    record(events.FLAG_CLEARED, about=referral, by=by, now=now, flag=str(flag))
    touch(referral, by=by, now=now, what="recorded what was done about a flag")
    return standing
