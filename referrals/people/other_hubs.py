"""Other hubs of this deployment that may know somebody of a case: a card for each, what was asked, what they answer."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from mash.postgres.functions import rows_of
from referrals.access.other_hubs import OtherHubRow
from referrals.models import HubAsk, Person, Referral


class Asked(NamedTuple):
    """What a hub was asked from this case, and what it answered."""

    by: str
    at: datetime
    why: str
    answered_at: datetime | None
    outcome: str
    answer: str

    @property
    def outcome_words(self) -> str:
        return HubAsk.Outcome(self.outcome).label if self.outcome else ""


@dataclass(frozen=True)
class OtherHub:
    """A hub that may hold something about somebody of this case, `names` in this case's words.

    `names` is empty where nobody is alike any more, and only what was asked is left.
    """

    hub: int
    name: str
    names: str
    sure: bool
    asks: list[Asked]  # oldest first

    @property
    def matched_by(self) -> str:
        return "almost certainly" if self.sure else "possibly"

    @property
    def may_ask(self) -> bool:
        return bool(self.names) and all(ask.answered_at for ask in self.asks)


def other_hubs(referral: Referral, people: Iterable[Person]) -> list[OtherHub]:
    """Return the hubs to ask about a case, and those that were asked; none to whoever is not of its own hub's team."""
    return named_hubs(rows_of("mash_other_hubs", OtherHubRow, referral.pk), people)


def named_hubs(rows: Iterable[OtherHubRow], people: Iterable[Person]) -> list[OtherHub]:
    names = {person.position: person.display_name for person in people}
    return [
        OtherHub(
            row.hub, row.name, _name(row.position, names), row.sure, [_asked(*ask) for ask in json.loads(row.asks)]
        )
        for row in rows
    ]


def _name(position: int | None, names: dict[int, str]) -> str:
    return "" if position is None else names.get(position) or "somebody of this case"


def _asked(by: str, at: str, why: str, answered_at: str | None, *answer: str) -> Asked:
    return Asked(
        by, datetime.fromisoformat(at), why, datetime.fromisoformat(answered_at) if answered_at else None, *answer
    )
