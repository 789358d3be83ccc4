"""Why an agency that holds something, or was asked for it, does not share it."""

from django.db.models import TextChoices

from referrals.codes.facts import ADULTS, CHILDREN, CodeFacts
from referrals.codes.sharing import ResponseOutcome, StatutoryGateway


class DeclineReason(TextChoices):
    """Reason for declining: what the law lets an agency decide, and what hubs see in practice."""

    MORE_DETRIMENTAL = "more_detrimental", "Disclosing it would be more detrimental to the child than not"
    NOT_NECESSARY = "not_necessary", "Not necessary or not proportionate for what the hub needs it for"
    RISK_TO_SOMEONE = "risk_to_someone", "Sharing it could put somebody at risk"
    LIVE_INVESTIGATION = "live_investigation", "It could harm a live investigation"
    COURT_OR_PRIVILEGE = "court_or_privilege", "A court has not permitted it, or it is legally privileged"
    HEALTH_CONFIDENCE = "health_confidence", "The confidence of a patient or client outweighs the interest in sharing"
    ADULT_OBJECTS = "adult_objects", "The adult objects, and nobody else is thought to be at risk"
    NO_POWER = "no_power", "We know of no power that lets us share it"
    ANOTHER_HOLDS_IT = "another_holds_it", "Another agency holds it and can be asked"
    OTHER = "other", "Another reason"


_PRACTICE = "Hub policy: answers of agencies in practice"
DECLINE_FACTS: dict[DeclineReason, CodeFacts] = {
    DeclineReason.MORE_DETRIMENTAL: CodeFacts(
        source="Children Act 2004, section 16LA(3), by the Children’s Wellbeing and Schools Act 2026, section 4",
        kinds=CHILDREN,
        with_power=StatutoryGateway.DUTY_TO_DISCLOSE,
        note="The exception from the duty to disclose: offered with that duty, and in answer to a request made by it.",
    ),
    DeclineReason.NOT_NECESSARY: CodeFacts(
        source="UK GDPR, Article 5(1)(c); DfE, Information sharing advice, 2024",
        note="Say what would be enough instead.",
    ),
    DeclineReason.RISK_TO_SOMEONE: CodeFacts(source="DfE, Information sharing advice, 2024"),
    DeclineReason.LIVE_INVESTIGATION: CodeFacts(source=_PRACTICE, note="Name the officer to ask, if possible."),
    DeclineReason.COURT_OR_PRIVILEGE: CodeFacts(
        source="Administration of Justice Act 1960, section 12; Family Procedure Rules 2010, Part 12; legal privilege",
        note="The court can be asked for its permission.",
    ),
    DeclineReason.HEALTH_CONFIDENCE: CodeFacts(
        source="Common law duty of confidence",
        note="After weighing it against the public interest in protecting somebody, best with the Caldicott guardian.",
    ),
    DeclineReason.ADULT_OBJECTS: CodeFacts(
        source="Care Act 2014, statutory guidance, chapter 14",
        kinds=ADULTS,
        note="Not where the adult lacks capacity for this decision, is coerced, or others are at risk.",
    ),
    DeclineReason.NO_POWER: CodeFacts(source=_PRACTICE, note="The hub can then name another power."),
    DeclineReason.ANOTHER_HOLDS_IT: CodeFacts(source=_PRACTICE, note="Say which one."),
    DeclineReason.OTHER: CodeFacts(source="Hub policy", optional=True),
}

# The answers by which an agency decides not to share, each with one of these reasons beside its own words.
NOT_SHARING = frozenset({ResponseOutcome.HELD_NOT_SHARED, ResponseOutcome.DECLINED})
