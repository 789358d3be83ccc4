"""Default questions for services of support and care: drugs and alcohol, domestic abuse, care providers."""

from agencies.question_defaults import themes
from agencies.question_defaults.question import ADULT, BORN, CHILD, DefaultSet, ask

SUBSTANCE_MISUSE = DefaultSet(
    base=(
        ask(
            "known",
            "Is any person named in treatment with you now, or have they been? Give dates and the worker.",
            years=3,
        ),
        ask("use", "Which substances are used, how and how often, so far as it bears on the risk described?", years=1),
        ask("engagement", "How well does the person keep to treatment? List missed visits and what was done.", years=1),
        ask(
            "prescribing",
            "What is prescribed, is it taken under supervision, and is it locked away from children at home?",
            years=1,
        ),
        ask(
            "caring",
            "What is known of children or dependent adults in the home, and of the effect of the use on them?",
            years=1,
        ),
        ask(
            "risk",
            "What does the risk assessment say about overdose, self-harm, violence and others in the home?",
            years=1,
        ),
        ask("limits", "What did the person agree may be shared, and what must they not learn from this request?"),
    ),
    extras={
        themes.UNBORN: (
            ask(
                "pregnancy_plan",
                "Is there a plan with midwifery for the pregnancy and the birth? Give its main steps.",
                years=1,
            ),
        ),
        themes.DOMESTIC_ABUSE: (
            ask(
                "da_disclosed", "Has the person said that they are harmed by, or harm, a partner or relative?", years=3
            ),
        ),
        themes.EXPLOITATION: (
            ask("debt", "Are there signs of debt, home takeover or being made to carry or hold drugs?", years=1),
        ),
        themes.MENTAL_HEALTH: (
            ask("dual", "Is there mental illness beside the use, and which service treats it?", years=2),
        ),
        themes.SELF_NEGLECT: (
            ask("self_care", "Is the person’s care of themselves or of their home failing? What was offered?", years=1),
        ),
    },
)

DOMESTIC_ABUSE_SERVICE = DefaultSet(
    base=(
        ask(
            "known", "Is the person harmed known to you? Give dates, the worker, and how to reach them safely.", years=5
        ),
        ask("risk", "What was the last DASH or other risk score, when, and what has changed since?", years=2),
        ask(
            "pattern",
            "What is the pattern of abuse: control, violence, stalking, threats, money, after separation?",
            years=5,
        ),
        ask(
            "children",
            "How have the children been harmed by it: what they saw, heard or lived with?",
            years=3,
            only=BORN,
        ),
        ask("safety_plan", "What is the safety plan, and what would make things more dangerous?"),
        ask("marac", "Was the case heard at MARAC, and are actions still open?", years=2),
        ask("limits", "What did the person agree may be shared, and who must not learn of your involvement?"),
    ),
    extras={
        themes.DOMESTIC_ABUSE: (
            ask(
                "source",
                "What do you know of the person causing harm: whereabouts, orders, programme, weapons?",
                years=3,
            ),
        ),
        themes.UNBORN: (ask("pregnancy", "Has the abuse begun or become worse in this pregnancy or an earlier one?"),),
        themes.HARMFUL_PRACTICE: (
            ask(
                "family_abuse",
                "Are relatives involved, is there a risk of travel or marriage, and who is safe to tell?",
            ),
        ),
        themes.PRIVATE_LAW: (
            ask(
                "handover",
                "Is time with the children, or its handover, used to go on with the abuse? Give dates.",
                years=2,
            ),
        ),
        themes.SEXUAL_ABUSE: (
            ask(
                "sexual_violence",
                "Has sexual violence been part of it, and is there an ISVA or other support?",
                years=5,
            ),
        ),
        themes.SUBSTANCE_MISUSE: (
            ask("substances", "Are drugs or alcohol used to control the person, or to cope with the abuse?", years=2),
        ),
    },
)

CARE_PROVIDER = DefaultSet(
    base=(
        ask("service", "Which care or support do you give the person, since when, and who pays for it?"),
        ask("care_plan", "What do the care plan and the risk assessments say about the risk described?", years=1),
        ask("records", "List daily notes, incidents, falls, injuries and medicine errors that bear on it.", months=6),
        ask("seen", "Who saw the person last, when, and how were they?"),
        ask("contacts", "Who visits or contacts the person, and have staff had worries about any of them?", years=1),
        ask(
            "wishes", "What has the person said that they want, and how do they communicate best?", years=1, only=ADULT
        ),
        ask("safe_now", "What have you done to keep this person and others safe now?"),
    ),
    extras={
        themes.ORGANISATIONAL: (
            ask(
                "staffing",
                "Who was on duty, what were the staffing levels, and was anybody moved or suspended?",
                months=6,
            ),
            ask("notified", "Whom have you told: regulator, council, family, police? Give dates.", months=6),
        ),
        themes.ALLEGATION: (
            ask(
                "staff_member",
                "What is the person’s role, which checks were made, and are earlier concerns recorded?",
                years=5,
            ),
        ),
        themes.NEGLECT: (
            ask(
                "missed_care",
                "List missed or short visits and care not given, with the reason and the effect.",
                years=1,
            ),
        ),
        themes.FINANCIAL: (
            ask(
                "money",
                "Do staff handle the person’s money? Give records of spending, gifts and missing items.",
                years=1,
            ),
        ),
        themes.PHYSICAL_ABUSE: (
            ask(
                "restraint",
                "List restraint and unexplained marks: date, who was there, explanation, body map.",
                years=1,
            ),
        ),
        themes.PRIVATE_FOSTERING: (
            ask(
                "placement",
                "Who placed the child with you, for how long, and who has parental responsibility?",
                only=CHILD,
            ),
        ),
    },
)
