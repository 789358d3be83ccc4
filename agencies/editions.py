"""Optimistic locking for the administrator's pages: a form sent from a stale page is refused, saying what changed."""

from datetime import datetime

from django.db.models import Model
from django.utils import timezone

from agencies.models import Edition
from audit.recording import actor
from mash.refusals import StalePage, who_changed

MODEL_LABELS = {"user": "this person", "agency": "this agency", "sharingagreement": "this agreement"}
PART_LABELS = {
    "particulars": "these particulars",
    "targets": "the targets",
    "hours": "the opening hours",
    "settings": "the hub’s settings",
    "pauses": "the rules of pauses",
    "list": "this list",
}
UNKNOWN_CHANGE = "This page was opened too long ago to tell what has changed since."
WHAT_NEXT = "Nothing of yours has been saved. Check what stands now, then press the button again."


def version_of(instance: Model, *parts: str) -> int:
    """Return the current version, 0 if it was never changed. Read it before the record itself."""
    return Edition.objects.filter(of=_key(instance, parts)).values_list("version", flat=True).first() or 0


def lock_edition(instance: Model, *parts: str, seen: int | None = None) -> Edition:
    """Lock the edition until the transaction ends, and refresh `instance` from the database.

    Raises StalePage, saying who changed what and when, if `seen` is not the current version.
    """
    # A row of its own to lock, since a set of questions or targets may have no row yet.
    edition, _ = Edition.objects.get_or_create(of=_key(instance, parts))
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    # Read again behind the lock: whoever held it before us may have changed the record.
    instance.refresh_from_db()
    if seen is not None and seen != edition.version:
        raise StalePage(_stale_message(edition, instance, parts), version=edition.version)
    return edition


def raise_version(edition: Edition, *, by, what: str, now: datetime | None = None) -> None:
    """Note that a locked edition has changed, who changed it and how `what` describes it."""
    edition.version += 1
    edition.changed_at, edition.changed_by = now or timezone.now(), actor(by).name[:120]
    edition.changed_what = what[:300]
    edition.save()


def _key(instance: Model, parts: tuple[str, ...]) -> str:
    return " ".join([str(instance._meta.model_name), str(instance.pk), *parts])


def _stale_message(edition: Edition, instance: Model, parts: tuple[str, ...]) -> str:
    if not edition.changed_at:
        return f"{UNKNOWN_CHANGE} {WHAT_NEXT}"
    label = PART_LABELS.get(parts[0], "these questions") if parts else MODEL_LABELS[str(instance._meta.model_name)]
    changed = who_changed(label, by=edition.changed_by, at=edition.changed_at, what=edition.changed_what)
    return f"{changed} {WHAT_NEXT}"
