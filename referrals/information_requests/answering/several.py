"""The same answer to several requests: nothing known, after one search that is true of all of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from agencies.models import User
from mash.refusals import RuleViolation
from referrals.access.visible import requests_put_to
from referrals.information_requests.answering.actions import answer_nothing_known
from referrals.information_requests.answering.searching import Search
from referrals.models import InformationRequest
from referrals.models.identifiers import as_written

MOST = 25  # as many as a page of the inbox has


@dataclass
class SeveralAnswers:
    """What became of each request: those answered, and why the others were not, by reference."""

    answered: list[InformationRequest] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


def waiting_among(user: User, references: Sequence[str]) -> list[InformationRequest]:
    """Return those requests to this person's agency that wait for a first answer, soonest due first."""
    # PostgreSQL refuses a NUL byte in a parameter, which would be a 500.
    written = [as_written(reference.replace("\x00", "")) for reference in references[:MOST]]
    asked = requests_put_to(user).open().filter(reference__in=written, first_answered_at=None)
    return list(asked.select_related("agency").order_by("due_at", "sent_at", "id"))


def answer_each(
    requests: Sequence[InformationRequest], *, search: Search, by, now: datetime | None = None
) -> SeveralAnswers:
    """Answer "nothing known" to each; one that is refused holds up no other.

    Each is a transaction of its own that leaves its own line in the access log.
    """
    now, outcome = now or timezone.now(), SeveralAnswers()
    for request in requests:
        try:
            answer_nothing_known(request, search=search, only_waited_for=True, by=by, now=now)
        except RuleViolation as violation:
            outcome.refused[request.reference] = violation.words
        else:
            outcome.answered.append(request)
    return outcome
