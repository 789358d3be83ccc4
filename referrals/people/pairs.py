"""The pairs of people that somebody may see, and everything that other referrals tell of one human being."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from referrals.access.visible import visible_referrals
from referrals.models import Person, PersonPair


@dataclass(frozen=True)
class MentionElsewhere:
    """A person of another case who is, or may be, the person that is looked at."""

    person: Person
    pair: PersonPair

    @property
    def is_confirmed(self) -> bool:
        return self.pair.verdict == PersonPair.Verdict.SAME

    @property
    def words(self) -> str:
        return self.pair.get_verdict_display() if self.is_confirmed else self.pair.get_band_display()


def visible_pairs(user) -> QuerySet[PersonPair]:
    """Return the pairs of which the user may see both cases."""
    seen = visible_referrals(user).filter(hub=user.hub)
    pairs = PersonPair.objects.filter(first_referral__in=seen, second_referral__in=seen, guarded=False)
    return pairs.select_related("first__referral", "second__referral", "first_referral", "second_referral")


def mentions_of(person: Person, *, user) -> list[MentionElsewhere]:
    """Return who is or may be this person in other cases that the user may see.

    Those confirmed come first, then those almost certain, and of each the newest case.
    """
    pairs = visible_pairs(user).filter(Q(first=person) | Q(second=person))
    pairs = pairs.exclude(verdict__in=(PersonPair.Verdict.DIFFERENT, PersonPair.Verdict.ONE_NUMBER))
    mentions = [MentionElsewhere(pair.second if pair.first_id == person.pk else pair.first, pair) for pair in pairs]
    return sorted(mentions, key=_order)


def _order(mention: MentionElsewhere) -> tuple[Any, ...]:
    received = mention.person.referral.received_at
    band = PersonPair.Band.ALMOST_CERTAINLY if mention.is_confirmed else mention.pair.band
    return not mention.is_confirmed, -band, -received.timestamp(), str(mention.person.pk)
