"""Homes as the database knows them: hashes, so that an address is known again in other cases however it is written.

They are stored with the referral that tells them, in its own transaction, for each person's address and for where they
are now, and for each house that the words of the referral name (docs/decisions/0042).
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Protocol
from uuid import UUID

from mash.postgres.functions import value_of
from referrals.models import Person, PersonHome, Referral
from referrals.people.hashes import hashed
from referrals.people.matching.homes import home_facts, homes_in
from referrals.people.matching.mention import HomeMention

ToldIn = PersonHome.ToldIn


class Lives(Protocol):
    """A person as far as their homes are concerned."""

    @property
    def address(self) -> str: ...
    @property
    def postcode(self) -> str: ...
    @property
    def uprn(self) -> str: ...
    @property
    def whereabouts(self) -> str: ...


@dataclass(frozen=True)
class HomeHashes:
    """One home. None where a part is not known.

    `home` is of the house and its street, `doorstep` of the house and its postcode: two homes are one if either agrees
    and nothing known contradicts it. A UPRN, where both have one, decides alone.
    """

    home: int | None = None
    postcode: int | None = None
    flat: int | None = None
    doorstep: int | None = None
    uprn: int | None = None


def homes_of(address: str, postcode: str, uprn: str = "") -> list[HomeHashes]:
    """Return the home that an address is of, at most one. Without a house number, a name or a UPRN it is of none."""
    facts = home_facts(HomeMention(address, postcode, uprn))
    parts = {
        "home": f"{facts.house}+{facts.street}" if facts.house else "",
        "postcode": facts.postcode if facts.house else "",
        "flat": facts.flat if facts.house else "",
        "doorstep": f"{facts.house}+{facts.postcode}" if facts.house and facts.postcode else "",
        "uprn": facts.uprn,
    }
    hashes = {part: hashed(f"home_{part}", text) for part, text in parts.items() if text}
    return [HomeHashes(**hashes)] if hashes else []


def homes_of_person(person: Lives) -> list[tuple[str, HomeHashes]]:
    """Return where a person lives and where they are now, each with where it is told."""
    lives = [(ToldIn.ADDRESS, home) for home in homes_of(person.address, person.postcode, person.uprn)]
    stays = [(ToldIn.WHEREABOUTS, home) for home in homes_of_texts([person.whereabouts])]
    return [*lives, *stays]


def homes_of_texts(texts: Iterable[str]) -> list[HomeHashes]:
    """Return the homes that sentences name, each once."""
    mentions = dict.fromkeys(mention for text in texts for mention in homes_in(text))
    return list(dict.fromkeys(home for mention in mentions for home in homes_of(*mention)))


def where_told(people: Iterable[Person]) -> list[str]:
    """Return the texts in which people are told to live or stay."""
    return [text for person in people for text in (f"{person.address}\n{person.postcode}", person.whereabouts)]


def keep_homes(referral: Referral, people: Iterable[Person], *, words: bool = False) -> None:
    """Store where these people of a case live; with `words` also the homes that the referral's own texts name.

    It replaces what was stored of them. Whoever adds to a case or works on it may.
    """
    in_words = [(ToldIn.WORDS.value, home) for home in homes_of_texts(words_of(referral))] if words else None
    store(referral.pk, {person.pk: homes_of_person(person) for person in people}, in_words=in_words)


def store(
    record: UUID,
    homes: Mapping[UUID, list[tuple[str, HomeHashes]]],
    *,
    in_words: list[tuple[str, HomeHashes]] | None = None,
) -> None:
    """Replace the homes stored of people of a case, and those of its words unless they are None."""
    rows = [
        {"person": str(key) if key else None, "told_in": told_in, **asdict(home)}
        for key, theirs in [*homes.items(), (None, in_words or [])]
        for told_in, home in theirs
    ]
    value_of("mash_keep_homes", record, list(homes), in_words is not None, json.dumps(rows))


def words_of(referral: Referral) -> list[str]:
    """Return the texts of a referral that may tell where something happened or somebody lives."""
    return [
        referral.when_and_where,
        referral.what_happened,
        referral.words_of_the_person,
        referral.worries,
        referral.earlier_worries,
        referral.risk_to_visitors,
        referral.actions_so_far,
        referral.keep_confidential,
    ]
