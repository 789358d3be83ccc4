"""Whether a referral may go back to its referrer: never one that is red, or in which danger is reported."""

from referrals.codes import Rating, Status
from referrals.models import Referral

RED = (
    "This referral {what}, so it cannot be returned: nobody may be without cover while it is away. Phone the referrer "
    "for what is missing, and go on with what you know."
)


def why_not_returnable(referral: Referral, *, recommended: str) -> str:
    """Return why the referral cannot be returned, or "" if it can. `recommended` is the newest recommended rating.

    Once somebody has triaged it, their rating counts, and no longer what was recommended or reported.
    """
    if referral.rating == Rating.RED:
        return RED.format(what="is rated red")
    if referral.status != Status.RECEIVED:
        return ""
    if referral.danger_reported:
        return RED.format(what="reports immediate danger")
    return RED.format(what="is recommended for a red rating") if recommended == Rating.RED else ""


def recommended_level(referral: Referral) -> str:
    newest = referral.ratings.filter(is_recommendation=True).last()
    return newest.level if newest else ""
