"""What waits for one person, as the database lists it (referrals/access/what_waits.sql), put into needs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from agencies import roles
from agencies.models import User
from mash.postgres.functions import rows_of
from referrals.codes import DUE_FOR
from referrals.models import Flag
from referrals.people.other_referrals import Times
from referrals.working_day.order import WORDS, Need, Reason, action_words, needs_of_unrated

MOST_OF_A_KIND = 50
UNRATED = "unrated"
REASONS = {
    Flag.Kind.COLLEAGUE.value: Reason.FLAGGED,
    Flag.Kind.GRAVE_ANSWER.value: Reason.GRAVE_ANSWER,
    Flag.Kind.LATE_ANSWER.value: Reason.LATE_ANSWER,
    "action": Reason.ACTION,
    "action of another": Reason.ACTION,
    "half written": Reason.HALF_WRITTEN,
    "own overdue": Reason.OWN_OVERDUE,
    "second signature": Reason.SECOND_SIGNATURE,
    "basis": Reason.BASIS,
    "agency overdue": Reason.AGENCY_OVERDUE,
    "carried": Reason.CARRIED,
    "ask": Reason.ASKED,
}
# What is looked for beside what everybody has, by the permission to do something about it.
KINDS = {
    roles.TRIAGE: "every unrated",
    roles.SIGN_DECISION: "second signature",
    roles.AUTHORISE_NOT_TELLING: "basis",
    roles.REQUEST_INFORMATION: "agency overdue",
    roles.RESTRICT: "ask",
}


@dataclass(frozen=True)
class Waiting:
    """One thing that waits on a case, before it is put into words."""

    case: UUID
    kind: str
    since: datetime
    detail: str
    who: str

    def needs(self, earlier: Times, threshold: int, now: datetime) -> Iterator[Need]:
        if self.kind == UNRATED:
            yield from needs_of_unrated(int(self.detail), received_at=self.since, earlier=earlier, threshold=threshold)
        else:
            yield self._need(REASONS[self.kind], now)

    def _need(self, reason: Reason, now: datetime) -> Need:
        if reason == Reason.ACTION:
            return Need(reason, self.since, action_words(self.who, overdue=self.since < now), about=self.detail)
        if reason == Reason.FLAGGED:
            return Need(reason, self.since, f"{self.who} says: look at this now. “{self.detail}”")
        if reason == Reason.AGENCY_OVERDUE:
            return Need(reason, self.since, f"{self.who} is overdue")
        if reason == Reason.OWN_OVERDUE:
            return Need(reason, self.since, f"{WORDS[reason]}: {dict(DUE_FOR).get(self.detail, '').lower()}")
        if reason in (Reason.GRAVE_ANSWER, Reason.LATE_ANSWER):
            return Need(reason, self.since, f"{WORDS[reason]} ({self.who})")
        return Need(reason, self.since, about=self.detail)


def what_waits(user: User, *, now: datetime) -> list[Waiting]:
    """Return what waits for this person, on cases that they see, in one query."""
    kinds = [kind for permission, kind in KINDS.items() if user.has_perm(permission)]
    leads = user.has_perm(roles.ALLOCATE)
    return rows_of("mash_what_waits", Waiting, user.hub_id, kinds, leads, now, MOST_OF_A_KIND)
