"""Protected identities: what the database lets a governance officer see and decide of them, without a name."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from mash.postgres.functions import rows_of, value_of
from referrals.models import PersonPair, ProtectedIdentity, Referral


def protect(person: UUID, *, kind: str, why: str, key: UUID, now: datetime) -> UUID | None:
    """Mark somebody of a case that the user works on. Return None if they are protected already."""
    return value_of("mash_protect", person, kind, why, key, now)


def protect_by_reference(reference: str, number: int, *, kind: str, why: str, key: UUID, now: datetime) -> UUID | None:
    """Mark the person with this number in a record, for governance. Return None if there is nothing to mark."""
    return value_of("mash_protect_by_reference", reference, number, kind, why, key, now)


def end_protection(identity: ProtectedIdentity, *, why: str, now: datetime) -> bool:
    return value_of("mash_end_protection", identity.pk, why, now)


class ProtectedRow(NamedTuple):
    """A mark that stands, of the person with this number in a case."""

    position: int
    kind: str
    why: str
    by: str
    at: datetime

    @property
    def kind_words(self) -> str:
        return ProtectedIdentity.Kind(self.kind).label


def protected_in(referral: Referral) -> list[ProtectedRow]:
    """Return the marks that stand in a case, for its readers."""
    return rows_of("mash_protected_in", ProtectedRow, referral.pk)


class GuardedPair(NamedTuple):
    """Whom a protected person may be: another record by its reference, and why, in words without a name."""

    pair: UUID
    reference: str
    position: int  # of the other person, in that record
    band: int
    verdict: str
    reasons: list[str]
    verdicts: int

    @property
    def likeness(self) -> str:
        return PersonPair.Band(self.band).label

    @property
    def decided(self) -> str:
        return PersonPair.Verdict(self.verdict).label if self.verdict else ""


def guarded_pairs(identity: ProtectedIdentity) -> list[GuardedPair]:
    """Return them for a governance officer of the hub; nothing to anybody else."""
    return rows_of("mash_guarded_pairs", GuardedPair, identity.pk)


def judge_guarded(
    identity: ProtectedIdentity, pair: UUID, *, verdict: str, why: str, seen: int, key: UUID, now: datetime
) -> str:
    """Decide about such a pair. Return "", or why not: `stale`, or `two` people of one case."""
    return value_of("mash_judge_guarded", identity.pk, pair, verdict, why, seen, key, now)
