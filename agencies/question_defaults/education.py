"""Default questions for schools, colleges and education services, and for early years settings."""

from agencies.question_defaults import themes
from agencies.question_defaults.question import ADULT, BORN, UNBORN, DefaultSet, ask

EDUCATION = DefaultSet(
    base=(
        ask(
            "on_roll",
            "Is the child on roll? Give start date, year group, earlier schools and the safeguarding lead to call.",
            only=BORN,
        ),
        ask(
            "attendance",
            "What is the attendance percentage, number of late marks and pattern of absence?",
            years=1,
            only=BORN,
        ),
        ask(
            "exclusions",
            "List suspensions, exclusions, part-time timetables and moves, with reasons.",
            years=2,
            only=BORN,
        ),
        ask("log", "List safeguarding log entries: date, what was seen or said, action taken.", years=3, only=BORN),
        ask(
            "presentation",
            "How does the child come to school: mood, tiredness, hunger, clothes, hygiene?",
            months=6,
            only=BORN,
        ),
        ask("voice", "What has the child said about home? Use their own words and give the date.", years=1, only=BORN),
        ask(
            "special_needs",
            "Does the child have special educational needs, a plan (EHCP) or young carer support?",
            only=BORN,
        ),
        ask(
            "parents",
            "How do parents or carers work with the school, and who brings and collects the child?",
            years=1,
            only=BORN,
        ),
        ask(
            "adult_learner",
            "Is the adult enrolled with you, or do you know of children in their care? Give attendance and worries.",
            years=1,
            only=ADULT,
        ),
        ask(
            "expectant_pupil",
            "Is a parent of the unborn child a pupil or student with you? Say who supports them, and the lead to call.",
            years=1,
            only=UNBORN,
        ),
        ask(
            "brothers_and_sisters",
            "Are brothers or sisters of the unborn child on roll, and what worries about them are recorded?",
            years=2,
            only=UNBORN,
        ),
    ),
    extras={
        themes.NEGLECT: (
            ask(
                "basic_needs",
                "Give dates when food, clothing, medicine or equipment was lacking, and what parents said.",
                years=1,
                only=BORN,
            ),
            ask(
                "not_in_education",
                "Was the child missing from education or taught at home? Give dates and checks made.",
                years=3,
                only=BORN,
            ),
        ),
        themes.PHYSICAL_ABUSE: (
            ask(
                "injuries",
                "List marks or injuries seen: date, where on the body, explanation and who gave it.",
                years=2,
                only=BORN,
            ),
        ),
        themes.SEXUAL_ABUSE: (
            ask(
                "sexual_behaviour",
                "Have there been sexualised behaviours, disclosures or incidents with peers?",
                years=2,
                only=BORN,
            ),
        ),
        themes.EMOTIONAL_ABUSE: (
            ask(
                "emotional",
                "How does the child relate to adults and peers, and what changes has staff seen?",
                years=1,
                only=BORN,
            ),
        ),
        themes.DOMESTIC_ABUSE: (
            ask(
                "da_notifications",
                "List police domestic abuse notifications received (Operation Encompass) and how the child was after.",
                years=2,
                only=BORN,
            ),
            ask("collection", "Who may not collect or contact the child, and is there a court order?", only=BORN),
        ),
        themes.EXPLOITATION: (
            ask(
                "exploitation_signs",
                "Are there unexplained money, phones, gifts, travel, new older friends or absences?",
                years=1,
                only=BORN,
            ),
            ask(
                "peer_group",
                "Which peers and places cause worry, in and around school and online?",
                years=1,
                only=BORN,
            ),
        ),
        themes.MENTAL_HEALTH: (
            ask(
                "self_harm",
                "What self-harm, distress or counselling is recorded, and is there a risk plan?",
                years=1,
                only=BORN,
            ),
        ),
        themes.SUBSTANCE_MISUSE: (
            ask(
                "substances",
                "Have staff seen signs of drug or alcohol use in the child or in an adult at collection?",
                years=1,
                only=BORN,
            ),
        ),
        themes.HARMFUL_PRACTICE: (
            ask(
                "travel",
                "Is travel abroad or long leave planned or requested? Give dates and what the child said.",
                years=1,
                only=BORN,
            ),
        ),
        themes.RADICALISATION: (
            ask(
                "extremism",
                "What has the child said, written or shared that suggests extremist views?",
                years=1,
                only=BORN,
            ),
        ),
        themes.DISABILITY: (
            ask(
                "health_plan",
                "Is there a health care plan, and do symptoms at school match those reported by parents?",
                years=1,
                only=BORN,
            ),
        ),
        themes.HOMELESSNESS: (
            ask(
                "living",
                "Do you know where the child sleeps, and have address or travel changes been reported?",
                years=1,
                only=BORN,
            ),
        ),
        themes.NOT_IN_SCHOOL: (
            ask(
                "absence_checked",
                "What was done about the absence: calls, home visits, notices, referral to the council? Give dates.",
                years=1,
                only=BORN,
            ),
        ),
        themes.ALLEGATION: (
            ask(
                "member_of_staff",
                "What is the person’s role and contact with pupils, and are earlier concerns, also low-level ones,"
                " recorded?",
                years=10,
            ),
            ask("steps_taken", "Which steps were taken to keep pupils safe, and what has the person been told?"),
        ),
        themes.PRIVATE_FOSTERING: (
            ask(
                "lives_with",
                "Whom does the child live with, since when, and who signed for them when they joined?",
                years=2,
                only=BORN,
            ),
        ),
        themes.UNACCOMPANIED: (
            ask(
                "settled",
                "How has the young person settled, who are their contacts, and was an age recorded elsewhere?",
                years=1,
                only=BORN,
            ),
        ),
        themes.CHILD_DEATH: (
            ask(
                "school_view",
                "What did the school know of the child who died, and which brothers or sisters attend?",
                years=3,
            ),
        ),
        themes.PARENT_OFFENDING: (
            ask(
                "since_arrest",
                "How has the child been since the arrest or sentence, and what support is in place?",
                years=1,
                only=BORN,
            ),
        ),
        themes.PRIVATE_LAW: (
            ask(
                "between_parents",
                "What has the child said or shown about each parent, and which order does the school hold?",
                years=2,
                only=BORN,
            ),
        ),
    },
)

EARLY_YEARS = DefaultSet(
    base=(
        ask("attends", "Does the child attend? Give start date, hours, key person and funding type.", only=BORN),
        ask("attendance", "What is the pattern of attendance, lateness and unexplained absence?", years=1, only=BORN),
        ask(
            "development",
            "Is development on track: speech, movement, play, toileting? Give check dates and results.",
            years=1,
            only=BORN,
        ),
        ask(
            "presentation",
            "How does the child arrive: clean, fed, dressed for the weather, settled or upset?",
            months=6,
            only=BORN,
        ),
        ask("relationship", "What have staff seen between the child and each parent or carer?", years=1, only=BORN),
        ask("collection", "Who brings and collects, and have there been worries at collection?", years=1, only=BORN),
        ask(
            "records",
            "List incident, accident and existing injury forms: date, injury, explanation.",
            years=1,
            only=BORN,
        ),
        ask(
            "adult_contact",
            "Does the adult bring or collect a child? What have staff seen of how the adult is?",
            years=1,
            only=ADULT,
        ),
        ask(
            "brothers_and_sisters",
            "Do brothers or sisters of the unborn child attend, and what worries about them are recorded?",
            years=2,
            only=UNBORN,
        ),
    ),
    extras={
        themes.NEGLECT: (
            ask(
                "basic_needs",
                "Give dates when food, nappies, clothes or medicine were lacking, and what was said.",
                years=1,
                only=BORN,
            ),
        ),
        themes.PHYSICAL_ABUSE: (
            ask(
                "marks",
                "List marks seen on the child: date, where, size, explanation, and whether body maps are held.",
                years=1,
                only=BORN,
            ),
        ),
        themes.SEXUAL_ABUSE: (
            ask(
                "sexual_behaviour",
                "Has the child shown or said anything sexual that is out of step with their age?",
                years=1,
                only=BORN,
            ),
        ),
        themes.EMOTIONAL_ABUSE: (
            ask(
                "emotional",
                "Does the child seek comfort, and from whom? Describe fear, withdrawal or aggression.",
                years=1,
                only=BORN,
            ),
        ),
        themes.DOMESTIC_ABUSE: (
            ask(
                "da_signs",
                "Has a parent spoken of abuse, or has the child acted it out or shown fear of someone?",
                years=1,
                only=BORN,
            ),
        ),
        themes.MENTAL_HEALTH: (
            ask(
                "parent_mood",
                "How have parents’ mood and energy seemed, and have they asked for help?",
                months=6,
                only=BORN,
            ),
        ),
        themes.SUBSTANCE_MISUSE: (
            ask(
                "parent_substances",
                "Has any adult seemed affected by drink or drugs when bringing or collecting?",
                years=1,
                only=BORN,
            ),
        ),
        themes.EXPLOITATION: (
            ask(
                "household_visitors",
                "Has the family mentioned new people at home, sudden money or moves?",
                years=1,
                only=BORN,
            ),
        ),
        themes.DISABILITY: (
            ask(
                "health_plan",
                "Is there a health or special needs plan, and do symptoms match those reported?",
                years=1,
                only=BORN,
            ),
        ),
        themes.UNBORN: (ask("siblings", "What do you know of how older brothers and sisters are cared for?", years=1),),
        themes.ALLEGATION: (
            ask(
                "member_of_staff",
                "What is the person’s role and contact with children, and are earlier concerns recorded?",
                years=5,
            ),
        ),
        themes.PRIVATE_FOSTERING: (
            ask("lives_with", "Whom does the child live with, and who signed for them when they joined?", only=BORN),
        ),
    },
)

COUNCIL_EDUCATION = DefaultSet(
    base=(
        ask(
            "on_roll",
            "At which school is each child on roll, and which did they leave? Give dates and reasons.",
            only=BORN,
        ),
        ask(
            "missing_education",
            "Is or was the child recorded as missing education? Give dates, checks made and who saw the child.",
            years=3,
            only=BORN,
        ),
        ask(
            "home_education",
            "Is the child educated at home? Give since when, the reason given, and what was seen of the education.",
            years=3,
            only=BORN,
        ),
        ask(
            "attendance",
            "List attendance notices, penalties and prosecutions, and attendance orders.",
            years=3,
            only=BORN,
        ),
        ask("exclusions", "List permanent exclusions, managed moves and alternative provision.", years=3, only=BORN),
        ask(
            "special_needs",
            "Is there an EHCP or an assessment for one? Give dates, type of need and placement.",
            only=BORN,
        ),
        ask(
            "brothers_and_sisters",
            "Are brothers or sisters of the unborn child missing education or taught at home? Give dates.",
            years=3,
            only=UNBORN,
        ),
        ask("parents", "How have parents or carers worked with your service?", years=2),
    ),
    extras={
        themes.NOT_IN_SCHOOL: (
            ask(
                "home_visit",
                "Was the child seen at home or elsewhere, spoken with, and by whom? Give the date.",
                years=1,
                only=BORN,
            ),
        ),
        themes.EXPLOITATION: (
            ask(
                "timetable",
                "Is the child on a part-time timetable or out of school in the day, and since when?",
                years=1,
                only=BORN,
            ),
        ),
        themes.UNACCOMPANIED: (
            ask(
                "school_place",
                "Was a school place asked for and given, and which date of birth was used?",
                years=2,
                only=BORN,
            ),
        ),
        themes.PRIVATE_FOSTERING: (
            ask(
                "applicant",
                "Who applied for the school place, and as what: parent, relative or carer?",
                years=3,
                only=BORN,
            ),
        ),
        themes.HARMFUL_PRACTICE: (
            ask(
                "left_for_abroad",
                "Was the child taken off roll to go abroad, or did not come back from leave?",
                years=2,
                only=BORN,
            ),
        ),
        themes.HOMELESSNESS: (
            ask("moves", "Which moves and temporary addresses has the service recorded?", years=2, only=BORN),
        ),
    },
)
