"""How the requests of one case stand: shown on the case page, while deciding, and in what was decided without."""

from dataclasses import dataclass
from datetime import datetime

from referrals import codes
from referrals.models import InformationRequest, Referral
from referrals.timing.clocks import ClockView, spell_out
from referrals.timing.targets import view_request_clock

SENT, ACKNOWLEDGED, MORE_TIME, PART, PAUSED, OVERDUE, RELEASED, ANSWERED = (
    "sent",
    "acknowledged",
    "more_time",
    "part_answered",
    "paused",
    "overdue",
    "released",
    "answered",
)
WORDS = {
    SENT: "Sent",
    ACKNOWLEDGED: "Acknowledged",
    MORE_TIME: "More time asked for",
    PART: "Part answered",
    PAUSED: "Paused by the hub",
    OVERDUE: "Overdue",
    RELEASED: "No longer waited for",
    ANSWERED: "Answered",
}
COLOURS = {
    SENT: "grey",
    ACKNOWLEDGED: "teal",
    MORE_TIME: "yellow",
    PART: "yellow",
    PAUSED: "light-blue",
    OVERDUE: "red",
    RELEASED: "grey",
    ANSWERED: "green",
}


@dataclass(frozen=True)
class RequestState:
    """One request as a page shows it. `rating` is the agency's own newest view; `open_for` counts until now."""

    request: InformationRequest
    state: str
    clock: ClockView
    rating: str = ""
    rating_reason: str = ""
    rated_at: datetime | None = None
    open_for: str = ""

    @property
    def agency(self) -> str:
        return self.request.agency.name

    @property
    def reference(self) -> str:
        return self.request.reference

    @property
    def words(self) -> str:
        return WORDS[self.state]

    @property
    def colour(self) -> str:
        return COLOURS[self.state]

    @property
    def outcome(self) -> str:
        return self.request.get_outcome_display()

    @property
    def is_open(self) -> bool:
        return self.request.closed_at is None and self.request.released_at is None

    @property
    def more_time_until(self) -> datetime | None:
        """What the agency asked for, while its answer is still to come."""
        return self.request.more_time_until if self.is_open else None

    @property
    def more_time_reason(self) -> str:
        return self.request.more_time_reason if self.is_open else ""


def request_states(referral: Referral, now: datetime) -> list[RequestState]:
    """In the order they were sent; two queries, however many there are."""
    requests = referral.requests.select_related("agency", "sent_by").prefetch_related("responses")
    return [_state_of(request, referral.hub, now) for request in requests]


def all_answered(states: list[RequestState]) -> bool:
    return bool(states) and not any(state.is_open for state in states)


def where_it_stands(request: InformationRequest, now: datetime) -> str:
    if request.closed_at:
        return ANSWERED
    if request.released_at:
        return RELEASED
    if request.pause_review_on:
        return PAUSED
    if request.due_at and now > request.due_at:
        return OVERDUE
    if request.outcome == codes.ResponseOutcome.PARTIAL:
        return PART
    if request.more_time_until:
        return MORE_TIME
    return ACKNOWLEDGED if request.acknowledged_at else SENT


def _state_of(request: InformationRequest, hub, now: datetime) -> RequestState:
    rated = [response for response in request.responses.all() if response.rating]
    return RequestState(
        request=request,
        state=where_it_stands(request, now),
        clock=view_request_clock(request, hub, now),
        rating=rated[-1].rating if rated else "",
        rating_reason=rated[-1].rating_reason if rated else "",
        rated_at=rated[-1].at if rated else None,
        open_for="" if request.closed_at or request.released_at else spell_out(now - request.sent_at),
    )
