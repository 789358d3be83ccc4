"""The action by which an auditor takes up an unusual access, or closes it with its outcome."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from audit import events
from audit.models import UnusualAccess
from audit.recording import Subject, record
from mash.refusals import RuleViolation, StalePage, who_changed

State, Outcome = UnusualAccess.State, UnusualAccess.Outcome


@transaction.atomic
def judge(
    access: UnusualAccess,
    *,
    finding: str,
    note: str,
    seen: int,
    by,
    breach_owner: str = "",
    reported_to: str = "",
    reported_on: date | None = None,
    report_reference: str = "",
    now: datetime | None = None,
) -> UnusualAccess:
    """Take up an unusual access, or close it with its outcome, and log it.

    Raises RuleViolation for a breach without owner and report, and StalePage if somebody else has changed the entry.
    """
    outcome = "" if finding == State.TAKEN_UP else Outcome(finding).value
    report = {"reported_to": reported_to, "reported_on": reported_on, "report_reference": report_reference}
    if outcome != Outcome.BREACH:
        breach_owner, report = "", {"reported_to": "", "reported_on": None, "report_reference": ""}
    elif not (breach_owner and all(report.values())):
        raise RuleViolation("Enter who owns the breach, and where, when and under what reference it is reported")
    now = now or timezone.now()
    # Two auditors may judge at the same time: the second waits here, then finds another version.
    fresh = UnusualAccess.objects.select_for_update().get(pk=access.pk)
    if fresh.version != seen:
        standing = fresh.get_outcome_display() or fresh.get_state_display()
        what = f"{standing.lower()}, “{fresh.note}”"
        first = who_changed("this entry", by=fresh.judged_by_name, at=fresh.judged_at, what=what)
        raise StalePage(
            f"{first} Yours was not saved. Look again, then send it if it still stands.", version=fresh.version
        )
    state = State.DISMISSED if outcome else State.TAKEN_UP
    # The 72 hours run from when it was first judged a breach, whatever it was judged in between.
    breach_at = fresh.breach_at or (now if outcome == Outcome.BREACH else None)
    changes = {"state": state, "note": note, "version": fresh.version + 1, "outcome": outcome, "breach_at": breach_at}
    changes |= {"judged_by_id": by.pk, "judged_by_name": by.audit_name.name, "judged_at": now}
    changes |= {"breach_owner": breach_owner, **report}
    for name, value in changes.items():
        setattr(fresh, name, value)
    fresh.save(update_fields=list(changes))
    detail: dict[str, Any] = {"state": state, "reason": fresh.reason, "outcome": outcome, "accounts": [fresh.by_id]}
    if outcome == Outcome.BREACH:
        detail |= {"reported_to": reported_to, "reported_on": str(reported_on), "report_reference": report_reference}
    record(events.UNUSUAL_JUDGED, about=subject(fresh), by=by, now=now, purpose=note, **detail)
    return fresh


def subject(access: UnusualAccess) -> Subject:
    return Subject("unusual access", str(access.pk), access.reference, access.hub_id)
