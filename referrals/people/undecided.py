"""Pairs of people whom nobody has told apart yet, the gravest first, and how many wait."""

from dataclasses import dataclass

from django.db.models import QuerySet

from referrals.models import PersonPair
from referrals.people.pairs import visible_pairs

MOST_COUNTED = 100
UNDECIDED = ("", PersonPair.Verdict.UNSURE)


def undecided_pairs(user) -> QuerySet[PersonPair]:
    """Return those that nobody decided about: of the gravest cases first, then the surest, then the oldest."""
    waiting = visible_pairs(user).filter(hub=user.hub, verdict__in=UNDECIDED)
    return waiting.order_by("-gravity", "-band", "at", "pk")


@dataclass(frozen=True)
class PairsWaiting:
    """How many pairs wait, and how many of them touch a grave case. Counted no further than `MOST_COUNTED`."""

    in_all: int
    grave: int

    @property
    def words(self) -> str:
        return f"{_at_least(self.in_all)} pair{'' if self.in_all == 1 else 's'} of people to tell apart"

    @property
    def grave_words(self) -> str:
        return f"Of an open case that is red, or has a reported risk: {_at_least(self.grave)}."


def _at_least(number: int) -> str:
    return f"{number} or more" if number >= MOST_COUNTED else str(number)


def pairs_waiting(user) -> PairsWaiting:
    """Return how many pairs wait for somebody to decide, in one query."""
    gravities = list(undecided_pairs(user).values_list("gravity", flat=True)[:MOST_COUNTED])
    return PairsWaiting(len(gravities), sum(gravity > 0 for gravity in gravities))
