"""Everybody and every case that the hub was told of at an address, as far as the reader may see them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from mash.govuk.moments import words
from referrals import codes
from referrals.access.visible import visible_referrals
from referrals.models import Person, PersonFact, PersonHome, Referral
from referrals.people.ages import birth_or_age
from referrals.people.homes import HomeHashes, homes_of, homes_of_person, homes_of_texts, words_of
from referrals.people.secret_homes import Secrets, withheld_homes

# With more people than this it is no home of one family but, say, a hostel.
VERY_MANY = 20
THIS_HOME, ANOTHER_FLAT, ANOTHER_HOUSE = range(3)
IN_THE_WORDS = 0  # the position of the homes that no person has, but the words of the referral name
WHICH = {
    THIS_HOME: "This address",
    ANOTHER_FLAT: "Another flat or part of the same house",
    ANOTHER_HOUSE: "The same number and street, under another postcode",
}


@dataclass(frozen=True)
class Recorded:
    """An address as a fact tells it, and from when until when it held."""

    as_told: str
    since: date | None
    until: date | None

    @property
    def held(self) -> str:
        parts = [f"from {words(self.since)}" if self.since else "", f"until {words(self.until)}" if self.until else ""]
        return " ".join(filter(None, parts))


@dataclass(frozen=True)
class ToldAt:
    """Somebody who was told at the address, or a referral whose words name it."""

    person: Person | None
    referral: Referral
    told_in: str
    which: str
    as_told: str
    held: str  # from when until when, if a fact says so
    is_secret: bool
    born: str


def homes_at(secret: Secrets, position: int) -> tuple[Person | None, list[HomeHashes]]:
    """Return the person of a case at this position with their homes, or those that its words name."""
    if position == IN_THE_WORDS:
        return None, homes_of_texts(words_of(secret.referral))
    person = next((person for person in secret.everybody if person.position == position), None)
    return person, list(dict.fromkeys(home for _, home in homes_of_person(person))) if person else []


def told_at(homes: Collection[HomeHashes], referral: Referral, user) -> QuerySet[PersonHome]:
    """Return what the reader may see of these homes: this address first, then the rest of the house, newest first."""
    near, same, house = Q(pk__in=[]), Q(pk__in=[]), Q(pk__in=[])
    for home in homes:
        near |= _is(home, "home") | _is(home, "doorstep") | _is(home, "uprn")
        same |= _decided_by_uprn(home, _at_the_house(home) & _nothing_else(home, "flat"))
        house |= _at_the_house(home)
    apart = Case(
        When(same, then=Value(THIS_HOME)),
        When(house, then=Value(ANOTHER_FLAT)),
        default=Value(ANOTHER_HOUSE),
        output_field=IntegerField(),
    )
    rows = PersonHome.objects.filter(near, hub=referral.hub_id, referral__in=visible_referrals(user))
    return (
        rows.annotate(apart=apart)
        .select_related("person", "referral")
        .order_by("apart", "-referral__received_at", "-pk")
    )


def how_many(rows: QuerySet[PersonHome]) -> dict[str, Any]:
    """Return how many people and cases were told at this very address."""
    return (
        rows.filter(apart=THIS_HOME)
        .order_by()
        .aggregate(people=Count("person", distinct=True), cases=Count("referral", distinct=True))
    )


def as_rows(homes: Collection[PersonHome], referral: Referral, today: date) -> list[ToldAt]:
    """Return a page of rows. An address is folded where somebody of any case keeps it secret."""
    hashes = {home: _hashes_in(home) for home in homes}
    withheld = withheld_homes(referral, set(hashes.values()))
    facts = _recorded([home.person for home in homes if home.person])
    return [_row(home, hashes[home] in withheld, facts.get((home.person_id, hashes[home])), today) for home in homes]


def _row(home: PersonHome, is_secret: bool, recorded: Recorded | None, today: date) -> ToldAt:
    return ToldAt(
        person=home.person,
        referral=home.referral,
        told_in=home.get_told_in_display(),
        which=WHICH[home.apart],
        as_told=_as_told(home, recorded),
        held=recorded.held if recorded else "",
        is_secret=is_secret or bool(home.person and home.person.address_withheld),
        born=birth_or_age(home.person, today) if home.person else "",
    )


def _as_told(home: PersonHome, recorded: Recorded | None) -> str:
    person = home.person
    if person is None:
        return ""
    if home.told_in == PersonHome.ToldIn.WHEREABOUTS:
        return person.whereabouts
    if home.told_in == PersonHome.ToldIn.FACTS:
        return recorded.as_told if recorded else ""
    return "\n".join(part for part in (person.address, person.postcode) if part)


def _recorded(people: Collection[Person]) -> dict[tuple[UUID, HomeHashes], Recorded]:
    """Return what facts tell of each home of these people, without what only an item tells."""
    facts = PersonFact.objects.filter(Q(item=None) | Q(shown=True), person__in=people, kind=codes.FactKind.ADDRESS)
    by_home: dict[tuple[UUID, HomeHashes], Recorded] = {}
    for fact in facts.order_by("at", "pk"):
        for value, since, until in ((fact.before, None, fact.from_on), (fact.value, fact.from_on, fact.until_on)):
            address, postcode, uprn = (value.get(name) or "" for name in ("address", "postcode", "uprn"))
            recorded = Recorded("\n".join(filter(None, (address, postcode))), since, until)
            by_home |= {(fact.person_id, home): recorded for home in homes_of(address, postcode, uprn)}
    return by_home


def _hashes_in(home: PersonHome) -> HomeHashes:
    return HomeHashes(home.home, home.postcode, home.flat, home.doorstep, home.uprn)


def _is(home: HomeHashes, part: str) -> Q:
    value = getattr(home, part)
    return Q(pk__in=[]) if value is None else Q(**{part: value})


def _nothing_else(home: HomeHashes, part: str) -> Q:
    """Whether a part is the same or not known of one of the two."""
    value = getattr(home, part)
    return ~Q(pk__in=[]) if value is None else Q(**{part: value}) | Q(**{f"{part}__isnull": True})


def _at_the_house(home: HomeHashes) -> Q:
    return _is(home, "doorstep") | (_is(home, "home") & _nothing_else(home, "postcode")) | _is(home, "uprn")


def _decided_by_uprn(home: HomeHashes, otherwise: Q) -> Q:
    return otherwise if home.uprn is None else Q(uprn=home.uprn) | (Q(uprn__isnull=True) & otherwise)
