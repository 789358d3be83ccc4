"""Ratings, levels of need, and what clocks measure."""

from django.db.models import TextChoices


class Rating(TextChoices):
    """Red, amber, green or blue (BRAG), as in most English hubs. There is no national rule."""

    RED = "red", "Red"
    AMBER = "amber", "Amber"
    GREEN = "green", "Green"
    BLUE = "blue", "Blue"


RATING_MEANINGS = {
    Rating.RED: "Immediate or likely significant harm. Act now, do not wait for partners.",
    Rating.AMBER: "A significant, complex or growing concern, but no immediate danger.",
    Rating.GREEN: "Extra needs that early help can probably meet.",
    Rating.BLUE: "No safeguarding concern. Universal services can meet the need.",
}


class RatingStage(TextChoices):
    """The stage at which a rating is set: triage, the answer of an agency, or the decision."""

    TRIAGE = "triage", "At triage"
    RESPONSE = "response", "In an agency’s response"
    FINAL = "final", "With the decision"


class ThresholdLevel(TextChoices):
    """Continuum of need, levels 1 to 4, as London and most English threshold documents number it."""

    UNIVERSAL = "1", "Level 1: universal services"
    EARLY_HELP = "2", "Level 2: early help"
    TARGETED = "3", "Level 3: targeted or complex need, child in need"
    SPECIALIST = "4", "Level 4: specialist help, child protection"


class ClockMeasure(TextChoices):
    """What a clock measures."""

    FIRST_DECISION = "first_decision", "First decision"
    AGENCY_RESPONSE = "agency_response", "Agency response"
    FINAL_DECISION = "final_decision", "Final decision"
    FEEDBACK = "feedback", "Feedback to the referrer"


class ClockMode(TextChoices):
    """Which hours a clock counts."""

    CONTINUOUS = "continuous", "All hours, day and night"
    WORKING = "working", "The hub’s opening hours only"


# What a case can be due for: the target of a clock, the review of its pause, or a day on which somebody looks again.
PAUSE_REVIEW = "pause_review"
RETURN_REVIEW, CONFIRMATION, TELLING = "return_review", "confirmation", "telling"
AUTHORISATION = "authorisation"
NOTIFYING = "notification"
DAYS_DUE = [
    (RETURN_REVIEW, "Second look at what was returned"),
    (CONFIRMATION, "Confirmation by the other council"),
    (TELLING, "Telling those who do not know"),
    (AUTHORISATION, "Authorisation of what agencies were asked"),
    (NOTIFYING, "Notification that the law asks for"),
]
DUE_FOR = [*ClockMeasure.choices, (PAUSE_REVIEW, "Review of the pause"), *DAYS_DUE]


class PauseReason(TextChoices):
    """Why a clock is paused: deferred decisions as hubs record them, each with a review date.

    A hub can add its own (`Hub.pause_reasons`): such a pause has HUB_OWN and a copy of the reason.
    """

    AWAITING_REFERRER = "awaiting_referrer", "Waiting for the referrer"
    STRATEGY_DISCUSSION = "strategy_discussion", "Waiting for a strategy discussion"
    COURT = "court", "Waiting for the court"
    AWAITING_FAMILY = "awaiting_family", "Waiting to speak to the family or the person"
    AWAITING_AGREEMENT = "awaiting_agreement", "Waiting for agreement to a service"
    AWAITING_OTHER_AREA = "awaiting_other_area", "Waiting for another council"
    AWAITING_CAPACITY = "awaiting_capacity", "Waiting for a mental capacity assessment"
    POLICE_REQUEST = "police_request", "The police have asked us to wait"
    HUB_OWN = "hub_own", "A reason of the hub’s own"
