"""The state of each information request of a case, for the case page and the decision pages."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices

from referrals import codes
from referrals.models import InformationRequest, Referral
from referrals.timing.clocks import ClockView, spell_out
from referrals.timing.targets import view_request_clock


class RequestStatus(TextChoices):
    """The state of a request. Its agency and the hub see the same."""

    SENT = "sent", "Sent"
    ACKNOWLEDGED = "acknowledged", "Acknowledged"
    MORE_TIME = "more_time", "More time asked for"
    PART_ANSWERED = "part_answered", "Part answered"
    ASKED_FURTHER = "asked_further", "Asked something more"
    PAUSED = "paused", "Paused by the hub"
    OVERDUE = "overdue", "Overdue"
    RELEASED = "released", "No longer waited for"
    WITHDRAWN = "withdrawn", "Withdrawn by the hub"
    ANSWERED = "answered", "Answered"
    ANSWERED_LATE = "answered_late", "Answered late"

    @property
    def colour(self) -> str:
        return COLOURS[self]


COLOURS = {
    RequestStatus.SENT: "grey",
    RequestStatus.ACKNOWLEDGED: "teal",
    RequestStatus.MORE_TIME: "yellow",
    RequestStatus.PART_ANSWERED: "yellow",
    RequestStatus.ASKED_FURTHER: "yellow",
    RequestStatus.PAUSED: "light-blue",
    RequestStatus.OVERDUE: "red",
    RequestStatus.RELEASED: "grey",
    RequestStatus.WITHDRAWN: "grey",
    RequestStatus.ANSWERED: "green",
    RequestStatus.ANSWERED_LATE: "orange",
}


@dataclass(frozen=True)
class RequestState:
    """One request as a page shows it.

    `rating` is the agency's view while it stands; `open_for` is the time since it was sent, in words.
    """

    request: InformationRequest
    state: RequestStatus
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
        return self.state.label

    @property
    def colour(self) -> str:
        return self.state.colour

    @property
    def outcome(self) -> str:
        return self.request.get_outcome_display()

    @property
    def is_open(self) -> bool:
        return self.request.closed_at is None and self.request.released_at is None

    @property
    def more_time_until(self) -> datetime | None:
        """The date the agency asked for, until it has answered."""
        return self.request.time_asked_for if self.is_open else None

    @property
    def more_time_reason(self) -> str:
        return self.request.more_time_reason if self.is_open else ""


def request_states(referral: Referral, now: datetime) -> list[RequestState]:
    """Return the requests of a case in the order they were sent, in two queries."""
    requests = referral.requests.select_related("agency", "sent_by").with_views().with_unread(for_hub=True)
    return [_state_of(request, referral.hub, now) for request in requests]


def where_it_stands(request: InformationRequest, now: datetime) -> RequestStatus:
    """Return the state of a request. The order of the tests is their rank: the first that fits."""
    # Paused comes before overdue: while a pause is open the target has not moved on yet.
    if request.closed_at:
        late = request.due_at and request.closed_at > request.due_at
        return RequestStatus.ANSWERED_LATE if late else RequestStatus.ANSWERED
    if request.released_at:
        return RequestStatus.WITHDRAWN if request.withdrawn_at else RequestStatus.RELEASED
    if request.pause_review_on:
        return RequestStatus.PAUSED
    if request.due_at and now > request.due_at:
        return RequestStatus.OVERDUE
    if request.outcome == codes.ResponseOutcome.PARTIAL:
        return RequestStatus.PART_ANSWERED
    if request.outcome:
        # Answered in full and open again: only a further question does that.
        return RequestStatus.ASKED_FURTHER
    if request.time_asked_for:
        return RequestStatus.MORE_TIME
    return RequestStatus.ACKNOWLEDGED if request.acknowledged_at else RequestStatus.SENT


def _state_of(request: InformationRequest, hub, now: datetime) -> RequestState:
    view = request.standing_view
    return RequestState(
        request=request,
        state=where_it_stands(request, now),
        clock=view_request_clock(request, hub, now),
        rating=view.rating if view else "",
        rating_reason=view.rating_reason if view else "",
        rated_at=view.at if view else None,
        open_for="" if request.closed_at or request.released_at else spell_out(now - request.sent_at),
    )
