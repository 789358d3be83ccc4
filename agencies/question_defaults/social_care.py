"""Default questions for children's services and adult social care."""

from agencies.question_defaults import themes
from agencies.question_defaults.question import ADULT, BORN, CHILD, DefaultSet, ask

CHILDREN_SERVICES = DefaultSet(
    base=(
        ask("open", "Is any child named open to a team now? Give team, worker, manager, plan type and last visit."),
        ask(
            "history",
            "List earlier contacts, referrals and assessments: date, reason, decision, reason for closing.",
            years=5,
        ),
        ask(
            "plans",
            "Has any child named or their siblings had a protection plan or been looked after? Give dates and"
            " category.",
        ),
        ask(
            "early_help",
            "Is there, or was there, an early help plan? Give the lead professional, progress and reason it ended.",
            years=3,
        ),
        ask("family", "Who else is in the family network, including children living elsewhere and why?", only=CHILD),
        ask(
            "other_areas",
            "Is any involvement by another council known? Give the council and dates.",
            years=10,
            only=CHILD,
        ),
        ask(
            "voice",
            "When was each child last seen alone, and what did they say about how they live?",
            years=1,
            only=BORN,
        ),
        ask("strengths", "What has helped this family before, and who do they trust?", years=3, only=CHILD),
        ask(
            "children_at_risk",
            "Does this adult live with, care for or see children, and are any known to you?",
            only=ADULT,
        ),
    ),
    extras={
        themes.DOMESTIC_ABUSE: (
            ask(
                "da_history",
                "List domestic abuse known to you in this or earlier relationships, and any safety plan.",
                years=5,
            ),
        ),
        themes.NEGLECT: (
            ask(
                "neglect_tool",
                "Has a neglect assessment tool been used? Give dates, scores and whether change lasted.",
                years=3,
            ),
        ),
        themes.PHYSICAL_ABUSE: (
            ask(
                "injuries", "List earlier injuries or allegations of physical harm, and what enquiries found.", years=5
            ),
        ),
        themes.SEXUAL_ABUSE: (
            ask(
                "sexual_history", "Is there earlier concern of sexual abuse in the family, as victim or source of harm?"
            ),
        ),
        themes.EMOTIONAL_ABUSE: (
            ask(
                "emotional",
                "What has been recorded about rejection, blame, isolation or exposure to conflict?",
                years=3,
            ),
        ),
        themes.EXPLOITATION: (
            ask("missing_interviews", "List missing episodes and what return interviews said.", years=1, only=BORN),
            ask(
                "exploitation_panel",
                "Has an exploitation panel considered the child? Give dates, rating and plan.",
                years=2,
                only=BORN,
            ),
        ),
        themes.MENTAL_HEALTH: (
            ask("mental_health", "How have mental health needs of parent or child featured in earlier work?", years=3),
        ),
        themes.SUBSTANCE_MISUSE: (
            ask(
                "substances",
                "How has drug or alcohol use affected care of the children, and was testing done?",
                years=3,
            ),
        ),
        themes.UNBORN: (
            ask(
                "removed_children",
                "Have children been removed from either parent? Give dates, council and court outcome.",
            ),
        ),
        themes.DISABILITY: (
            ask("short_breaks", "Is there a disabled children’s team, short breaks or direct payments?", years=2),
        ),
        themes.NOT_IN_SCHOOL: (
            ask(
                "education_known",
                "What is known of where the child is taught, and who has seen them there?",
                years=2,
                only=BORN,
            ),
        ),
        themes.POSES_RISK: (
            ask(
                "risk_assessments",
                "Has this person been assessed as a risk to children? Give the date, the finding and who was told.",
                years=10,
            ),
        ),
        themes.ALLEGATION: (
            ask(
                "lado",
                "Is this or an earlier allegation known to the designated officer (LADO)? Give dates and outcomes.",
                years=10,
            ),
            ask("own_children", "Does the person have, or care for, children of their own, and were they considered?"),
        ),
        themes.PRIVATE_FOSTERING: (
            ask(
                "private_fostering",
                "Was the arrangement notified, visited and found suitable? Give dates and who has parental"
                " responsibility.",
                years=3,
                only=BORN,
            ),
        ),
        themes.UNACCOMPANIED: (
            ask(
                "accommodation",
                "Is the young person looked after, where, by whom, and was their age assessed? Give dates.",
                years=3,
                only=BORN,
            ),
        ),
        themes.CHILD_DEATH: (
            ask(
                "surviving_children",
                "Which brothers and sisters are known, where are they, and what is planned for them?",
            ),
            ask("review", "Was the safeguarding partnership or the national panel notified? Give dates.", years=1),
        ),
        themes.PARENT_OFFENDING: (
            ask(
                "parent_in_prison", "Who cares for the children, and what was agreed about visits and release?", years=3
            ),
        ),
        themes.PRIVATE_LAW: (
            ask(
                "court_reports",
                "Has the court asked for a report (section 7 or 37)? Give the date and what it recommended.",
                years=5,
            ),
        ),
    },
)

ADULT_SOCIAL_CARE = DefaultSet(
    base=(
        ask("open", "Is any adult named open to you now? Give team, worker, and date last seen."),
        ask(
            "needs",
            "What care and support needs were assessed, which services are in place, and who provides them?",
            years=3,
        ),
        ask(
            "concerns",
            "List earlier safeguarding concerns and enquiries: date, type of risk, source, outcome.",
            years=5,
        ),
        ask(
            "capacity",
            "Has capacity been assessed? Give the decision, date and finding, and any attorney, deputy or advocate.",
            years=2,
        ),
        ask(
            "carers",
            "Who provides unpaid care, has a carer’s assessment been done, and is there carer strain?",
            years=2,
        ),
        ask(
            "wishes",
            "What has the person said they want to happen, and how do they communicate best?",
            years=1,
            only=ADULT,
        ),
        ask(
            "children_in_home",
            "Do children live with, visit or care for this adult? Give what you know of the effect on them.",
        ),
        ask("contact_safely", "How can the person be contacted safely, and who must not know?"),
    ),
    extras={
        themes.DOMESTIC_ABUSE: (
            ask(
                "da_dependency",
                "Does the person depend on the alleged source of harm for care, money or housing?",
                years=2,
            ),
        ),
        themes.PHYSICAL_ABUSE: (
            ask(
                "injuries",
                "List unexplained injuries, restraint or falls reported, and the explanation given.",
                years=2,
            ),
        ),
        themes.SEXUAL_ABUSE: (
            ask(
                "sexual_risk",
                "Is there known sexual risk to or from the person, and was capacity to consent considered?",
                years=5,
            ),
        ),
        themes.EMOTIONAL_ABUSE: (
            ask(
                "isolation", "Have visitors, calls or services been turned away or controlled by someone else?", years=1
            ),
        ),
        themes.NEGLECT: (
            ask(
                "missed_care",
                "List missed or short visits, medicine errors or care not given: date, provider, effect.",
                years=1,
            ),
            ask(
                "parent_support",
                "Is a parent’s own support enough for them to meet the children’s needs?",
                years=1,
                only=CHILD,
            ),
        ),
        themes.FINANCIAL: (
            ask(
                "money",
                "Who manages the person’s money? List unpaid charges, missing money or sudden changes.",
                years=2,
            ),
            ask("appointee", "Is there an appointee, attorney, deputy or recent change of will or ownership?", years=3),
        ),
        themes.ORGANISATIONAL: (
            ask(
                "provider",
                "List concerns about the provider: dates, themes, actions, contract or regulator steps.",
                years=2,
            ),
            ask("others_affected", "Which other people funded or placed there may be affected?"),
        ),
        themes.SELF_NEGLECT: (
            ask(
                "declined",
                "Which support was offered and declined, when, and was capacity for that decision assessed?",
                years=2,
            ),
            ask(
                "home_risk",
                "Is there hoarding, fire risk or lack of heating or water? Give the last time seen inside.",
                years=1,
            ),
        ),
        themes.EXPLOITATION: (
            ask("exploited", "Are there signs of home takeover, forced labour or sexual exploitation?", years=2),
        ),
        themes.MENTAL_HEALTH: (
            ask("mental_health_act", "List Mental Health Act assessments, aftercare and crisis contacts.", years=3),
        ),
        themes.SUBSTANCE_MISUSE: (
            ask("substances", "How does drug or alcohol use affect needs, care and risk?", years=2),
        ),
        themes.DISABILITY: (
            ask(
                "parenting_support",
                "What support does a disabled parent have with caring for children?",
                years=2,
                only=CHILD,
            ),
        ),
        themes.POSES_RISK: (
            ask(
                "risk_to_adults",
                "Is this person known as a source of harm to adults with care needs? Give dates and what was done.",
                years=10,
            ),
        ),
        themes.ALLEGATION: (
            ask(
                "position_of_trust",
                "Is a concern about this person in a position of trust recorded? Give dates and outcomes.",
                years=10,
            ),
        ),
    },
)
