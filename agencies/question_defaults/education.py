"""Default questions for schools, colleges and education services, and for early years settings."""

from agencies.question_defaults import themes
from agencies.question_defaults.question import ADULT, CHILD, DefaultSet, ask

EDUCATION = DefaultSet(
    base=(
        ask(
            "on_roll",
            "Is the child on roll? Give start date, year group, earlier schools and the safeguarding lead to call.",
            only=CHILD,
        ),
        ask(
            "attendance",
            "What is the attendance percentage, number of late marks and pattern of absence?",
            years=1,
            only=CHILD,
        ),
        ask(
            "exclusions",
            "List suspensions, exclusions, part-time timetables and moves, with reasons.",
            years=2,
            only=CHILD,
        ),
        ask("log", "List safeguarding log entries: date, what was seen or said, action taken.", years=3, only=CHILD),
        ask(
            "presentation",
            "How does the child come to school: mood, tiredness, hunger, clothes, hygiene?",
            months=6,
            only=CHILD,
        ),
        ask("voice", "What has the child said about home? Use their own words and give the date.", years=1, only=CHILD),
        ask(
            "special_needs",
            "Does the child have special educational needs, a plan (EHCP) or young carer support?",
            only=CHILD,
        ),
        ask(
            "parents",
            "How do parents or carers work with the school, and who brings and collects the child?",
            years=1,
            only=CHILD,
        ),
        ask(
            "adult_learner",
            "Is the adult enrolled with you, or do you know of children in their care? Give attendance and worries.",
            years=1,
            only=ADULT,
        ),
    ),
    extras={
        themes.NEGLECT: (
            ask(
                "basic_needs",
                "Give dates when food, clothing, medicine or equipment was lacking, and what parents said.",
                years=1,
                only=CHILD,
            ),
            ask(
                "not_in_education",
                "Was the child missing from education or taught at home? Give dates and checks made.",
                years=3,
                only=CHILD,
            ),
        ),
        themes.PHYSICAL_ABUSE: (
            ask(
                "injuries",
                "List marks or injuries seen: date, where on the body, explanation and who gave it.",
                years=2,
                only=CHILD,
            ),
        ),
        themes.SEXUAL_ABUSE: (
            ask(
                "sexual_behaviour",
                "Have there been sexualised behaviours, disclosures or incidents with peers?",
                years=2,
                only=CHILD,
            ),
        ),
        themes.EMOTIONAL_ABUSE: (
            ask(
                "emotional",
                "How does the child relate to adults and peers, and what changes has staff seen?",
                years=1,
                only=CHILD,
            ),
        ),
        themes.DOMESTIC_ABUSE: (
            ask(
                "da_notifications",
                "List police domestic abuse notifications received (Operation Encompass) and how the child was after.",
                years=2,
                only=CHILD,
            ),
            ask("collection", "Who may not collect or contact the child, and is there a court order?", only=CHILD),
        ),
        themes.EXPLOITATION: (
            ask(
                "exploitation_signs",
                "Are there unexplained money, phones, gifts, travel, new older friends or absences?",
                years=1,
                only=CHILD,
            ),
            ask(
                "peer_group",
                "Which peers and places cause worry, in and around school and online?",
                years=1,
                only=CHILD,
            ),
        ),
        themes.MENTAL_HEALTH: (
            ask(
                "self_harm",
                "What self-harm, distress or counselling is recorded, and is there a risk plan?",
                years=1,
                only=CHILD,
            ),
        ),
        themes.SUBSTANCE_MISUSE: (
            ask(
                "substances",
                "Have staff seen signs of drug or alcohol use in the child or in an adult at collection?",
                years=1,
                only=CHILD,
            ),
        ),
        themes.HARMFUL_PRACTICE: (
            ask(
                "travel",
                "Is travel abroad or long leave planned or requested? Give dates and what the child said.",
                years=1,
                only=CHILD,
            ),
        ),
        themes.RADICALISATION: (
            ask(
                "extremism",
                "What has the child said, written or shared that suggests extremist views?",
                years=1,
                only=CHILD,
            ),
        ),
        themes.DISABILITY: (
            ask(
                "health_plan",
                "Is there a health care plan, and do symptoms at school match those reported by parents?",
                years=1,
                only=CHILD,
            ),
        ),
        themes.HOMELESSNESS: (
            ask(
                "living",
                "Do you know where the child sleeps, and have address or travel changes been reported?",
                years=1,
                only=CHILD,
            ),
        ),
    },
)

EARLY_YEARS = DefaultSet(
    base=(
        ask("attends", "Does the child attend? Give start date, hours, key person and funding type.", only=CHILD),
        ask("attendance", "What is the pattern of attendance, lateness and unexplained absence?", years=1, only=CHILD),
        ask(
            "development",
            "Is development on track: speech, movement, play, toileting? Give check dates and results.",
            years=1,
            only=CHILD,
        ),
        ask(
            "presentation",
            "How does the child arrive: clean, fed, dressed for the weather, settled or upset?",
            months=6,
            only=CHILD,
        ),
        ask("relationship", "What have staff seen between the child and each parent or carer?", years=1, only=CHILD),
        ask("collection", "Who brings and collects, and have there been worries at collection?", years=1, only=CHILD),
        ask(
            "records",
            "List incident, accident and existing injury forms: date, injury, explanation.",
            years=1,
            only=CHILD,
        ),
        ask(
            "adult_contact",
            "Does the adult bring or collect a child? What have staff seen of how the adult is?",
            years=1,
            only=ADULT,
        ),
    ),
    extras={
        themes.NEGLECT: (
            ask(
                "basic_needs",
                "Give dates when food, nappies, clothes or medicine were lacking, and what was said.",
                years=1,
                only=CHILD,
            ),
        ),
        themes.PHYSICAL_ABUSE: (
            ask(
                "marks",
                "List marks seen on the child: date, where, size, explanation, and whether body maps are held.",
                years=1,
                only=CHILD,
            ),
        ),
        themes.SEXUAL_ABUSE: (
            ask(
                "sexual_behaviour",
                "Has the child shown or said anything sexual that is out of step with their age?",
                years=1,
                only=CHILD,
            ),
        ),
        themes.EMOTIONAL_ABUSE: (
            ask(
                "emotional",
                "Does the child seek comfort, and from whom? Describe fear, withdrawal or aggression.",
                years=1,
                only=CHILD,
            ),
        ),
        themes.DOMESTIC_ABUSE: (
            ask(
                "da_signs",
                "Has a parent spoken of abuse, or has the child acted it out or shown fear of someone?",
                years=1,
                only=CHILD,
            ),
        ),
        themes.MENTAL_HEALTH: (
            ask(
                "parent_mood",
                "How have parents’ mood and energy seemed, and have they asked for help?",
                months=6,
                only=CHILD,
            ),
        ),
        themes.SUBSTANCE_MISUSE: (
            ask(
                "parent_substances",
                "Has any adult seemed affected by drink or drugs when bringing or collecting?",
                years=1,
                only=CHILD,
            ),
        ),
        themes.EXPLOITATION: (
            ask(
                "household_visitors",
                "Has the family mentioned new people at home, sudden money or moves?",
                years=1,
                only=CHILD,
            ),
        ),
        themes.DISABILITY: (
            ask(
                "health_plan",
                "Is there a health or special needs plan, and do symptoms match those reported?",
                years=1,
                only=CHILD,
            ),
        ),
        themes.UNBORN: (
            ask("siblings", "What do you know of how older brothers and sisters are cared for?", years=1, only=CHILD),
        ),
    },
)
