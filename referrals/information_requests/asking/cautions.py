"""What to think of before asking one kind of agency. A caution stops nothing: the worker decides."""

from collections.abc import Iterable

from agencies.kinds import AgencyKind
from agencies.models import Hub
from referrals import codes
from referrals.codes import lists
from referrals.codes.agencies import AGENCY_KIND_FACTS, power_is_not_for
from referrals.codes.offering import offered

TAKEN_OFF = "Your hub has taken this kind of agency off its list. Ask it only if nobody else can answer."


def cautions(kind: str, powers: Iterable[str], *, hub: Hub) -> list[str]:
    """Return what to know of this kind of agency, and each of the `powers` that its bodies cannot rely on."""
    note = AGENCY_KIND_FACTS[AgencyKind(kind)].note
    return [*taken_off(kind, hub), *([note] if note else []), *not_its_powers(kind, powers)]


def taken_off(kind: str, hub: Hub) -> list[str]:
    """Return the caution about a kind of agency that the hub has switched off, if it has."""
    return [] if kind in dict(offered(lists.AGENCY_KIND, hub)) else [TAKEN_OFF]


def not_its_powers(kind: str, powers: Iterable[str]) -> list[str]:
    return [
        f"“{codes.StatutoryGateway(power).label}” is not listed as a power on which this kind of agency can rely."
        " Record another lawful basis, or say in the request why it may answer."
        for power in powers
        if power and power_is_not_for(kind, power)
    ]
