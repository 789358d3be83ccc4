"""Default questions for adult mental health services and CAMHS."""

from agencies.question_defaults import themes
from agencies.question_defaults.question import ADULT, BORN_OR_ADULT, CHILD, UNBORN, DefaultSet, ask

MENTAL_HEALTH = DefaultSet(
    base=(
        ask("known", "Is any person named open to you, or have they been? Give team, lead worker and dates.", years=5),
        ask(
            "diagnosis",
            "What is the working diagnosis and treatment, so far as it bears on the risk described?",
            years=3,
        ),
        ask(
            "last_seen",
            "When was the person last seen, where, and how did they present? List missed contacts.",
            years=1,
        ),
        ask(
            "risk",
            "What does the current risk assessment say about harm to self, to others and from others? Give its date.",
            years=1,
        ),
        ask("crisis", "List admissions, detentions and crisis contacts, with dates.", years=3),
        ask(
            "parenting",
            "Does the record ask about children in the person’s care, and what does it say of the effect on them?",
            only=CHILD,
        ),
        ask(
            "capacity",
            "Has capacity been in doubt or assessed? Give the decision, date and finding.",
            years=2,
            only=ADULT,
        ),
        ask("plan", "What is in the crisis or care plan, and who should be called if things get worse?"),
    ),
    extras={
        themes.DOMESTIC_ABUSE: (
            ask(
                "da_disclosed",
                "Has the person disclosed being harmed by, or harming, a partner or relative? Give dates.",
                years=3,
            ),
        ),
        themes.PHYSICAL_ABUSE: (
            ask("violence", "List violence or threats by the person towards family, carers or staff.", years=3),
        ),
        themes.NEGLECT: (
            ask(
                "functioning",
                "How able is the person to manage daily care of themselves and of those who depend on them?",
                years=1,
            ),
        ),
        themes.SEXUAL_ABUSE: (
            ask(
                "sexual_risk",
                "Is there a recorded sexual risk to or from the person, or a disclosure of abuse?",
                years=5,
            ),
        ),
        themes.MENTAL_HEALTH: (
            ask("delusions", "Do any beliefs or voices involve a child, partner or carer?", years=2),
            ask("relapse", "What are the signs of relapse, and are any present now?", years=1),
            ask("suicide", "Has the person had suicidal thoughts or plans, including involving others?", years=2),
        ),
        themes.SUBSTANCE_MISUSE: (
            ask("dual", "Is there drug or alcohol use alongside mental illness, and which service treats it?", years=2),
        ),
        themes.EXPLOITATION: (
            ask("exploited", "Are there signs that others use the person’s home, money, body or labour?", years=2),
        ),
        themes.UNBORN: (
            ask("perinatal", "Is the perinatal team involved, and is there a birth plan for mental health?", years=1),
        ),
        themes.EMOTIONAL_ABUSE: (
            ask("coercion", "Are there signs of control, isolation or fear of someone close?", years=2),
        ),
        themes.FINANCIAL: (
            ask("money", "Who manages the person’s money, and is there an appointee, attorney or deputy?"),
        ),
        themes.SELF_NEGLECT: (
            ask(
                "self_care",
                "Is hoarding, refusal of care or poor self-care part of the picture? What has been tried?",
                years=2,
            ),
        ),
        themes.ORGANISATIONAL: (
            ask("ward", "Have incidents or complaints been recorded about the ward or placement?", years=1),
        ),
    },
)

CAMHS = DefaultSet(
    base=(
        ask(
            "known",
            "Is any child named open to you, on a waiting list, or have they been? Give dates and lead clinician.",
            years=3,
        ),
        ask("reason", "Who referred the child, why, and was the referral accepted?", years=3, only=BORN_OR_ADULT),
        ask(
            "presentation",
            "What is the working diagnosis or formulation, so far as it bears on the worry described?",
            years=2,
            only=BORN_OR_ADULT,
        ),
        ask(
            "risk",
            "What does the risk assessment say about harm to self, to others and from others? Give its date.",
            years=1,
            only=BORN_OR_ADULT,
        ),
        ask(
            "attendance",
            "When was the child last seen and how often were they not brought?",
            years=1,
            only=BORN_OR_ADULT,
        ),
        ask(
            "voice",
            "What has the child said about home, school, friends and feeling safe? Use their words.",
            years=1,
            only=BORN_OR_ADULT,
        ),
        ask(
            "family",
            "How do parents or carers take part in treatment, and what have clinicians seen between them?",
            years=1,
        ),
        ask("plan", "What is the safety plan and when is the next appointment?"),
        ask(
            "young_parent",
            "Is either parent of the unborn child open to you, or were they as a child? Say what bears on the risk.",
            years=5,
            only=UNBORN,
        ),
    ),
    extras={
        themes.MENTAL_HEALTH: (
            ask(
                "self_harm",
                "List self-harm, overdoses and suicide attempts: date, method, trigger, follow-up.",
                years=2,
                only=BORN_OR_ADULT,
            ),
            ask(
                "eating",
                "Is there an eating disorder or physical risk that needs monitoring?",
                years=1,
                only=BORN_OR_ADULT,
            ),
        ),
        themes.DOMESTIC_ABUSE: (
            ask(
                "da_impact",
                "Has the child spoken of abuse at home or in a relationship? What effect was seen?",
                years=2,
                only=BORN_OR_ADULT,
            ),
        ),
        themes.PHYSICAL_ABUSE: (
            ask(
                "disclosed_harm",
                "Has the child said they are hurt by anyone, or been seen with injuries?",
                years=2,
                only=BORN_OR_ADULT,
            ),
        ),
        themes.SEXUAL_ABUSE: (
            ask(
                "sexual_harm",
                "Has the child disclosed sexual abuse, or shown sexual behaviour out of step with their age?",
                years=3,
                only=BORN_OR_ADULT,
            ),
        ),
        themes.EXPLOITATION: (
            ask(
                "exploitation_signs",
                "Are there signs of exploitation: new money, older contacts, going missing, fear?",
                years=1,
                only=BORN_OR_ADULT,
            ),
            ask("online", "Is online contact or content part of the risk?", years=1, only=BORN_OR_ADULT),
        ),
        themes.NEGLECT: (
            ask(
                "unmet_need",
                "Are mental health needs going unmet because care at home falls short?",
                years=1,
                only=BORN_OR_ADULT,
            ),
        ),
        themes.EMOTIONAL_ABUSE: (
            ask(
                "relationships",
                "Have you seen hostility, rejection, blame or unrealistic demands towards the child?",
                years=1,
                only=BORN_OR_ADULT,
            ),
        ),
        themes.SUBSTANCE_MISUSE: (
            ask(
                "substances",
                "What does the child say about drugs, alcohol or vaping, their own and others’?",
                years=1,
                only=BORN_OR_ADULT,
            ),
        ),
    },
)
