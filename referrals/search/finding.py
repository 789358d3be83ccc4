"""Whom and which cases a search leads to, of those that the person acting may see."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from agencies.models import User
from mash.postgres.functions import rows_of
from referrals.access.visible import visible_referrals
from referrals.models import Person, PersonPair, Referral, SearchTerms
from referrals.people.addresses import kept_secret
from referrals.people.ages import birth_or_age
from referrals.people.secret_homes import AtSecretHome
from referrals.people.terms import as_tsquery, of_hub
from referrals.people.understanding import Meaning, Query

MOST = 50  # rows of one meaning
WHY = {
    SearchTerms.Of.REFERRER: "Who referred",
    SearchTerms.Of.PROFESSIONAL: "A professional involved",
    SearchTerms.Of.REFERENCE: "The reference of the police or another agency",
    "case": "Its reference",
    "request": "The reference of a request to an agency",
}


class Match(NamedTuple):
    record: UUID
    person: UUID | None
    of: str


@dataclass
class Somebody:
    """One human being: people of different cases whom somebody confirmed to be the same, the newest first."""

    people: list[Person]
    as_typed: bool

    @property
    def other_names(self) -> list[str]:
        names = [name for person in self.people for name in (person.display_name, person.other_names) if name]
        return [name for name in dict.fromkeys(names) if name != self.people[0].display_name]

    def words(self, today: date) -> str:
        born = next((words for person in self.people if (words := birth_or_age(person, today))), "")
        return ", ".join(filter(None, (self.people[0].display_name, born)))

    @property
    def role(self) -> str:
        """`Adult, parent; alleged source of harm`, as the newest case has it."""
        person = self.people[0]
        relationship = "" if person.is_subject else person.get_relationship_display().lower()
        role = ", ".join(filter(None, (person.get_kind_display(), relationship)))
        return f"{role}; alleged source of harm" if person.alleged_source else role

    @property
    def cases(self) -> list[Referral]:
        return list(dict.fromkeys(person.referral for person in self.people))


@dataclass
class Results:
    meanings: Sequence[Meaning]
    somebody: list[Somebody]
    cases: dict[Referral, list[str]]  # those that were not met by a person, with why each is listed
    is_cut_short: bool  # there are more than are listed

    @property
    def count(self) -> int:
        return len(self.somebody) + len(self.cases)

    @property
    def by_home(self) -> bool:
        return any(meaning.by_home for meaning in self.meanings)

    @property
    def understood(self) -> str:
        return ", and ".join(meaning.words for meaning in self.meanings)

    @property
    def references(self) -> list[str]:
        cases = [*(case for each in self.somebody for case in each.cases), *self.cases]
        return list(dict.fromkeys(case.reference for case in cases))


def search_for(meanings: Sequence[Meaning], *, by: User) -> Results:
    """Return what the text may mean: what is spelled as typed first, and other spellings where that leaves room."""
    met = _Met()
    for meaning in meanings:
        met.add(meaning, _matches(meaning, meaning.query, by), as_typed=True)
        if meaning.alike and not met.is_cut_short:
            met.add(meaning, _matches(meaning, meaning.alike, by), as_typed=False)
    seen = visible_referrals(by).filter(hub=by.hub_id)
    people = Person.objects.filter(pk__in=met.people, referral__in=seen).select_related("referral")
    shown = _without_secret_homes(people, met.at_home)
    cases = seen.filter(pk__in=met.cases).order_by("-received_at", "pk") if met.cases else []
    return Results(
        meanings=meanings,
        somebody=gathered(shown, met.people, by=by),
        cases={case: met.cases[case.pk] for case in cases},
        is_cut_short=met.is_cut_short,
    )


@dataclass
class _Met:
    """Keys of whom and what a search led to, the likeliest first."""

    people: dict[UUID, bool] = field(default_factory=dict)  # whether they are spelled as typed
    at_home: set[UUID] = field(default_factory=set)  # those whom nothing led to but where they live
    cases: dict[UUID, list[str]] = field(default_factory=dict)  # with why
    is_cut_short: bool = False

    def add(self, meaning: Meaning, matches: Sequence[Match], *, as_typed: bool) -> None:
        self.is_cut_short |= len(matches) > MOST
        for record, person, of in matches[:MOST]:
            if person is None:
                why = self.cases.setdefault(record, [])
                why += [WHY[of]] if WHY[of] not in why else []
                continue
            if not meaning.by_home:
                self.at_home.discard(person)
            elif person not in self.people:
                self.at_home.add(person)
            self.people.setdefault(person, as_typed)


def _matches(meaning: Meaning, query: Query, by: User) -> list[Match]:
    wanted = as_tsquery(query, of_hub(by.hub_id))
    return rows_of("mash_find", Match, by.hub_id, wanted, meaning.part_of_reference, MOST + 1)


def _without_secret_homes(people: QuerySet[Person], at_home: set[UUID]) -> list[Person]:
    """Leave out whom only their home led to, where it must be kept secret: that they live there is what is secret."""
    shown = list(people)
    cases = {person.referral_id for person in shown if person.pk in at_home}
    if not cases:
        return shown
    # One query for all, in which what another case keeps secret is asked for each case.
    residents: dict[UUID, list[Person]] = defaultdict(list)
    elsewhere: set[Person] = set()
    everybody = Person.objects.filter(referral__in=cases)
    for resident in everybody.annotate(at_secret_home=AtSecretHome("pk", "referral_id")):
        residents[resident.referral_id].append(resident)
        if resident.at_secret_home:
            elsewhere.add(resident)
    secret = {resident.pk for housed in residents.values() for resident in kept_secret(housed, elsewhere)}
    return [person for person in shown if person.pk not in secret & at_home]


def gathered(people: Sequence[Person], as_typed: dict[UUID, bool], *, by: User) -> list[Somebody]:
    """Return one row for each human being: with the people of other cases whom somebody confirmed to be the same."""
    keys = {person.pk for person in people}
    confirmed = PersonPair.objects.filter(Q(first__in=keys) | Q(second__in=keys), verdict=PersonPair.Verdict.SAME)
    pairs = list(confirmed.values_list("first_id", "second_id"))
    groups = {person.pk: [person] for person in people}
    if others := {key for pair in pairs for key in pair} - keys:
        seen = visible_referrals(by).filter(hub=by.hub_id)
        also = Person.objects.filter(pk__in=others, referral__in=seen).select_related("referral")
        groups |= {person.pk: [person] for person in also}
    for first, second in pairs:
        if first in groups and second in groups and groups[first] is not groups[second]:
            groups[first] += groups[second]
            groups |= dict.fromkeys([person.pk for person in groups[second]], groups[first])
    rows = {id(group): group for group in groups.values()}.values()
    somebody = [
        Somebody(sorted(group, key=_came, reverse=True), any(as_typed.get(it.pk) for it in group)) for group in rows
    ]
    return sorted(somebody, key=lambda each: (each.as_typed, _came(each.people[0])), reverse=True)


def _came(person: Person) -> tuple[datetime, UUID]:
    return person.referral.received_at, person.pk
