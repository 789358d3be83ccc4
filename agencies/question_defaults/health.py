"""Default questions for health services and the ambulance service."""

from agencies.question_defaults import themes
from agencies.question_defaults.question import ADULT, BORN, BORN_OR_ADULT, CHILD, DefaultSet, ask

HEALTH = DefaultSet(
    base=(
        ask(
            "known",
            "Which services know each person named: GP, health visitor, school nurse, midwife, hospital? Who leads?",
        ),
        ask(
            "last_seen",
            "When was each child named last seen by a health professional, by whom and what for?",
            years=1,
            only=BORN,
        ),
        ask(
            "not_brought",
            "List appointments to which each child was not brought, including immunisations and reviews.",
            years=2,
            only=BORN,
        ),
        ask("emergency", "List emergency and urgent care attendances: date, reason, account given, outcome.", years=2),
        ask(
            "development",
            "Are there worries about growth, development, feeding, teeth or unmet health needs?",
            years=2,
            only=BORN,
        ),
        ask(
            "adult_health",
            "Which health conditions, disabilities, medicines or treatments affect how the parents or carers care?",
            years=2,
            only=CHILD,
        ),
        ask(
            "care_needs",
            "Which health conditions and medicines give this adult needs for care and support?",
            only=ADULT,
        ),
        ask(
            "capacity",
            "Has capacity been assessed? Give the decision, date, assessor and finding, and any attorney or deputy.",
            years=2,
            only=ADULT,
        ),
        ask(
            "observations",
            "What have staff seen of relationships, home conditions or behaviour? Separate fact from opinion.",
            years=1,
        ),
        ask(
            "safeguarding",
            "List safeguarding entries, flags (including CP-IS) and alerts in the record, with dates.",
            years=5,
        ),
    ),
    extras={
        themes.PHYSICAL_ABUSE: (
            ask(
                "injuries",
                "List every injury recorded: date, site, size, explanation, who gave it, and whether it fitted"
                " the findings.",
                years=5,
            ),
            ask(
                "bruising",
                "Was there an injury or bruise in a baby not yet moving, a burn, a bite or a fracture?",
                only=BORN,
            ),
            ask(
                "medical",
                "Has a child protection or forensic medical been done or asked for? Give date and opinion.",
                years=2,
            ),
        ),
        themes.DOMESTIC_ABUSE: (
            ask(
                "da_disclosed",
                "Has any person named disclosed domestic abuse, or been asked about it alone? Give dates.",
                years=5,
            ),
            ask(
                "da_injuries",
                "List attendances with injuries or in pregnancy that may be linked to domestic abuse.",
                years=5,
            ),
        ),
        themes.SEXUAL_ABUSE: (
            # The Directions of 2000 on sexually transmitted diseases were revoked on 12 October 2023. What holds is the
            # duty of confidence and NHS England's guidance of October 2023 on HIV and STI information.
            ask(
                "sexual_health",
                "Are there signs of sexual harm: infection, pregnancy, injury, emergency contraception, sexual assault"
                " centre attendance? Share only what bears on the risk.",
                years=3,
                only=BORN_OR_ADULT,
            ),
            ask(
                "sexual_health_confidence",
                "Sexual health services keep their records apart and in confidence, from the GP too: was the service"
                " asked by itself, and has its lead weighed the public interest before anything of it is shared?",
                only=BORN_OR_ADULT,
            ),
        ),
        themes.NEGLECT: (
            ask(
                "growth",
                "Give weights and heights with dates and centiles, and say whether there is faltering.",
                years=2,
                only=BORN,
            ),
            ask(
                "hygiene",
                "What is recorded about hygiene, dental decay, infestations or untreated conditions?",
                years=2,
                only=BORN_OR_ADULT,
            ),
            ask(
                "pressure_damage",
                "List pressure damage, dehydration, weight loss or medicine errors: date, grade and cause.",
                years=1,
                only=ADULT,
            ),
            ask(
                "engagement",
                "How well do parents or carers take up advice, treatment and visits? Include refusals.",
                years=2,
            ),
        ),
        themes.MENTAL_HEALTH: (
            ask(
                "mental_health",
                "What mental health diagnoses, medicines, crises or referrals are recorded, and since when?",
                years=5,
            ),
            ask("self_harm", "List self-harm and overdose attendances with date, method and follow-up.", years=3),
        ),
        themes.SUBSTANCE_MISUSE: (
            ask(
                "substances",
                "What alcohol or drug use is recorded for each adult, and is there treatment or prescribing?",
                years=3,
            ),
        ),
        themes.EXPLOITATION: (
            ask(
                "exploitation_signs",
                "Are there unexplained injuries, sexual health needs, overdoses or unknown companions?",
                years=2,
            ),
        ),
        themes.UNBORN: (
            ask(
                "pregnancy",
                "When was the pregnancy booked, what is the due date, and which antenatal visits were missed?",
                years=1,
            ),
            ask("earlier_children", "Are there earlier pregnancies or children not in the parents’ care?"),
        ),
        themes.HARMFUL_PRACTICE: (
            ask("fgm", "Has FGM been identified in the person, mother or sisters, and was it reported?"),
        ),
        themes.DISABILITY: (
            ask(
                "care_plan",
                "What care, equipment and medicines are prescribed, and are they given as prescribed?",
                years=1,
            ),
            ask(
                "discrepancy",
                "Do reported symptoms differ from what professionals observe? Name the lead consultant and"
                " opinions sought.",
                years=3,
                only=BORN,
            ),
        ),
        themes.ORGANISATIONAL: (
            ask(
                "setting",
                "Have staff raised concerns about the care setting, or seen the same harm in other residents?",
                years=1,
            ),
        ),
        themes.SELF_NEGLECT: (
            ask(
                "self_care",
                "Is the adult declining care or treatment? What was offered, when, and was capacity considered?",
                years=1,
            ),
        ),
        themes.FINANCIAL: (
            ask("dependency", "Does anyone control this adult’s money, medicines or contact with services?", years=1),
        ),
        themes.NOT_IN_SCHOOL: (
            ask(
                "school_health",
                "Does a health need explain absence from school, and who has confirmed it?",
                years=1,
                only=BORN,
            ),
        ),
        themes.ALLEGATION: (
            ask(
                "health_worker",
                "If the person works in health: what is the role, and which concerns or steps are recorded?",
                years=5,
            ),
        ),
        themes.PRIVATE_FOSTERING: (
            ask(
                "who_brings",
                "Who brings the child, who is recorded as parent or carer, and who gives consent to treatment?",
                years=2,
                only=BORN,
            ),
        ),
        themes.UNACCOMPANIED: (
            ask(
                "health_assessment",
                "Was a health assessment done? Say what bears on safety: injuries, trauma, signs of exploitation.",
                years=2,
                only=BORN,
            ),
        ),
        themes.CHILD_DEATH: (
            ask(
                "history_of_child",
                "What is the health history of the child who died, including birth, visits, injuries and sleep advice?",
            ),
            ask(
                "joint_response",
                "Has the joint agency response begun, and who is the lead health professional?",
                years=1,
            ),
        ),
        themes.PRIVATE_LAW: (
            ask(
                "accounts",
                "Have parents given different accounts of injuries, illness or treatment? Give dates and whose.",
                years=3,
            ),
        ),
    },
)

AMBULANCE = DefaultSet(
    base=(
        ask(
            "calls",
            "List emergency calls to the addresses given or for the people named: date, reason, outcome.",
            years=2,
        ),
        ask("conveyed", "Was anyone taken to hospital, or was care declined? Give dates and destinations.", years=2),
        ask(
            "referrals",
            "List safeguarding referrals made by crews about these people, with dates and reasons.",
            years=3,
        ),
        ask("home", "What did crews record about the home and everyone present, including children?", years=2),
        ask("warnings", "Are there address markers, including violence, access or medical markers?"),
    ),
    extras={
        themes.PHYSICAL_ABUSE: (
            ask("injuries", "Describe injuries seen, the account given, by whom, and whether it fitted.", years=2),
        ),
        themes.DOMESTIC_ABUSE: (
            ask(
                "da_calls",
                "Which calls involved assault or a frightened or injured partner, and who was there?",
                years=3,
            ),
        ),
        themes.NEGLECT: (
            ask(
                "conditions",
                "Did crews record hazards, lack of food or heating, poor hygiene, or a person left alone?",
                years=2,
            ),
        ),
        themes.SEXUAL_ABUSE: (
            ask("sexual_assault", "Was any call for a reported or suspected sexual assault?", years=3),
        ),
        themes.MENTAL_HEALTH: (
            ask(
                "crisis", "List calls for self-harm, overdose or mental health crisis: date, method, outcome.", years=2
            ),
        ),
        themes.SUBSTANCE_MISUSE: (
            ask(
                "intoxication",
                "List calls where drugs or alcohol played a part, and who was caring for any children.",
                years=2,
            ),
        ),
        themes.EXPLOITATION: (
            ask(
                "violence", "List calls for stabbing, assault or overdose, or to a young person far from home.", years=2
            ),
        ),
        themes.SELF_NEGLECT: (
            ask("self_care", "Did crews record hoarding, falls, long lies or refusal of care?", years=2),
        ),
        themes.ORGANISATIONAL: (
            ask(
                "setting_calls",
                "How often were crews called to the care setting, and did they raise concerns?",
                years=1,
            ),
        ),
        themes.CHILD_DEATH: (
            ask("attendance_at_death", "What did crews see, hear and do, and who was present? Give times."),
        ),
    },
)
