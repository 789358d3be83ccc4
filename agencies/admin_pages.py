"""The administrator's pages: each look at one is noted, and each finds only what is the administrator's own hub's."""

from agencies import events
from agencies.editions import version_of
from agencies.models import Hub
from audit.recording import record
from mash.guards import NotFound


def record_visit(request, page: str, about=None) -> None:
    """Note a look; what is sent is noted by its own action."""
    if request.method == "GET":
        record(events.SETTINGS_OPENED, about=about or request.user.hub, by=request.user, page=page)


def load_with_version(request, queryset, pk: int) -> tuple:
    """One of the own hub's, and which version of it this is: read first, so that no change is overlooked."""
    seen = version_of(queryset.model(pk=pk))
    return load_from_own_hub(request, queryset, pk), seen


def load_hub_with_version(request, *part: str) -> tuple[Hub, int]:
    seen = version_of(request.user.hub, *part)
    return Hub.objects.get(pk=request.user.hub_id), seen


def load_from_own_hub(request, queryset, pk: int):
    """Another hub's, or nobody's: both are not there."""
    found = queryset.filter(hub_id=request.user.hub_id, pk=pk).first()
    if found is None:
        raise NotFound(str(pk))
    return found
