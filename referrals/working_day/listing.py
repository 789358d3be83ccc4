"""The list of what needs one person now: each case once, at the place of its gravest reason."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import cast

from django.db.models import Prefetch
from django.utils import timezone

from agencies import roles
from agencies.models import Hub, User
from referrals.access.visible import only_read, visible_referrals
from referrals.codes import Status
from referrals.models import Draft, Person, Referral
from referrals.people.in_lists import earlier_times, name_and_age
from referrals.people.other_referrals import Times
from referrals.people.undecided import PairsWaiting, pairs_waiting
from referrals.working_day.next_step import NextStep, next_step
from referrals.working_day.order import Place, place_of
from referrals.working_day.sources import Waiting, what_waits

MOST_SHOWN = 50
# What a row shows, and what its next step and its earlier referrals depend on: a case has many long texts besides.
OF_A_CASE = ("reference", "hub", "status", "received_at", "rating", "restricted", "allocated_to", "about_adults")
OF_A_SUBJECT = (
    *("referral", "position", "kind", "first_name", "last_name", "date_of_birth", "expected_on", "estimated_age"),
    *("nhs_number", "more"),
)


@dataclass(frozen=True)
class NeedsRow:
    referral: Referral
    who: str
    others: int
    place: Place
    step: NextStep
    earlier: Times

    @property
    def since(self) -> datetime:
        return self.place.first.since


class NeedsList:
    """What needs this person now, gravest first, in a number of queries that does not grow with it."""

    def __init__(self, user: User, *, now: datetime):
        self.user, self.hub, self.now = user, cast(Hub, user.hub), now

    @cached_property
    def rows(self) -> list[NeedsRow]:
        """Return the rows that are shown."""
        return self._in_order[:MOST_SHOWN]

    @property
    def more(self) -> int:
        return len(self._in_order) - len(self.rows)

    @cached_property
    def unsent(self) -> int:
        """Return how many referrals this person began to key in and has not sent."""
        return Draft.objects.filter(created_by=self.user, sent_as="").count()

    @cached_property
    def pairs(self) -> PairsWaiting | None:
        """Return how many pairs of people wait to be told apart, if this person may decide about them and any do."""
        waiting = pairs_waiting(self.user) if self.user.has_perm(roles.JUDGE_PAIR) else None
        return waiting if waiting and waiting.in_all else None

    @property
    def references(self) -> list[str]:
        """Return what the access log records of the list."""
        return [row.referral.reference for row in self.rows]

    @cached_property
    def _in_order(self) -> list[NeedsRow]:
        waiting: dict[object, list[Waiting]] = defaultdict(list)
        for row in what_waits(self.user, now=self.now):
            waiting[row.case].append(row)
        cases = self._cases(waiting)
        unrated = [case for case in cases if case.status == Status.RECEIVED]
        earlier = earlier_times(self.user, unrated)
        none = Times(0, 0, self.hub.repeat_months)
        rows = [self._row(case, waiting[case.pk], earlier.get(case.pk, none)) for case in cases]
        return sorted(rows, key=lambda row: (row.place.rank, row.referral.reference))

    def _cases(self, keys) -> list[Referral]:
        """Return the cases that this person may see and work on: wall one, over what wall two let through."""
        subjects = Prefetch("people", Person.objects.filter(is_subject=True).only(*OF_A_SUBJECT), to_attr="subjects")
        cases = visible_referrals(self.user).in_hub(self.hub).filter(pk__in=list(keys)).only(*OF_A_CASE)
        cases = list(cases.prefetch_related(subjects))
        read = only_read(self.user, cases)
        return [case for case in cases if case.pk not in read]

    def _row(self, case: Referral, waiting: list[Waiting], earlier: Times) -> NeedsRow:
        place = place_of(need for row in waiting for need in row.needs(earlier, self.hub.repeat_threshold, self.now))
        return NeedsRow(
            referral=case,
            who=name_and_age(case.subjects[0], timezone.localdate(self.now)) if case.subjects else "Nobody named",
            others=max(len(case.subjects) - 1, 0),
            place=place,
            step=next_step(place.first, case, self.user),
            earlier=earlier,
        )
