"""A social worker's recommendation, for the manager who triages."""

from dataclasses import dataclass

from referrals.codes import Rating
from referrals.models import RatingGiven, Referral
from referrals.triage.ways import Way


@dataclass(frozen=True)
class Recommendation:
    rating: RatingGiven
    way: Way | None


def recommended_words(level: str, way: str) -> str:
    return f"Recommended at triage: {Rating(level).label}. {Way(way).label}."


def latest_recommendation(referral: Referral) -> Recommendation | None:
    """Return the newest recommendation, or None.

    The way on is read from the note saved with the rating, which starts with fixed words.
    """
    rating = referral.ratings.filter(is_recommendation=True).select_related("by").last()
    if rating is None:
        return None
    note = referral.notes.filter(by=rating.by_id, at=rating.at).last()
    text = note.text if note else ""
    return Recommendation(
        rating, next((way for way in Way if text.startswith(recommended_words(rating.level, way))), None)
    )
