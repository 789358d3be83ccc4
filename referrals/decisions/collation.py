"""What the agencies answered, side by side and as a chronology, limited to what this reader may
read.

All words come from `access.readable_items`. A withdrawn item keeps its place without its words.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils import timezone

from agencies.models import Agency
from referrals import codes
from referrals.access.items import keep_from, may_read, readable_items
from referrals.models import InformationRequest, Item, Referral, Response
from referrals.timing.request_state import RequestState, request_states
from referrals.timing.targets import request_clock

NOT_TOLD = {
    codes.ResponseOutcome.HELD_NOT_SHARED,
    codes.ResponseOutcome.UNABLE_TO_SEARCH,
    codes.ResponseOutcome.DECLINED,
}


@dataclass
class CollatedRequest:
    """One request with its answers, and how long it took or has been open."""

    state: RequestState
    elapsed: str
    responses: list[Response] = field(default_factory=list)

    @property
    def request(self) -> InformationRequest:
        return self.state.request

    @property
    def is_silent(self) -> bool:
        return self.request.first_answered_at is None

    @property
    def latest(self) -> Response | None:
        return self.responses[-1] if self.responses else None


@dataclass
class Column:
    """One agency's requests, and its items in order."""

    agency: Agency
    asked: list[CollatedRequest] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)

    @property
    def holds_back(self) -> bool:
        is_hidden = any(item.shown_as == "existence" for item in self.items)
        return is_hidden or any(collated.request.outcome in NOT_TOLD for collated in self.asked)

    @property
    def ratings(self) -> list[Response]:
        """Return the agency's own view of the risk, for each request where it stands."""
        return [view for collated in self.asked if (view := collated.request.standing_view)]


@dataclass
class Collation:
    columns: list[Column]
    chronology: list[Item]
    missing: list[CollatedRequest]

    @property
    def holding_back(self) -> list[str]:
        """Return the names of agencies that withhold information or could not search."""
        return [column.agency.name for column in self.columns if column.holds_back]

    @property
    def references(self) -> list[str]:
        return [collated.request.reference for column in self.columns for collated in column.asked]


def collate(referral: Referral, *, reader, now: datetime) -> Collation:
    """Gather an agency-by-agency view and the chronology for one reader."""
    columns: dict[int, Column] = {}
    requests = requests_of(referral, now)
    for collated in requests:
        columns.setdefault(collated.request.agency_id, Column(collated.request.agency)).asked.append(collated)
    items = _all_items(referral, reader)
    for item in items:
        columns[item.request.agency_id].items.append(item)
    in_order = sorted(columns.values(), key=lambda column: column.agency.name)
    return Collation(in_order, items, [collated for collated in requests if collated.state.is_open])


def requests_of(referral: Referral, now: datetime) -> list[CollatedRequest]:
    states = request_states(referral, now)
    by_request = {
        state.request.pk: CollatedRequest(state, elapsed_words(state.request, referral, now)) for state in states
    }
    for answer in Response.objects.filter(request__referral=referral).select_related("by").order_by("number"):
        by_request[answer.request_id].responses.append(answer)
    return list(by_request.values())


def elapsed_words(request: InformationRequest, referral: Referral, now: datetime) -> str:
    """Return how long the request has been open, in the hours of its target and without pauses."""
    return request_clock(request, referral.hub).elapsed_words(now)


def _all_items(referral: Referral, reader) -> list[Item]:
    """Return the items in order of date, undated ones last.

    Withdrawn items keep their place, but their words are never fetched. Corrected items are listed
    under their replacement.
    """
    items = readable_items(reader, referral)
    corrected = [older.pk for item in items for older in item.earlier]
    withdrawn = list(
        Item.objects.filter(request__referral=referral, withdrawn_at__isnull=False)
        .exclude(pk__in=corrected)
        .select_related("request__agency", "response", "question")
        .order_by(F("occurred_on").asc(nulls_last=True), "request__sent_at", "position")
    )
    for item in withdrawn:
        # No query has loaded these words: a withdrawn item cannot leak them.
        item.words, item.earlier = None, []
        keep_from(reader, item)
    for item in [*items, *withdrawn]:
        item.shown_as = _shown_as(item)
        item.is_told = may_read(reader, item)
    return sorted(
        [*items, *withdrawn],
        key=lambda item: (item.occurred_on is None, item.occurred_on or timezone.localdate(item.request.sent_at)),
    )


def _shown_as(item: Item) -> str:
    if item.withdrawn_at:
        return "withdrawn"
    if item.handling == codes.ItemHandling.EXISTENCE_ONLY:
        return "existence"
    return "words" if item.words is not None else "kept"


# What a decision is made without ----------------------------------------------------------------------------------


def unanswered(referral: Referral, now: datetime) -> list[dict[str, Any]]:
    """Return the agencies that have not answered in full, and for how long."""
    return [_unanswered(collated) for collated in requests_of(referral, now) if collated.state.is_open]


def _unanswered(collated: CollatedRequest) -> dict[str, Any]:
    request = collated.request
    what = "No reply" if collated.is_silent else "Only part of the answer"
    return {
        "agency": request.agency.name,
        "request": request.reference,
        "why": "no_reply" if collated.is_silent else "partial",
        "words": f"{what} after {collated.elapsed}",
        "reason": request.more_time_reason,
        "sent_at": request.sent_at.isoformat(),
        "due_at": request.due_at.isoformat() if request.due_at else "",
    }


def withheld(referral: Referral) -> list[dict[str, Any]]:
    """Return what agencies withheld: refused answers, and items of which only the existence is
    known.
    """
    rows = []
    for request in referral.requests.filter(outcome__in=NOT_TOLD).select_related("agency"):
        answer = request.responses.last()
        rows.append(
            _withheld(request, request.outcome, request.get_outcome_display(), answer.why_not if answer else "")
        )
    hidden = Item.objects.filter(
        request__referral=referral, withdrawn_at=None, handling=codes.ItemHandling.EXISTENCE_ONLY
    )
    for item in hidden.select_related("request__agency"):
        words = f"Information held – ask {item.ask_whom}" if item.ask_whom else "Information held"
        rows.append(_withheld(item.request, "existence_only", words, ""))
    return rows


def _withheld(request: InformationRequest, why: str, words: str, reason: str) -> dict[str, Any]:
    return {
        "agency": request.agency.name,
        "request": request.reference,
        "why": why,
        "words": words,
        "reason": reason,
        "sent_at": request.sent_at.isoformat(),
        "due_at": request.due_at.isoformat() if request.due_at else "",
    }
