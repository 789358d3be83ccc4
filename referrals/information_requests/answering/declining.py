"""Which reasons for not sharing an agency may give in answer to one request."""

from referrals.codes import lists
from referrals.codes.offering import offered
from referrals.models import InformationRequest


def decline_reasons(request: InformationRequest) -> list[tuple[str, str]]:
    """Return (code, words) of what the hub offers today for the kinds of people that the request is about."""
    return offered(lists.DECLINE_REASON, request.hub, kinds={subject["kind"] for subject in request.subjects})
