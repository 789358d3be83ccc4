"""Background work: compare each person who arrives with the people of the hub's other cases, and keep the pairs.

It reads people past every wall, so that somebody in a restricted record is known again, and keeps nothing of them but
which two rows may be one person and why, in words without a name. Who sees a pair: referrals/access/same_people.sql.
"""

import json
import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from uuid_utils.compat import uuid7

from audit.recording import SYSTEM, Subject, record
from mash.postgres.functions import rows_of, value_of
from referrals import events
from referrals.access.bars import carry_bars
from referrals.access.carried import carry_restrictions
from referrals.models import PersonHome, PersonPair
from referrals.people import matching
from referrals.people.hashes import hashed
from referrals.people.homes import homes_of, homes_of_person, store
from referrals.people.matching import Band, Comparison, HomeMention, Mention
from referrals.people.mentions import mention_of

logger = logging.getLogger(__name__)

AT_ONCE = 50  # people of one transaction
CANDIDATES = 60  # who share most keys: more found nobody else (docs/scaling.md)
ELSEWHERE = 30  # of all other hubs together: of each, it is enough to know whether anybody is alike
VERSION = f"{matching.SCHEME}.{matching.VERSION}"  # of keys and weights
LATE = timedelta(hours=1)  # by then whoever arrived has long been compared
MOST_BY_NIGHT = 20_000  # people: some ten minutes of the worker
NUMBERS = {"nhs_number", "upn", "phone"}
BANDS = {Band.ALMOST_CERTAINLY: PersonPair.Band.ALMOST_CERTAINLY, Band.POSSIBLY: PersonPair.Band.POSSIBLY}


class PersonRow(NamedTuple):
    """A person as the database gives them to the matcher."""

    key: UUID
    kind: str
    first_name: str
    last_name: str
    other_names: str
    date_of_birth: date | None
    estimated_age: int | None
    expected_on: date | None
    sex: str
    nhs_number: str
    upn: str
    phone: str
    address: str
    postcode: str
    school: str
    received_at: datetime
    parents: str
    further: str
    uprn: str
    whereabouts: str
    record: UUID

    @property
    def mention(self) -> Mention:
        return mention_of(
            self,
            told_on=timezone.localdate(self.received_at),
            parents=json.loads(self.parents),
            homes=self.further_homes,
            phones=json.loads(self.further)["phones"] or [],
        )

    @property
    def further_homes(self) -> list[HomeMention]:
        """Other addresses that were recorded of them."""
        return [HomeMention(*(part or "" for part in home)) for home in json.loads(self.further)["homes"] or []]


def match_people(now: datetime, at_most: int = AT_ONCE) -> int:
    """Compare those who wait with the people of other cases, and return how many waited.

    In the same transaction, whoever is barred from a case of somebody is barred from those that were found, and their
    new cases are restricted as an earlier one is: nobody reads of a relative under another reference in the meantime.
    Who cannot be compared is put off until the night, so that nobody waits behind them.
    """
    try:
        return _match_all(now, at_most, match)
    except Exception as error:
        logger.error("people could not be compared together: %s", type(error).__name__)  # its words may hold names
        return _match_all(now, at_most, _match_or_put_off)


def _match_all(now: datetime, at_most: int, do: Callable[["PersonRow", datetime], None]) -> int:
    with transaction.atomic():
        waiting = rows_of("mash_people_to_match", PersonRow, at_most)
        for person in waiting:
            do(person, now)
        carry_bars(by=SYSTEM, now=now)  # first: nobody barred is named for a restriction
        carry_restrictions(by=SYSTEM, now=now)
    return len(waiting)


def _match_or_put_off(person: PersonRow, now: datetime) -> None:
    try:
        with transaction.atomic():
            match(person, now)
    except Exception as error:
        logger.error("person %s could not be compared: %s", person.key, type(error).__name__)
        value_of("mash_put_off", person.key)


class Swept(NamedTuple):
    """What a night found in a hub: how many are compared anew, and how many had waited too long."""

    hub: int
    anew: int
    waited: int


def sweep(now: datetime, at_most: int = MOST_BY_NIGHT) -> int:
    """Let those who may have been missed be compared again, and return how many they are.

    They are those never compared, or by another version of keys and weights, or not since their case changed, and those
    who have waited for over an hour. The worker compares them after all who arrive.
    """
    with transaction.atomic():
        swept = rows_of("mash_sweep_people", Swept, VERSION, now - LATE, at_most)
        for hub, anew, waited in swept:
            if anew or waited:
                about = Subject("hub", str(hub), hub_id=hub)
                record(events.PEOPLE_SWEPT, about=about, by=SYSTEM, now=now, anew=anew, waited=waited)
    if late := sum(row.waited for row in swept):
        logger.warning("%s people had waited for over an hour to be compared", late)
    return sum(row.anew + row.waited for row in swept)


def compare_anew() -> int:
    """Let everybody wait to be compared again, and return how many do: stored keys are of no use with a new secret.

    What somebody decided about a pair stays. Until all are compared, those who were are found by those who arrive.
    """
    with transaction.atomic():
        return value_of("mash_compare_anew")


def match(person: PersonRow, now: datetime) -> None:
    """Keep the keys and homes of one person, the pairs with who may be the same, and which other hubs may know them."""
    mention = person.mention
    others = [(PersonHome.ToldIn.FACTS.value, home) for mention in person.further_homes for home in homes_of(*mention)]
    store(person.record, {person.key: [*homes_of_person(person), *others]})
    keys = matching.keys_of(mention)
    hashes, numbers = [hashed(*key) for key in keys], [hashed(*key) for key in keys if key.kind in NUMBERS]
    pairs = _alike(mention, _candidates(person, sorted(hashes), numbers))
    value_of(
        "mash_keep_pairs",
        person.key,
        [uuid7() for _ in pairs],
        [other.key for other, _ in pairs],
        [BANDS[comparison.band].value for _, comparison in pairs],
        [comparison.bits for _, comparison in pairs],
        ["\n".join(comparison.reasons) for _, comparison in pairs],
        str(matching.VERSION),
        VERSION,
        now,
    )
    elsewhere = _alike(mention, rows_of("mash_candidates_elsewhere", PersonRow, person.key, hashes, numbers, ELSEWHERE))
    sures = [comparison.band == Band.ALMOST_CERTAINLY for _, comparison in elsewhere]
    value_of("mash_keep_elsewhere", person.key, [other.key for other, _ in elsewhere], sures, now)


def _alike(mention: Mention, others: list[PersonRow]) -> list[tuple[PersonRow, Comparison]]:
    """Return those who may be the same, with what the comparison found."""
    compared = [(other, matching.compare(mention, other.mention)) for other in others]
    return [(other, comparison) for other, comparison in compared if comparison.band in BANDS]


def _candidates(person: PersonRow, hashes: list[int], numbers: list[int]) -> list[PersonRow]:
    return rows_of(
        "mash_candidates",
        PersonRow,
        person.key,
        hashes,
        numbers,
        CANDIDATES,
    )
