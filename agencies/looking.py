"""The administrator's pages: each look at one is noted, and each finds only what is the administrator's own hub's."""

from agencies import events
from audit.recording import record
from mash.guards import NotFound


def looked(request, page: str, about=None) -> None:
    """Note a look; what is sent is noted by its own action."""
    if request.method == "GET":
        record(events.SETTINGS_OPENED, about=about or request.user.hub, by=request.user, page=page)


def of_own_hub(request, queryset, pk: int):
    """Another hub's, or nobody's: both are not there."""
    found = queryset.filter(hub_id=request.user.hub_id, pk=pk).first()
    if found is None:
        raise NotFound(str(pk))
    return found
