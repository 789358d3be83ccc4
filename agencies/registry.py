"""Codes and labels of casework that the administrator's pages show.

The referrals app registers them when it starts, because agencies must not import from it.
"""

from dataclasses import dataclass
from decimal import Decimal

CONCERNS: dict[str, str] = {}
OUTCOMES: dict[str, str] = {}
PAUSE_REASONS: list[str] = []  # the usual ones
RATINGS: dict[str, str] = {"": "Any rating", "red": "Red", "amber": "Amber", "green": "Green", "blue": "Blue"}


@dataclass(frozen=True)
class UsualTarget:
    measure: str
    rating: str
    hours: Decimal | None
    mode: str


USUAL_TARGETS: list[UsualTarget] = []


def register(
    *, concerns: dict[str, str], outcomes: dict[str, str], targets: list[UsualTarget], pause_reasons: list[str]
) -> None:
    CONCERNS.update(concerns)
    OUTCOMES.update(outcomes)
    USUAL_TARGETS[:] = targets
    PAUSE_REASONS[:] = pause_reasons
