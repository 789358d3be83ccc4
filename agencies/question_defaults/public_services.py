"""Default questions for the fire service, Cafcass, immigration enforcement, the DWP and regulators."""

from agencies.question_defaults import themes
from agencies.question_defaults.question import BORN, DefaultSet, ask

FIRE = DefaultSet(
    base=(
        ask("incidents", "List fires and other calls to the addresses given: date, cause, who was there.", years=5),
        ask(
            "home_visits",
            "Was a home fire safety visit made or refused? Give the date, who was seen and what was advised.",
            years=3,
        ),
        ask("home", "What did crews record about the home and everyone in it, including children?", years=2),
        ask("fire_risk", "What raises the risk of fire: smoking, hoarding, oxygen, cooking, electrics, no alarm?"),
        ask("referrals", "List safeguarding referrals that crews made about these people or addresses.", years=3),
    ),
    extras={
        themes.SELF_NEGLECT: (
            ask(
                "clutter", "What clutter rating was recorded, and can the person leave the home by themselves?", years=2
            ),
        ),
        themes.NEGLECT: (
            ask("hazards", "Did crews record no heating, no working alarm, blocked exits or children alone?", years=2),
        ),
        themes.MENTAL_HEALTH: (
            ask("fire_setting", "Is deliberate fire setting, or a threat of it, recorded? Give dates.", years=5),
        ),
        themes.DOMESTIC_ABUSE: (
            ask("arson_threat", "Is a threat of arson recorded, or was the home made safer because of one?", years=3),
        ),
    },
)

CAFCASS = DefaultSet(
    base=(
        ask(
            "proceedings", "Are or were there family proceedings about any child named? Give the court, type and dates."
        ),
        ask(
            "orders", "Which orders are in force about where a child lives, whom the child sees, or what is forbidden?"
        ),
        ask("worker", "Who is or was the family court adviser or guardian, and how can they be reached?"),
        ask("safeguarding_checks", "What did the safeguarding checks and letters to the court say of risk?", years=5),
        ask(
            "wishes",
            "What has the child said they want and feel? Use their own words, and say when and to whom.",
            years=3,
            only=BORN,
        ),
        ask("disclosure", "What of this may be passed on, and for what is the court’s permission needed first?"),
    ),
    extras={
        themes.DOMESTIC_ABUSE: (
            ask(
                "findings",
                "Did the court find domestic abuse, or is a hearing of the facts planned? Give findings and dates.",
                years=10,
            ),
        ),
        themes.PRIVATE_LAW: (
            ask(
                "contact_arrangements",
                "What arrangements has the court made for time with each parent, and are they kept?",
                years=3,
            ),
        ),
        themes.SEXUAL_ABUSE: (
            ask("sexual_findings", "Has a court made findings of sexual abuse about anybody named?"),
        ),
    },
)

# Families who fear the answer may stop asking for help, so only what the risk needs is asked.
IMMIGRATION = DefaultSet(
    base=(
        ask(
            "status",
            "Is each person named known to you? Give the immigration status only so far as it bears on the risk.",
        ),
        ask("conditions", "Do the conditions of stay bar anybody named from public funds, work or study?"),
        ask(
            "actions",
            "Is a removal, detention or visit planned that could affect the children’s or the adult’s safety?",
        ),
        ask("identity", "Under which names and dates of birth are they recorded, and which papers were seen?"),
        ask("welfare", "What have officers recorded about welfare, trafficking or somebody in control?", years=3),
    ),
    extras={
        themes.UNACCOMPANIED: (
            ask("arrival", "When, where and with whom did the young person arrive, and what was seen or said then?"),
            ask("age", "Which age was claimed and recorded, is it in dispute, and who assessed it and when?"),
        ),
        themes.PRIVATE_FOSTERING: (
            ask("entry", "With whom did the child enter the country, on what visa, and where are the parents?"),
        ),
        themes.EXPLOITATION: (
            ask(
                "nrm", "Has a National Referral Mechanism referral been made? Give the date and the decision.", years=5
            ),
        ),
        themes.HARMFUL_PRACTICE: (
            ask("sponsorship", "Is a spouse or family visa being applied for that this person may not want?", years=2),
        ),
    },
)

DWP = DefaultSet(
    base=(
        ask("known", "Is each adult named known to you, at which address, and since when?"),
        ask("household", "Whom has the adult declared as partner, children or others in the household?", years=2),
        ask("appointee", "Is there an appointee or another person who receives the payments? Give name and date."),
        ask("changes", "List changes of address, bank details or household that bear on the risk.", years=1),
        ask("risk", "Is a marker of vulnerability, or of risk to staff, recorded? Give the reason and the date."),
    ),
    extras={
        themes.FINANCIAL: (
            ask("payments", "Have payments been moved to somebody else’s account, and who asked for it?", years=2),
        ),
        themes.HOMELESSNESS: (
            ask("support", "Is support being paid, sanctioned or waited for, and is hardship known?", years=1),
        ),
    },
)

REGULATOR = DefaultSet(
    base=(
        ask("registered", "Is the service, setting or person named registered with you, for what, and since when?"),
        ask(
            "inspections", "What did the latest inspection say about safeguarding, and what must be put right?", years=3
        ),
        ask("notifications", "List notifications, complaints and whistleblowing that bear on the risk.", years=2),
        ask("enforcement", "Which conditions, warnings or enforcement steps are in force or being considered?"),
        ask("inspector", "Who is the inspector to speak to, and what must the provider not be told yet?"),
    ),
    extras={
        themes.ORGANISATIONAL: (
            ask(
                "others", "Is the same concern known from other places of this provider or under this manager?", years=3
            ),
        ),
        themes.ALLEGATION: (
            ask(
                "fitness", "Is there information on the fitness of the person to work with children or adults?", years=5
            ),
        ),
    },
)
