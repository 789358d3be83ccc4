"""What the hub administrator's pages share: recording each visit, and loading records of their own hub only."""

from agencies import events
from agencies.editions import version_of
from agencies.models import Hub
from audit.recording import record
from mash.guards import NotFound


def record_visit(request, page: str, about=None) -> None:
    """Record in the access log that a page was opened. A form that is sent is recorded by its action instead."""
    if request.method == "GET":
        record(events.SETTINGS_OPENED, about=about or request.user.hub, by=request.user, page=page)


def load_with_version(request, queryset, pk: int) -> tuple:
    """Return a record of the administrator's own hub and its edition's version. Raises NotFound for any other."""
    # The version is read before the record: a change between the two reads then counts as unseen.
    seen = version_of(queryset.model(pk=pk))
    return load_from_own_hub(request, queryset, pk), seen


def load_hub_with_version(request, *part: str) -> tuple[Hub, int]:
    """Return the administrator's hub and the version of one part of its settings."""
    seen = version_of(request.user.hub, *part)
    return Hub.objects.get(pk=request.user.hub_id), seen


def load_from_own_hub(request, queryset, pk: int):
    """Return the record with this key. Raises NotFound if there is none in the administrator's hub."""
    # The same answer for another hub's record as for none: a page must not confirm that a key exists.
    instance = queryset.filter(hub_id=request.user.hub_id, pk=pk).first()
    if instance is None:
        raise NotFound(str(pk))
    return instance
