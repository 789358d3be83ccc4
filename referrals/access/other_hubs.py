"""Other hubs of this deployment: which may know somebody of a case, asking one, and what others ask this one."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from mash.postgres.functions import rows_of, value_of
from referrals.models import HubAsk, Referral


class OtherHubRow(NamedTuple):
    """A hub that may know the person with this number in a case, and what it was asked from it, as JSON."""

    hub: int
    name: str
    position: int | None  # None where nobody is alike any more
    sure: bool
    asks: str


def ask_hub(referral: Referral, hub: int, *, why: str, key: UUID, now: datetime) -> UUID | None:
    """Ask the duty team of a hub of which there is a card. Return None if there is none, or an ask that waits."""
    return value_of("mash_ask_hub", referral.pk, hub, why, key, now)


class AskedByHub(NamedTuple):
    """What another hub asks, for a manager of the one that is asked."""

    key: UUID
    from_hub: str
    why: str
    at: datetime
    references: list[str]  # of the manager's own hub, that they see
    answered_at: datetime | None
    answered_by: str
    outcome: str
    answer: str

    @property
    def outcome_words(self) -> str:
        return HubAsk.Outcome(self.outcome).label if self.outcome else ""


def asked_by_hubs() -> list[AskedByHub]:
    """Return what waits first, then what is answered, newest first."""
    return rows_of("mash_asked_by_hubs", AskedByHub)


def answer_hub(ask: UUID, *, outcome: str, answer: str, now: datetime) -> bool:
    """Answer it; False if it is answered already, or is not for this user."""
    return value_of("mash_answer_hub", ask, outcome, answer, now)
