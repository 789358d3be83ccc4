"""The other referrals of the hub about the people of a case, or at its address, that somebody may see."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.db import connection

from agencies.models import Hub
from mash.hub_time import months_before
from referrals import codes
from referrals.models import Person, PersonPair, Referral
from referrals.people.addresses import on_paper
from referrals.people.case_links import ShownLink
from referrals.people.incidents import tellings

OTHER_REFERRALS = Path(__file__).with_suffix(".sql").read_text()
MOST_SHOWN = 200
# The police at night and a neighbour in the morning, or a phone call and the form that confirms it, for which hubs ask
# within 24 or 48 hours.
ONE_INCIDENT = timedelta(hours=48)
UNNAMED = {codes.PersonKind.UNBORN: "unborn child"}


@dataclass(frozen=True)
class Tie:
    """Somebody of this case who may be somebody of the other: how sure that is, and why."""

    person: Person
    name_there: str
    is_sure: bool
    verdict: str
    pair: UUID
    reasons: tuple[str, ...]

    @property
    def words(self) -> str:
        """`Almost certainly`, or what somebody decided."""
        if self.verdict == PersonPair.Verdict.SAME:
            return "Confirmed"
        return "Almost certainly" if self.is_sure else "Possibly"

    @property
    def is_undecided(self) -> bool:
        return self.verdict != PersonPair.Verdict.SAME


@dataclass(frozen=True)
class OtherReferral:
    """Another case of the hub: what it was about, what became of it, and what ties it to this one."""

    reference: str
    pk: UUID
    received_at: datetime
    status: codes.Status
    rating: str
    source: str
    concerns: tuple[str, ...]
    outcomes: tuple[str, ...]
    why_closed: tuple[str, ...]
    at_the_same_home: bool
    is_earlier: bool
    is_recent: bool  # in the months before this one in which the hub counts repeats
    ties: tuple[Tie, ...]
    links: tuple[ShownLink, ...]
    told_with: tuple[UUID, ...]  # those listed, and this case, that tell of one incident with it
    may_be_one_incident: bool

    @property
    def is_counted(self) -> bool:
        """Whether it is known again: not where somebody is only possibly the same."""
        return (
            self.at_the_same_home
            or any(tie.is_sure for tie in self.ties)
            or any(link.is_of_one_incident for link in self.links)
        )

    def names(self, person: Person) -> bool:
        """Whether this person is almost certainly, or was found to be, somebody in it."""
        return any(tie.is_sure and tie.person == person for tie in self.ties)


@dataclass(frozen=True)
class Times:
    """How often the hub was told before this referral: in the `months` before it that count as repeats, and in all."""

    recently: int
    in_all: int
    months: int
    of_one_incident: tuple[int, ...] = ()  # how many tell of each incident that was told more than once

    @property
    def words(self) -> str:
        return f"{self.recently} in {months_in_words(self.months)}, {self.in_all} in all"

    def are_repeats(self, threshold: int) -> bool:
        """Whether so many are reached with this referral counted."""
        return self.recently + 1 >= threshold

    @property
    def incidents(self) -> str:
        """Return how many tell of one incident: each counts, because that several people tell of it is evidence."""
        return "; ".join(f"{number} tell of one incident" for number in self.of_one_incident)


def months_in_words(months: int) -> str:
    return f"{months} months" if months > 1 else "1 month"


@dataclass(frozen=True)
class OtherReferrals:
    """What else the hub was told of the people and the address of a case, newest first."""

    case: UUID
    listed: list[OtherReferral]
    people: list[Person]
    still_looking: bool  # the matcher has not yet compared everybody of the case
    hub: Hub

    @property
    def times(self) -> Times:
        """Return how often, and how many tell of one incident, this case among them."""
        counted = {other.pk: other.told_with for other in self.listed if other.is_counted}
        return replace(times(self.listed, self.hub), of_one_incident=tellings([self.case, *counted], counted))

    def on_paper(self, secret: Collection[Person]) -> "OtherReferrals":
        """Return the same with the reasons of links as they may be printed."""

        def printed(other: OtherReferral) -> OtherReferral:
            return replace(other, links=tuple(replace(link, why=on_paper(link.why, secret)) for link in other.links))

        return replace(self, listed=[printed(other) for other in self.listed])

    @property
    def linked(self) -> list[OtherReferral]:
        return [other for other in self.listed if other.links]

    @property
    def parts(self) -> list[tuple[str, Times]]:
        """Return what the times are made of, each that is not zero. A case may count in several."""
        sources = [person for person in self.people if person.alleged_source]
        subjects = [person for person in self.people if person.is_subject and person not in sources]
        others = [person for person in self.people if person not in (*sources, *subjects)]
        parts = {
            "naming those whom this case is about": self._naming(subjects),
            "naming others of the family or the home": self._naming(others),
            "naming the alleged source": self._naming(sources),
            "at the same address": [other for other in self.listed if other.at_the_same_home],
        }
        counted = [(words, times(listed, self.hub)) for words, listed in parts.items()]
        return [(words, number) for words, number in counted if number.in_all]

    def _naming(self, people: list[Person]) -> list[OtherReferral]:
        return [other for other in self.listed if any(map(other.names, people))]

    @property
    def is_repeat(self) -> bool:
        return self.times.are_repeats(self.hub.repeat_threshold)

    @property
    def references(self) -> list[str]:
        return [other.reference for other in self.listed]


def other_referrals(referral: Referral, people: Iterable[Person]) -> OtherReferrals:
    """Return the other referrals that the person acting may see, in one query. `people` are all of the case."""
    people = list(people)
    with connection.cursor() as cursor:
        cursor.execute(OTHER_REFERRALS, {"case": referral.pk, "hub": referral.hub_id, "most": MOST_SHOWN})
        rows = cursor.fetchall()
    listed = [_other(referral, people, *row) for _, *row in rows if row[0] is not None]
    shown = {referral.pk, *(other.pk for other in listed)}
    listed = [replace(other, told_with=tuple(shown.intersection(other.told_with))) for other in listed]
    return OtherReferrals(referral.pk, listed, people, rows[0][0], referral.hub)


def times(others: Iterable[OtherReferral], hub: Hub) -> Times:
    """Return how many of these came before and are known again."""
    earlier = [other for other in others if other.is_earlier and other.is_counted]
    return Times(sum(other.is_recent for other in earlier), len(earlier), hub.repeat_months)


def _other(
    referral: Referral,
    people,
    reference,
    pk,
    at,
    status,
    rating,
    source,
    concerns,
    same_home,
    outcomes,
    reasons,
    ties,
    links,
    was_unlinked,
    told_with,
) -> OtherReferral:
    by_key = {str(person.pk): person for person in people}
    shown = tuple(_tie(by_key[person], *tie) for person, *tie in json.loads(ties) if person in by_key)
    standing = tuple(ShownLink(UUID(key), *link) for key, *link in json.loads(links))
    is_known = same_home or any(tie.is_sure for tie in shown)
    return OtherReferral(
        reference=reference,
        pk=pk,
        received_at=at,
        status=codes.Status(status),
        rating=rating,
        source=codes.SourceCode(source).label,
        concerns=tuple(codes.concern_labels(dict.fromkeys(concerns))),
        outcomes=tuple(codes.Outcome(code).label for code in outcomes),
        why_closed=tuple(codes.OutcomeReason(code).label for code in reasons),
        at_the_same_home=same_home,
        is_earlier=at <= referral.received_at,
        is_recent=months_before(referral.received_at, referral.hub.repeat_months) <= at <= referral.received_at,
        ties=shown,
        links=standing,
        told_with=tuple(told_with),
        # What somebody undid, or linked in another way, is not proposed again.
        may_be_one_incident=(
            is_known and not standing and not was_unlinked and abs(referral.received_at - at) <= ONE_INCIDENT
        ),
    )


def _tie(person, name, kind, is_sure, verdict, pair, reasons) -> Tie:
    return Tie(person, name or UNNAMED.get(kind, "name not known"), is_sure, verdict, UUID(pair), tuple(reasons))
