"""A restricted record that concerns a case: knowing that it exists, asking for it, and opening it in an emergency."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid4

from mash.postgres.functions import rows_of, value_of
from referrals.models import Referral


class ExistenceCard(NamedTuple):
    """A restricted record names somebody of this case; `card` stands for it without saying which it is."""

    card: str
    person: int  # position of whom it names in this case
    sure: bool  # the NHS number is the same
    asked_at: datetime | None
    answered_at: datetime | None
    granted: bool | None


def existence_cards(referral: Referral) -> list[ExistenceCard]:
    """Matching records this person may not open; none that they are barred from."""
    return rows_of("mash_existence_cards", ExistenceCard, referral.pk)


def ask_to_see(referral: Referral, *, card: str, key: UUID, why: str) -> int | None:
    """Put an ask to the team of the record behind a card; its hub, or None where there is nothing new to ask."""
    return value_of("mash_ask", referral.pk, card, key, why)


def tell_of_ask(key: UUID) -> None:
    """Post a message to whoever holds the record that was asked for; who that is stays with the database."""
    value_of("mash_tell_of_ask", key, uuid4())


class Opened(NamedTuple):
    reference: str
    referral_id: UUID
    until: datetime
    worker: int | None  # whom the record is allocated to
    restricted_by: int | None


def break_glass(wanted: str, *, seen_from: Referral | None, key: UUID, why: str) -> Opened | None:
    """Open a restricted record by its reference or a card; None for whatever cannot be opened so, always alike."""
    return next(iter(rows_of("mash_break_glass", Opened, wanted, seen_from.pk if seen_from else None, key, why)), None)


def end_emergency(opening: UUID) -> bool:
    """End somebody else's emergency opening now, as governance of its hub; False where it was over already."""
    return value_of("mash_end_emergency", opening)
