"""Who somebody may be whom staff are keying in, before there is a case: people of cases that the reader may see.

Nothing is kept. The database reads nobody of a case that this reader may not open (mash_known_already), so what comes
back neither shows nor counts them; once the case is made, the matcher compares it with everybody.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from agencies.models import Hub
from mash.postgres.functions import rows_of
from referrals.access.visible import visible_referrals
from referrals.codes import PersonKind, RelationshipType
from referrals.models import Person, PersonPair, ProtectedIdentity
from referrals.people import matching
from referrals.people.ages import birth_or_age
from referrals.people.matcher import CANDIDATES, NUMBERS, PersonRow, hashed
from referrals.people.matching import Band, Comparison
from referrals.people.mentions import mention_of

MOST_SHOWN = 10
PARENTS = {RelationshipType.PARENT, RelationshipType.PARENT_OF_UNBORN}


@dataclass(frozen=True)
class KnownPerson:
    """Who may be meant: as each of their cases tells of them, the likeliest first, and what speaks for it."""

    people: tuple[Person, ...]
    comparison: Comparison

    @property
    def is_sure(self) -> bool:
        return self.comparison.band == Band.ALMOST_CERTAINLY

    @property
    def words(self) -> str:
        return "Almost certainly the same person" if self.is_sure else "Possibly the same person"

    @property
    def display_name(self) -> str:
        return self.people[0].display_name

    @property
    def reasons(self) -> tuple[str, ...]:
        return self.comparison.reasons

    @property
    def in_cases(self) -> list[tuple[Person, str]]:
        """Return each with the birth date or age that their case tells, as of today."""
        today = timezone.localdate()
        return [(person, birth_or_age(person, today)) for person in self.people]

    @property
    def references(self) -> list[str]:
        return [person.referral.reference for person in self.people]


def known_already(somebody: Person, others: Iterable[Person], *, hub: Hub, by, now: datetime) -> list[KnownPerson]:
    """Return who may be known to the hub, the surest first. `others` are told of beside them; nobody is stored yet."""
    mention = _mention(somebody, others, now)
    compared = {}
    for candidate in _candidates(hub, mention):
        comparison = matching.compare(mention, candidate.mention)
        if comparison.band != Band.BELOW:
            compared[candidate.key] = comparison
    people = _visible(compared, hub, by)
    surest_first = sorted(people, key=lambda person: _rank(compared[person.pk], person))
    known = [KnownPerson(tuple(rows), compared[rows[0].pk]) for rows in _gathered(surest_first)]
    return known[:MOST_SHOWN]


def _mention(somebody: Person, others: Iterable[Person], now: datetime) -> matching.Mention:
    is_child = somebody.kind != PersonKind.ADULT
    parents = [(p.first_name, p.last_name) for p in others if is_child and p.relationship in PARENTS]
    return mention_of(somebody, told_on=timezone.localdate(now), parents=parents)


def _candidates(hub: Hub, mention: matching.Mention) -> list[PersonRow]:
    keys = matching.keys_of(mention)
    numbers = [hashed(*key) for key in keys if key.kind in NUMBERS]
    return rows_of("mash_known_already", PersonRow, hub.pk, [hashed(*key) for key in keys], numbers, CANDIDATES)


def _visible(keys: Iterable[UUID], hub: Hub, by) -> list[Person]:
    """Return these people as far as the reader may see their case: wall one, over what wall two let through."""
    rows = Person.objects.filter(pk__in=list(keys), referral__in=visible_referrals(by).filter(hub=hub))
    protected = ProtectedIdentity.objects.filter(person=OuterRef("pk"), ended_at=None)
    return list(rows.exclude(Exists(protected)).select_related("referral"))


def _rank(comparison: Comparison, person: Person) -> tuple:
    newest_first = -person.referral.received_at.timestamp()
    return comparison.band != Band.ALMOST_CERTAINLY, -comparison.bits, newest_first, str(person.pk)


def _gathered(people: list[Person]) -> list[list[Person]]:
    """Gather those who are one another, confirmed or almost certainly, in the order in which they came."""
    keys = [person.pk for person in people]
    pairs = PersonPair.objects.filter(first__in=keys, second__in=keys, guarded=False)
    sure = pairs.filter(
        Q(verdict=PersonPair.Verdict.SAME) | Q(verdict="", band=PersonPair.Band.ALMOST_CERTAINLY)
    ).values_list("first", "second")
    beside: dict[UUID, set[UUID]] = defaultdict(set)
    for first, second in sure:
        beside[first].add(second)
        beside[second].add(first)
    gathered: list[list[Person]] = []
    for person in people:
        home = next((rows for rows in gathered if beside[person.pk] & {row.pk for row in rows}), None)
        if home is None:
            gathered.append([person])
        else:
            home.append(person)
    return gathered
