"""Who can see what, why, until when, and who has looked."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from agencies.roles import ROLES
from mash.postgres.functions import rows_of
from referrals.access.break_glass import ExistenceCard
from referrals.evidence.frozen_records import Frozens, frozens_of
from referrals.models import Referral


def named_counts(records: Iterable[UUID]) -> dict[UUID, int]:
    """How many people hold access to each of these records of the hubs one governs."""
    return dict(rows_of("mash_named_counts", lambda record, named: (record, named), list(records)))


class WayIn(NamedTuple):
    who: str
    via: str  # team, person, group, request or product
    reason: str
    given_by: str
    given_at: datetime | None
    expires_at: datetime | None
    person: int | None  # whose own grant it is
    kind: str  # a GrantKind, or "team"


def who_can_see(referral: Referral) -> list[WayIn]:
    return rows_of("mash_who_can_see", WayIn, referral.pk)


def ways_cards_and_frozen(referral: Referral) -> tuple[list[WayIn], list[ExistenceCard], Frozens]:
    """`who_can_see`, `existence_cards` and `frozen_in` in one statement, for the page that shows them all."""
    with connection.cursor() as cursor:
        cursor.execute(WAYS_CARDS_AND_FROZEN, [referral.pk] * 3)
        rows = cursor.fetchall()
    ways, cards = len(WayIn._fields), len(ExistenceCard._fields)
    return (
        [WayIn(*row[3 : 3 + ways]) for row in rows if row[0]],
        [ExistenceCard(*row[3 + ways : 3 + ways + cards]) for row in rows if row[1]],
        frozens_of([row[3 + ways + cards :] for row in rows if row[2]]),
    )


# Joined on nothing, so that each row is of one of the three.
WAYS_CARDS_AND_FROZEN = """
SELECT w.who IS NOT NULL, c.card IS NOT NULL, f.kind IS NOT NULL, w.*, c.*, f.*,
       (SELECT max(s.signed_at) FROM audit_seal s)
  FROM mash_who_can_see(%s) w
  FULL JOIN mash_existence_cards(%s) c ON false
  FULL JOIN mash_frozen_in('referral', %s) f ON false
"""


class Look(NamedTuple):
    who: str
    role: str
    agency: str
    times: int
    first_at: datetime
    last_at: datetime

    @property
    def roles(self) -> str:
        codes = self.role.split(", ")
        return ", ".join(ROLES[code].label if code in ROLES else code for code in codes)


def looked_at(reference: str) -> list[Look]:
    """Who has looked at a record, the latest first: for those who work on it, and for governance of its hub."""
    return rows_of("mash_looked_at", Look, reference)


class NameBehind(NamedTuple):
    first_name: str
    last_name: str
    kind: str
    is_subject: bool


def names_behind(reference: str) -> list[NameBehind]:
    """Of the people in a record of the hub whoever asks governs; of a restricted or barred one, nobody's."""
    return rows_of("mash_names_behind", NameBehind, reference)


class OpenedByOthers(NamedTuple):
    reference: str
    hub: int
    worker: str
    people: int


def opened_by_others(since: datetime, until: datetime) -> list[OpenedByOthers]:
    """Whose case somebody outside its team opened, and how many did. Asked by background work only."""
    return rows_of("mash_opened_by_others", OpenedByOthers, since, until)


class PastAccess(NamedTuple):
    who: str
    kind: str
    reason: str
    given_by: str
    given_at: datetime
    ended_at: datetime
    ended_by: str  # empty where it ran out by itself


def past_access(referral: Referral) -> list[PastAccess]:
    return rows_of("mash_past_access", PastAccess, referral.pk)


class AccessOf(NamedTuple):
    reference: str
    kind: str
    reason: str
    given_by: str
    given_at: datetime
    expires_at: datetime | None
    is_open: bool


def access_of(person) -> list[AccessOf]:
    """What one person sees, or saw, beyond their team's cases; empty unless who asks governs that person's hub."""
    return rows_of("mash_access_of", AccessOf, person.pk)
