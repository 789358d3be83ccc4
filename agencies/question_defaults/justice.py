"""Default questions for probation and the youth offending service."""

from agencies.question_defaults import themes
from agencies.question_defaults.question import DefaultSet, ask

PROBATION = DefaultSet(
    base=(
        ask(
            "known",
            "Is each adult named under supervision now, or has any been? Give dates and the responsible officer.",
            years=5,
        ),
        ask("offences", "What are the offences and sentence, and did any involve a child, partner or dependent adult?"),
        ask(
            "risk_of_harm",
            "What is the current risk of serious harm level, and separately the level for children, known adults, the"
            " public and staff?",
        ),
        ask("mappa", "Is the person managed under MAPPA? Give category, level and next review date."),
        ask(
            "conditions",
            "List licence conditions and requirements: exclusion, no contact, residence, curfew, programmes.",
        ),
        ask(
            "compliance",
            "How well does the person keep to supervision? List breaches, recalls and missed appointments.",
            years=1,
        ),
        ask(
            "household",
            "Who has the person told you they live with or see, including children and dependent adults?",
            months=6,
        ),
        ask("release", "If the person is in custody, what is the expected release date and proposed address?"),
    ),
    extras={
        themes.DOMESTIC_ABUSE: (
            ask(
                "da_assessment",
                "What do your domestic abuse assessments show (for example SARA), and has a behaviour programme been"
                " started or finished?",
                years=3,
            ),
            ask(
                "da_partner",
                "Does a partner link or victim liaison worker hold information about the victim’s safety?",
                years=1,
            ),
        ),
        themes.SEXUAL_ABUSE: (
            ask(
                "sexual_assessment",
                "What do your sexual offending assessments show, and which treatment was completed?",
                years=10,
            ),
        ),
        themes.PHYSICAL_ABUSE: (
            ask(
                "violence",
                "What do you know of violence used against children or partners, including without conviction?",
                years=5,
            ),
        ),
        themes.EXPLOITATION: (
            ask(
                "associates",
                "Which associates, groups or addresses linked to exploitation or gangs feature in the plan?",
                years=2,
            ),
        ),
        themes.SUBSTANCE_MISUSE: (
            ask("treatment", "Is there a drug or alcohol requirement? Give test results and attendance.", years=1),
        ),
        themes.MENTAL_HEALTH: (
            ask(
                "mental_health",
                "Is there a mental health requirement, or a known risk of suicide or self-harm?",
                years=2,
            ),
        ),
        themes.NEGLECT: (
            ask(
                "home_visits",
                "What did staff see of the home and of those living there at the last home visit?",
                years=1,
            ),
        ),
        themes.FINANCIAL: (
            ask("acquisitive", "Is there a pattern of offending for gain against family or people at risk?", years=5),
        ),
        themes.RADICALISATION: (
            ask("extremism", "Is there any terrorism-related offence or extremism concern in the record?"),
        ),
        themes.POSES_RISK: (
            ask(
                "management_plan",
                "What does the risk management plan say about contact with children and adults at risk?",
                years=1,
            ),
        ),
        themes.PARENT_OFFENDING: (
            ask(
                "family_effect",
                "What is planned for release or visits, and what does it mean for the children?",
                years=1,
            ),
        ),
    },
)

YOUTH_OFFENDING = DefaultSet(
    base=(
        ask(
            "known",
            "Is any young person named open to you now, or have they been? Give dates, status and worker.",
            years=3,
        ),
        ask("offences", "List offences, outcomes and orders, including out-of-court disposals.", years=3),
        ask(
            "ratings",
            "What are the latest ratings for safety and wellbeing, risk of serious harm and likelihood of"
            " reoffending, and on what date were they made?",
            years=1,
        ),
        ask("plan", "What is the plan, how well is the young person taking part, and what have they missed?", months=6),
        ask("home", "What have home visits shown about the family, the home and who lives there?", years=1),
        ask("voice", "What has the young person told you about how they live and what they want?", years=1),
        ask("peers", "Who are the peers and adults of concern, and which places or groups feature?", years=1),
    ),
    extras={
        themes.EXPLOITATION: (
            ask(
                "exploitation_signs",
                "What signs of criminal or sexual exploitation have you recorded: debt, phones, money, travel,"
                " injuries, older associates?",
                years=1,
            ),
            ask(
                "exploitation_panel",
                "Has an exploitation panel or National Referral Mechanism decision been made? When?",
                years=2,
            ),
            ask(
                "weapons",
                "Does the young person carry or have access to a weapon, or have they been threatened with one?",
                years=1,
            ),
        ),
        themes.SEXUAL_ABUSE: (
            ask(
                "sexual_behaviour",
                "Has harmful sexual behaviour been assessed? Give the tool, date, finding and safety plan.",
                years=3,
            ),
        ),
        themes.DOMESTIC_ABUSE: (
            ask(
                "family_violence",
                "What is known of violence at home or in a relationship, by or towards the young person?",
                years=2,
            ),
        ),
        themes.PHYSICAL_ABUSE: (
            ask(
                "injuries",
                "What injuries or reports of being hurt by family, peers or adults have staff recorded?",
                years=1,
            ),
        ),
        themes.MENTAL_HEALTH: (
            ask(
                "self_harm",
                "What self-harm, suicidal thoughts or mental health needs has your health worker recorded?",
                years=1,
            ),
        ),
        themes.SUBSTANCE_MISUSE: (
            ask("substances", "What does the substance use screening show, and is there treatment?", years=1),
        ),
        themes.NEGLECT: (
            ask(
                "needs", "Are basic needs met: somewhere safe to sleep, food, clothes, supervision at night?", months=6
            ),
        ),
        themes.RADICALISATION: (
            ask("extremism", "Have extremist views, contacts or materials been a concern?", years=1),
        ),
        themes.PARENT_OFFENDING: (
            ask("parent_effect", "How does a parent’s offending or sentence affect the young person?", years=2),
        ),
    },
)

PRISON = DefaultSet(
    base=(
        ask("held", "Is any adult named in custody with you, or were they? Give dates, offence and sentence.", years=5),
        ask("release", "When and how may the person be released, and to which address?"),
        ask(
            "contact",
            "Whom does the person visit with, phone or write to, which contacts are barred, and why?",
            years=1,
        ),
        ask("conduct", "List threats, violence or attempts to reach a victim while in custody.", years=1),
        ask(
            "public_protection", "Do public protection measures apply? Give MAPPA level, restrictions and next review."
        ),
        ask("worker", "Who is the offender manager or safeguarding lead to speak to?"),
    ),
    extras={
        themes.PARENT_OFFENDING: (
            ask(
                "family_visits", "Do children visit, how do visits go, and was the child’s interest assessed?", years=1
            ),
        ),
        themes.POSES_RISK: (
            ask("risk_in_custody", "What do assessments in custody say of the risk to children and adults?", years=2),
        ),
        themes.DOMESTIC_ABUSE: (
            ask(
                "partner_contact",
                "Does contact with a partner or former partner go on, by whose wish, and is it watched?",
                years=1,
            ),
        ),
        themes.UNBORN: (
            ask(
                "mother_and_baby",
                "If the mother is in custody: is a place in a mother and baby unit asked for?",
                years=1,
            ),
        ),
    },
)
