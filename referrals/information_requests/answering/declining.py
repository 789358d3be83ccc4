"""Which reasons for not sharing an agency may give in answer to one request."""

from referrals.codes import lists
from referrals.codes.offering import offered
from referrals.models import InformationRequest


def decline_reasons(request: InformationRequest) -> list[tuple[str, str]]:
    """Return (code, words) of what the hub offers today for the people of the request and the powers it names."""
    reasons = offered(lists.DECLINE_REASON, request.hub, kinds={subject["kind"] for subject in request.subjects})
    powers = {"", request.gateway, request.adult_gateway}
    return [(code, words) for code, words in reasons if lists.DECLINE_REASON.facts[code].with_power in powers]
