"""Texts of the demo: what fictional referrers, agencies and decision-makers write."""

from dataclasses import dataclass

from referrals import codes

C, R = codes.Concern, codes.Rating


@dataclass(frozen=True)
class Scenario:
    """What a referral is about: its text, ratings, agencies to ask and possible outcomes."""

    concern: str
    happened: str
    worries: str
    working_well: str
    ratings: tuple[str, ...]
    agencies: tuple[str, ...]
    outcomes: tuple[str, ...]
    sources: tuple[str, ...]
    ages: tuple[int, int] = (0, 17)  # of the children


SCENARIOS = [
    Scenario(
        C.NEGLECT,
        "Came to school without a coat or lunch for the third time this fortnight, in the same unwashed clothes.",
        "Not enough food or clean clothes at home; parent has not answered three calls.",
        "Good attendance. An older cousin collects when asked.",
        (R.AMBER, R.GREEN, R.AMBER),
        ("health", "education", "housing", "childrens_services"),
        (codes.Outcome.ASSESSMENT, codes.Outcome.EARLY_HELP),
        (codes.SourceCode.SCHOOL, codes.SourceCode.HEALTH_VISITOR),
        (5, 11),
    ),
    Scenario(
        C.DOMESTIC_ABUSE_PARENT,
        "Police were called at night. The child was upstairs and heard shouting and a door being broken.",
        "Third call-out since spring. The partner is thought to have moved back in.",
        "The parent rang for help and has a sister nearby.",
        (R.RED, R.AMBER, R.AMBER),
        ("police", "health", "probation", "education"),
        (codes.Outcome.STRATEGY_DISCUSSION, codes.Outcome.ASSESSMENT),
        (codes.SourceCode.POLICE,),
    ),
    Scenario(
        C.PHYSICAL_ABUSE,
        "A bruise the shape of fingers on the upper arm, seen while changing for sport. The child said they fell.",
        "The explanation does not fit. A younger child is at home.",
        "The child has a teacher they trust.",
        (R.RED, R.RED, R.AMBER),
        ("police", "health", "education"),
        (codes.Outcome.STRATEGY_DISCUSSION, codes.Outcome.ASSESSMENT),
        (codes.SourceCode.SCHOOL, codes.SourceCode.ACCIDENT_AND_EMERGENCY),
        (5, 15),
    ),
    Scenario(
        C.CHILD_CRIMINAL_EXPLOITATION,
        "Missing twice overnight, came back with a new phone and will not say who gave it.",
        "Older boys wait outside school in a car. Debt has been mentioned.",
        "Talks to the youth worker.",
        (R.AMBER, R.RED),
        ("police", "youth_offending", "education", "housing"),
        (codes.Outcome.ASSESSMENT, codes.Outcome.STRATEGY_DISCUSSION),
        (codes.SourceCode.EDUCATION_SERVICE, codes.SourceCode.POLICE),
        (12, 17),
    ),
    Scenario(
        C.SELF_HARM,
        "Has been hurting themselves and showed the marks to a friend, who told staff.",
        "Waiting for an appointment since summer; parents do not know what to do.",
        "Parents came in the same day and are worried.",
        (R.AMBER, R.GREEN),
        ("camhs", "health", "education"),
        (codes.Outcome.EARLY_HELP, codes.Outcome.ASSESSMENT),
        (codes.SourceCode.SCHOOL_NURSE, codes.SourceCode.GP),
        (11, 17),
    ),
    Scenario(
        C.PARENTAL_MENTAL_HEALTH,
        "The parent has stopped opening the door and the toddler has not been to nursery for three weeks.",
        "No adult has seen the child since the start of the month.",
        "A grandparent visits on Sundays.",
        (R.AMBER, R.GREEN),
        ("mental_health", "early_years", "health", "ambulance"),
        (codes.Outcome.ASSESSMENT, codes.Outcome.EARLY_HELP),
        (codes.SourceCode.OTHER_AGENCY, codes.SourceCode.HEALTH_VISITOR),
        (1, 4),
    ),
]

ADULT_SCENARIO = Scenario(
    codes.RiskType.FINANCIAL,
    "The carer found the bank card gone again and no food in the house. A relative holds the card.",
    "Money missing each week; the person is afraid to ask for it back.",
    "A neighbour looks in every day.",
    (R.AMBER, R.GREEN),
    ("adult_social_care", "police", "health", "housing"),
    (codes.Outcome.S42_ENQUIRY, codes.Outcome.CARE_ACT_ASSESSMENT),
    (codes.SourceCode.COUNCIL_SOCIAL_CARE,),
)

ANSWERS = {
    "police": [
        (
            "event",
            "fact",
            "Called to the address after a report of shouting; no offence disclosed.",
        ),
        ("event", "fact", "Caution for common assault, other adult in the household named as victim."),
        ("marker", "fact", "A domestic abuse marker is on the address."),
    ],
    "health": [
        ("event", "fact", "Was not brought to the two-year check, and not brought to the second appointment offered."),
        ("summary", "fact", "Immunised up to date. Last seen by the health visitor in the spring; no worries then."),
        ("view", "opinion", "The parent has seemed low and tired at the last two visits."),
    ],
    "education": [
        ("summary", "fact", "Attendance 81 % this term, eleven late marks, no exclusions."),
        ("event", "third_hand", "A friend told staff that there is often nobody at home in the evening."),
    ],
    "housing": [
        ("summary", "fact", "Tenancy in the parent's name; rent eight weeks behind; two complaints of noise."),
        ("order", "fact", "A notice seeking possession has been served."),
    ],
    "probation": [("order", "fact", "On licence; must not contact the parent; supervised weekly.")],
    "other": [("summary", "fact", "Known to the service; last contact in the summer; engaged well.")],
}

RATIONALE = (
    "The information from partners bears out the referrer's worry. The pattern over twelve months matters more than "
    "any one event. What is working well lowers the risk but does not remove it."
)
EXIT_RATIONALE = "Nothing told to us reaches the threshold; what is needed is already in place or can be offered now."
SECTION_47 = "What the agencies answered gave reasonable cause to suspect significant harm."
RESPONSE = "They were upset, and then said that they wanted help. They asked what happens next."
ONCE_TOLD = "Help is offered once the social worker has told those who do not know yet, after the visit."
AUTHORISED = "Telling them first could put somebody at risk today. The social worker tells them after the visit."
NECESSITY = "Without what partners hold we cannot tell how serious this is. We ask each only for what it alone knows."
