"""Two administrators at the same setting: the second is told what the first one did before anything is written over."""

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
}
UNKNOWN_CHANGE = "This page was opened too long ago to tell what has changed since."
WHAT_NEXT = "Nothing of yours has been saved. Check what stands now, then press the button again."


def version_of(thing: Model, *parts: str) -> int:
    """Read it before reading the thing itself: a change between the two then shows as a change."""
    return Edition.objects.filter(of=_key(thing, parts)).values_list("version", flat=True).first() or 0


def lock_edition(thing: Model, *parts: str, seen: int | None = None) -> Edition:
    """The thing as it stands now, and nobody else at it until the transaction ends.

    Raises StalePage, saying who changed what and when, if `seen` is not the version that stands.
    """
    edition, _ = Edition.objects.get_or_create(of=_key(thing, parts))
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    thing.refresh_from_db()
    if seen is not None and seen != edition.version:
        raise StalePage(_stale_message(edition, thing, parts), version=edition.version)
    return edition


def raise_version(edition: Edition, *, by, what: str, now: datetime | None = None) -> None:
    edition.version += 1
    edition.changed_at, edition.changed_by = now or timezone.now(), actor(by).name[:120]
    edition.changed_what = what[:300]
    edition.save()


def _key(thing: Model, parts: tuple[str, ...]) -> str:
    return " ".join([str(thing._meta.model_name), str(thing.pk), *parts])


def _stale_message(edition: Edition, thing: Model, parts: tuple[str, ...]) -> str:
    if not edition.changed_at:
        return f"{UNKNOWN_CHANGE} {WHAT_NEXT}"
    called = PART_LABELS.get(parts[0], "these questions") if parts else MODEL_LABELS[str(thing._meta.model_name)]
    changed = who_changed(called, by=edition.changed_by, at=edition.changed_at, what=edition.changed_what)
    return f"{changed} {WHAT_NEXT}"
