"""Restricted records: show that a matching one exists, ask for access, open one in an emergency."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid4

from mash.postgres.functions import rows_of, value_of
from referrals.models import Referral


class ExistenceCard(NamedTuple):
    """A restricted record that names somebody in this case. `card` is a token that hides which."""

    card: str
    person: int  # position in this case of the person it names
    sure: bool  # the NHS number is the same
    asked_at: datetime | None
    answered_at: datetime | None
    granted: bool | None


def existence_cards(referral: Referral) -> list[ExistenceCard]:
    """Return the matching records the user may not open, leaving out those they are barred from."""
    return rows_of("mash_existence_cards", ExistenceCard, referral.pk)


class HiddenBeside(NamedTuple):
    """Somebody who may be in a record that the user may not open, and the case from which they may ask to see it."""

    person: UUID
    reference: str
    sure: bool


def hidden_beside(people: Iterable[UUID]) -> dict[UUID, HiddenBeside]:
    """Return those of these people of whom a card shows on their own case, by their keys: for lists and searches.

    Nothing is returned of people whose case the user does not see.
    """
    rows = rows_of("mash_hidden_beside", HiddenBeside, list(people))
    return {row.person: row for row in rows}


def ask_to_see(referral: Referral, *, card: str, key: UUID, why: str) -> int | None:
    """Ask the team of the record behind a card for access.

    `key` becomes the key of the new row. Return the key of the record's hub, or None if there is
    nothing new to ask.
    """
    return value_of("mash_ask", referral.pk, card, key, why)


def tell_of_ask(key: UUID) -> None:
    """Post a message to the people who can answer the request.

    The database picks the addresses, so that the user does not learn who works on the record.
    """
    value_of("mash_tell_of_ask", key, uuid4())


class EmergencyOpening(NamedTuple):
    reference: str
    referral_id: UUID
    until: datetime
    worker: int | None  # the user the record is allocated to
    restricted_by: int | None


def break_glass(
    reference_or_card: str,
    *,
    seen_from: Referral | None,
    key: UUID,
    why: str,
) -> EmergencyOpening | None:
    """Open a restricted record in an emergency, and return None if it cannot be opened.

    None does not say why: an unknown reference, another hub's record and a bar look the same, so
    the user cannot learn from it whether a record exists.
    """
    seen_from_pk = seen_from.pk if seen_from else None
    openings = rows_of("mash_break_glass", EmergencyOpening, reference_or_card, seen_from_pk, key, why)
    return next(iter(openings), None)


def end_emergency(opening: UUID) -> bool:
    """End another person's emergency opening, as governance of its hub. False if already over."""
    return value_of("mash_end_emergency", opening)
