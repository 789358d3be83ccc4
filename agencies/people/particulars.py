"""Reading and setting staff particulars, which keep people from records about their own family."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from agencies import events, registry
from agencies.changes import save_changes
from agencies.editions import lock_edition, raise_version
from agencies.models import StaffParticulars, User
from audit.recording import record

PARTICULARS = ("last_names", "date_of_birth", "address", "postcode")


def particulars_of(user: User) -> StaffParticulars:
    """Return the user's particulars, unsaved and empty if there are none."""
    return StaffParticulars.objects.filter(user=user).first() or StaffParticulars(user=user)


@transaction.atomic
def set_particulars(*, user: User, by: User, seen: int | None = None, now: datetime | None = None, **values) -> bool:
    """Set a user's particulars; return whether any differed. The worker compares them with all records
    within a minute.
    """
    now = now or timezone.now()
    edition = lock_edition(user, "particulars", seen=seen)
    particulars, _ = StaffParticulars.objects.get_or_create(user=user, defaults={"changed_at": now})
    changed = sorted(save_changes(particulars, PARTICULARS, values)["after"])
    if changed:
        particulars.changed_at = now
        particulars.terms = registry.terms_of_staff(**{name: getattr(particulars, name) for name in PARTICULARS})
        particulars.save(update_fields=["terms", "changed_at"])
        raise_version(edition, by=by, now=now, what="changed them")
        # The names of the fields alone: auditors must not learn a colleague's address from the log.
        record(events.PARTICULARS_CHANGED, about=user, by=by, now=now, changed=changed)
    return bool(changed)
