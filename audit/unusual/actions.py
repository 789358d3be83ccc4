"""The action by which an auditor takes up or dismisses an unusual access."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from audit import events
from audit.models import UnusualAccess
from audit.recording import Subject, record
from mash.refusals import StalePage, who_changed


@transaction.atomic
def judge(access: UnusualAccess, *, state: str, note: str, seen: int, by, now: datetime | None = None) -> UnusualAccess:
    """Take up or dismiss an unusual access, and log it. Raises StalePage if somebody else has changed it."""
    now = now or timezone.now()
    # Two auditors may judge at the same time: the second waits here, then finds another version.
    fresh = UnusualAccess.objects.select_for_update().get(pk=access.pk)
    if fresh.version != seen:
        what = f"{fresh.get_state_display().lower()}, “{fresh.note}”"
        first = who_changed("this entry", by=fresh.judged_by_name, at=fresh.judged_at, what=what)
        raise StalePage(
            f"{first} Yours was not saved. Look again, then send it if it still stands.", version=fresh.version
        )
    fresh.state, fresh.note, fresh.version = state, note, fresh.version + 1
    fresh.judged_by_id, fresh.judged_by_name, fresh.judged_at = by.pk, by.audit_name.name, now
    fresh.save(update_fields=["state", "note", "version", "judged_by_id", "judged_by_name", "judged_at"])
    record(events.UNUSUAL_JUDGED, about=subject(fresh), by=by, now=now, purpose=note, state=state, reason=fresh.reason)
    return fresh


def subject(access: UnusualAccess) -> Subject:
    return Subject("unusual access", str(access.pk), access.reference, access.hub_id)
