"""Queries for who can see a record, why and until when, and for who has looked at it."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from agencies.roles import ROLES
from mash.postgres.functions import rows_of
from referrals.access.break_glass import ExistenceCard
from referrals.access.other_hubs import OtherHubRow
from referrals.access.protected import ProtectedRow
from referrals.evidence.frozen_records import FrozenRecords, frozen_records_of
from referrals.messages.undelivered import Undelivered, with_words
from referrals.models import Referral


def named_counts(records: Iterable[UUID]) -> dict[UUID, int]:
    """Return how many people can read each record, for records of the hubs the user governs."""
    return dict(rows_of("mash_named_counts", lambda record, named: (record, named), list(records)))


class WayIn(NamedTuple):
    who: str
    via: str  # team, person, group, request or product
    reason: str
    given_by: str
    given_at: datetime | None
    expires_at: datetime | None
    person: int | None  # key of the user, for a personal grant
    kind: str  # a GrantKind, or "team"


def who_can_see(referral: Referral) -> list[WayIn]:
    return rows_of("mash_who_can_see", WayIn, referral.pk)


class BesideACase(NamedTuple):
    ways_in: list[WayIn]
    cards: list[ExistenceCard]
    undelivered: list[Undelivered]
    frozen_records: FrozenRecords
    other_hubs: list[OtherHubRow]
    protected: list[ProtectedRow]


def beside_a_case(referral: Referral) -> BesideACase:
    """Return what `who_can_see`, `existence_cards`, `undelivered_of` and others return of a case, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(BESIDE_A_CASE, [referral.pk] * 6)
        rows = cursor.fetchall()
    # Six flags come first, then the columns of each source.
    cards_at = 6 + len(WayIn._fields)
    messages_at = cards_at + len(ExistenceCard._fields)
    hubs_at = messages_at + len(fields(Undelivered))
    protected_at = hubs_at + len(OtherHubRow._fields)
    frozen_at = protected_at + len(ProtectedRow._fields)
    return BesideACase(
        [WayIn(*row[6:cards_at]) for row in rows if row[0]],
        [ExistenceCard(*row[cards_at:messages_at]) for row in rows if row[1]],
        with_words([Undelivered(*row[messages_at:hubs_at]) for row in rows if row[2]]),
        frozen_records_of([row[frozen_at:] for row in rows if row[3]]),
        [OtherHubRow(*row[hubs_at:protected_at]) for row in rows if row[4]],
        [ProtectedRow(*row[protected_at:frozen_at]) for row in rows if row[5]],
    )


# Full joins on false: each row has the columns of one source, and nulls for the others.
BESIDE_A_CASE = """
SELECT w.who IS NOT NULL, c.card IS NOT NULL, u.key IS NOT NULL, f.kind IS NOT NULL, h.hub IS NOT NULL,
       i.person_position IS NOT NULL, w.*, c.*, u.*, h.*, i.*, f.*,
       (SELECT max(s.signed_at) FROM audit_seal s)
  FROM mash_who_can_see(%s) w
  FULL JOIN mash_existence_cards(%s) c ON false
  FULL JOIN mash_undelivered(%s) u ON false
  FULL JOIN mash_other_hubs(%s) h ON false
  FULL JOIN mash_protected_in(%s) i ON false
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
        # A line of the log keeps the roles of its time: a code may no longer be in ROLES.
        codes = self.role.split(", ")
        return ", ".join(ROLES[code].label if code in ROLES else code for code in codes)


def looked_at(reference: str) -> list[Look]:
    """Return who has looked at a record, latest first, for its team and its hub's governance."""
    return rows_of("mash_looked_at", Look, reference)


class NameBehind(NamedTuple):
    first_name: str
    last_name: str
    kind: str
    is_subject: bool


def names_behind(reference: str) -> list[NameBehind]:
    """Return the names of the people in a record, for a governance officer of its hub.

    The list is empty for a record that the officer is barred from, and for a restricted one that
    they cannot see.
    """
    return rows_of("mash_names_behind", NameBehind, reference)


class OpenedByOthers(NamedTuple):
    reference: str
    hub: int
    worker: str
    people: int


def opened_by_others(since: datetime, until: datetime) -> list[OpenedByOthers]:
    """Return the cases opened by people outside their team, and by how many people.

    Only background work may call it.
    """
    return rows_of("mash_opened_by_others", OpenedByOthers, since, until)


class PastAccess(NamedTuple):
    who: str
    kind: str
    reason: str
    given_by: str
    given_at: datetime
    ended_at: datetime
    ended_by: str  # empty if it expired


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
    """Return the access a person has or had beyond their team's cases.

    The list is empty unless the user governs that person's hub.
    """
    return rows_of("mash_access_of", AccessOf, person.pk)
