"""What somebody's own particulars are, and changing them: they keep that person from records about their own family."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from agencies import events
from agencies.changes import save_changes
from agencies.editions import lock_edition, raise_version
from agencies.models import StaffParticulars, User
from audit.recording import record

PARTICULARS = ("last_names", "date_of_birth", "address", "postcode")


def particulars_of(user: User) -> StaffParticulars:
    return StaffParticulars.objects.filter(user=user).first() or StaffParticulars(user=user)


@transaction.atomic
def set_particulars(*, user: User, by: User, seen: int | None = None, now: datetime | None = None, **facts) -> None:
    """The next comparison, within a minute, goes by what is set here. The access log keeps which changed, not what."""
    now = now or timezone.now()
    edition = lock_edition(user, "particulars", seen=seen)
    held, _ = StaffParticulars.objects.get_or_create(user=user, defaults={"changed_at": now})
    changed = sorted(save_changes(held, PARTICULARS, facts)["after"])
    if changed:
        held.changed_at = now
        held.save(update_fields=["changed_at"])
        raise_version(edition, by=by, now=now, what="changed them")
        record(events.PARTICULARS_CHANGED, about=user, by=by, now=now, changed=changed)
