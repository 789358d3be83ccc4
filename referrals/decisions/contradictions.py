"""Checks whether threshold, outcome and final rating fit together.

If not, the decision needs a written reason.

Ratings and levels run in step (red is level 4, amber 3, green 2, blue 1), as in most English
threshold documents and hubs' rating tables; one step apart is a matter of judgement. Each outcome
presupposes a level: protection and section 47, likely significant harm (Children Act 1989); section
17, a child in need; early help and advice, less than that. This is hub policy, not law. The section
42 test places an adult on the same four steps; rules.py checks that the threshold follows from the
test.

Where the family must not be told, whatever is done with their agreement, or by speaking with them,
needs a reason too; and so does leaving such a case without help, since what is suspected there is
grave by itself.
"""

from collections.abc import Collection

from referrals.codes import (
    OUTCOME_FACTS,
    ROUTE_FACTS,
    AdultThreshold,
    OnwardRoute,
    Outcome,
    Rating,
    ThresholdLevel,
)

THRESHOLDS = {
    **{level.value: (step, level.label) for step, level in enumerate(ThresholdLevel, start=1)},
    **{level.value: (step, level.label) for step, level in enumerate(reversed(AdultThreshold), start=1)},
}
LEVEL_OF = {Rating.RED: 4, Rating.AMBER: 3, Rating.GREEN: 2, Rating.BLUE: 1}
# The lowest and highest level that fit each outcome; an outcome not listed fits any level.
GOES_WITH = {
    Outcome.IMMEDIATE_PROTECTION: (4, 4),
    Outcome.EMERGENCY_PROTECTION: (4, 4),
    Outcome.STRATEGY_DISCUSSION: (3, 4),
    Outcome.ASSESSMENT: (3, 4),
    Outcome.PRE_BIRTH_ASSESSMENT: (3, 4),
    Outcome.SECTION_20: (3, 4),
    Outcome.FAMILY_HELP_SECTION_17: (3, 4),
    Outcome.EARLY_HELP: (1, 3),
    Outcome.FAMILY_HELP: (1, 3),
    Outcome.TARGETED_SERVICE: (1, 3),
    Outcome.OTHER_ENQUIRY: (3, 3),
    Outcome.CARE_ACT_ASSESSMENT: (2, 4),
    Outcome.ADVICE: (1, 2),
    Outcome.NO_FURTHER_ACTION: (1, 2),
}


def contradictions(*, threshold: str, outcome: str, final_rating: str) -> list[str]:
    """Return the contradictions in words; none while an answer is missing."""
    if threshold not in THRESHOLDS or outcome not in Outcome or final_rating not in Rating:
        return []
    (level, words), rated = THRESHOLDS[threshold], LEVEL_OF[Rating(final_rating)]
    least, most = GOES_WITH.get(Outcome(outcome), (1, 4))
    called = f"“{Outcome(outcome).label}”"
    clashes = []
    if abs(level - rated) > 1:
        clashes.append(f"“{words}” with a {Rating(final_rating).label.lower()} rating")
    if not least <= level <= most:
        clashes.append(f"{called} at “{words}”")
    # One step of tolerance, because a rating and a level are separate judgements.
    if not least - 1 <= rated <= most + 1:
        clashes.append(f"{called} with a {Rating(final_rating).label.lower()} rating")
    return clashes


def leaving_contradictions(*, outcome: str, suspected: Collection[str]) -> list[str]:
    """Return in words that a case is left in which such harm is `suspected`."""
    left = outcome in (Outcome.NO_FURTHER_ACTION, Outcome.ADVICE)
    return [f"“{Outcome(outcome).label}” where there may be {harm}" for harm in suspected] if left else []


def telling_contradictions(*, outcome: str, also: Collection[str]) -> list[str]:
    """Return in words what tells the family, in a decision on a child whose family must not be told."""
    telling = [code.label for code in Outcome if code == outcome and OUTCOME_FACTS[code].tells_family]
    telling += [code.label for code in OnwardRoute if code in also and ROUTE_FACTS[code].tells_family]
    return [f"“{words}” where the family must not be told" for words in telling]
