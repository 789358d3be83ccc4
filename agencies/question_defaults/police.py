"""Default questions for the police."""

from agencies.question_defaults import themes
from agencies.question_defaults.question import ADULT, BORN, DefaultSet, ask

POLICE = DefaultSet(
    base=(
        ask("known", "Is each person named known to you? Say which names and addresses you searched, and where."),
        ask(
            "incidents",
            "List calls to, and incidents at, the addresses given: date, type, who was there, outcome.",
            years=2,
        ),
        ask(
            "convictions",
            "List convictions, cautions and out-of-court disposals of each adult named, for violence, sexual offences,"
            " cruelty, weapons or drugs.",
        ),
        ask(
            "arrests",
            "List arrests and investigations without conviction that bear on the risk described, with dates.",
            years=5,
        ),
        ask(
            "orders",
            "What bail conditions, court orders or protective notices are in force, whom do they protect, and when do"
            " they end?",
        ),
        ask(
            "warnings",
            "Are there warning markers for violence, weapons, dogs or risk to staff? Give the reason for each.",
        ),
        ask("live", "Is there a live investigation? If you cannot give details, say so and name the officer to ask."),
        ask(
            "seen",
            "When did an officer last see the children named, and what did the officer record about how they were?",
            years=1,
            only=BORN,
        ),
        ask(
            "adult_reports",
            "List reports you have made or received about this adult as a person at risk, with dates.",
            years=2,
            only=ADULT,
        ),
    ),
    extras={
        themes.DOMESTIC_ABUSE: (
            ask(
                "da_incidents",
                "List each domestic abuse incident between the people named: date, who was victim and who was suspect,"
                " injuries, whether children were present, outcome.",
                years=5,
            ),
            ask(
                "da_risk",
                "What was the last risk assessment grade (standard, medium or high), and on what date?",
                years=2,
            ),
            ask(
                "da_marac",
                "Has either person been heard at MARAC? Give dates and whether actions are still open.",
                years=2,
            ),
            ask(
                "da_disclosure",
                "Is there history with earlier partners that meets the test for disclosure under the domestic violence"
                " disclosure scheme?",
            ),
        ),
        themes.PHYSICAL_ABUSE: (
            ask(
                "assaults",
                "List reported assaults where a person named was victim or suspect, with injuries and outcome.",
                years=5,
            ),
        ),
        themes.SEXUAL_ABUSE: (
            ask(
                "sexual_offences",
                "Is any person named or living at the address a suspect in, or convicted of, a sexual offence, or"
                " subject to notification requirements? Give order conditions and the offender manager.",
            ),
            ask(
                "indecent_images",
                "Is there any investigation of indecent images linked to the people or addresses given?",
                years=5,
            ),
        ),
        themes.NEGLECT: (
            ask(
                "home_conditions",
                "What did officers who went inside the home record about its condition and safety: food, bedding,"
                " hygiene, hazards, animals, drugs?",
                years=2,
            ),
            ask(
                "unsupervised",
                "List occasions when a child or dependent adult was found alone or unsupervised.",
                years=2,
            ),
        ),
        themes.EXPLOITATION: (
            ask(
                "missing_episodes",
                "List missing episodes: dates, length, where found, with whom, and what the prevention interview said.",
                years=2,
            ),
            ask(
                "exploitation_intelligence",
                "What can you share of intelligence on exploitation, county lines, gangs or home takeover"
                " involving these people or addresses? Grade it, and say what must not be repeated.",
                years=2,
            ),
            ask(
                "nrm", "Has a National Referral Mechanism referral been made? Give the date and the decision.", years=3
            ),
            ask("stops", "List stops, searches and arrests away from the home area, and who else was there.", years=1),
        ),
        themes.MENTAL_HEALTH: (
            ask(
                "crisis_calls",
                "List mental health crisis calls, welfare checks and uses of section 136, with dates.",
                years=2,
            ),
        ),
        themes.SUBSTANCE_MISUSE: (
            ask(
                "drug_markers",
                "What drug or alcohol incidents, warrants or finds are linked to the people or addresses?",
                years=3,
            ),
        ),
        themes.HARMFUL_PRACTICE: (
            ask(
                "harmful_practice_orders",
                "Is there a forced marriage or FGM protection order, or any report of honour-based abuse in this"
                " family? Say which relatives must not learn of this request.",
            ),
        ),
        themes.RADICALISATION: (
            ask(
                "prevent",
                "Has a Prevent referral been made, and is the person being considered by or adopted to Channel?",
                years=3,
            ),
        ),
        themes.FINANCIAL: (
            ask(
                "fraud",
                "List reports of fraud, theft, scams or doorstep crime against this adult, with any suspect.",
                years=3,
            ),
        ),
        themes.ORGANISATIONAL: (
            ask(
                "provider_crime",
                "List crimes or concerns reported at the care setting named, and any staff suspected.",
                years=2,
            ),
        ),
        themes.SELF_NEGLECT: (
            ask("welfare_checks", "List welfare checks and forced entries, with what officers found.", years=2),
        ),
        themes.POSES_RISK: (
            ask(
                "offender_management",
                "Is this person managed under MAPPA or as a registered offender, and which conditions protect whom?",
            ),
            ask(
                "right_to_know",
                "Does anybody in contact with this person meet the test of a disclosure scheme (child sex offender or"
                " domestic violence)?",
            ),
            ask(
                "access",
                "Which children or adults at risk does this person live with, visit or work with now?",
                years=1,
            ),
        ),
        themes.ALLEGATION: (
            ask(
                "work_allegations",
                "List allegations against this person as a worker, volunteer or carer, with outcomes.",
                years=10,
            ),
            ask("police_disclosure", "What may the employer be told now, and what must wait for the investigation?"),
        ),
        themes.PRIVATE_FOSTERING: (
            ask("household_checks", "What is held about everybody aged 16 or over where the child is staying?"),
        ),
        themes.UNACCOMPANIED: (
            ask(
                "found",
                "How was the young person found, with whom, and are phone numbers or addresses linked to others?",
                years=1,
                only=BORN,
            ),
        ),
        themes.CHILD_DEATH: (
            ask(
                "death_scene",
                "What is known of the death: when, where, who was present, what was seen, and which officer leads?",
            ),
            ask("other_children", "Which other children live there or were in the same care, and are they safe now?"),
        ),
        themes.PARENT_OFFENDING: (
            ask(
                "children_at_arrest",
                "Were children present at an arrest or a search, and who took care of them then?",
                years=2,
            ),
        ),
        themes.PRIVATE_LAW: (
            ask(
                "handovers",
                "List calls about handovers, contact or a child kept back, and by whom they were made.",
                years=3,
            ),
        ),
    },
)
