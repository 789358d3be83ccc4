"""What to think of before asking one kind of agency. A caution stops nothing: the worker decides."""

from collections.abc import Iterable

from agencies.kinds import AgencyKind
from referrals import codes
from referrals.codes.agencies import AGENCY_KIND_FACTS, power_is_not_for


def cautions(kind: str, powers: Iterable[str]) -> list[str]:
    """Return what to know of this kind of agency, and each of the `powers` that its bodies cannot rely on."""
    note = AGENCY_KIND_FACTS[AgencyKind(kind)].note
    return [*([note] if note else []), *not_its_powers(kind, powers)]


def not_its_powers(kind: str, powers: Iterable[str]) -> list[str]:
    return [
        f"“{codes.StatutoryGateway(power).label}” is not listed as a power on which this kind of agency can rely."
        " Record another lawful basis, or say in the request why it may answer."
        for power in powers
        if power and power_is_not_for(kind, power)
    ]
