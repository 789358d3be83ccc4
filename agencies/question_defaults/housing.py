"""Default questions for housing, and for agencies of any other kind."""

from agencies.question_defaults import themes
from agencies.question_defaults.question import BORN, BORN_OR_ADULT, DefaultSet, ask

HOUSING = DefaultSet(
    base=(
        ask("tenancy", "What is the tenancy or accommodation type, who holds it, and since when?"),
        ask("occupants", "Who is recorded as living there, and who else have staff found there?", years=1),
        ask(
            "antisocial",
            "List antisocial behaviour and noise complaints, by or against the household, with outcomes.",
            years=2,
        ),
        ask("arrears", "Are there arrears, notices or possession proceedings? Give dates and stage.", years=1),
        ask(
            "condition",
            "When did staff last go inside, and what was the condition: repairs, damp, crowding, hazards?",
            years=1,
        ),
        ask(
            "homelessness", "List homelessness applications and temporary placements: date, reason, decision.", years=5
        ),
        ask("earlier_addresses", "Which earlier addresses are known, and why did the household leave?", years=5),
        ask("warnings", "Are there warning markers or visits that need two staff? Give the reason."),
    ),
    extras={
        themes.DOMESTIC_ABUSE: (
            ask(
                "da_moves",
                "Are there moves, sanctuary works, lock changes or tenancy changes linked to domestic abuse?",
                years=5,
            ),
        ),
        themes.NEGLECT: (
            ask(
                "home_conditions",
                "Describe food, bedding, sanitation, heating and rubbish as last seen. Share photographs if held.",
                years=1,
            ),
        ),
        themes.PHYSICAL_ABUSE: (
            ask("shouting", "List reports by neighbours of shouting, violence or a person being hurt.", years=2),
        ),
        themes.SEXUAL_ABUSE: (
            ask("restrictions", "Is anyone in the household subject to restrictions on where they may live?"),
        ),
        themes.EXPLOITATION: (
            ask(
                "takeover",
                "Are there signs of home takeover: many visitors, new people in charge, tenant away or afraid?",
                years=1,
            ),
            ask("cannabis", "Is there evidence that drugs are grown or supplied there, or a closure order?", years=2),
        ),
        themes.SUBSTANCE_MISUSE: (
            ask("drug_signs", "Have staff or neighbours reported drug use, drug supply or discarded needles?", years=2),
        ),
        themes.MENTAL_HEALTH: (
            ask(
                "support", "Is there tenancy support, and have staff worried about the tenant’s mental health?", years=1
            ),
        ),
        themes.HOMELESSNESS: (
            ask("duty", "Which homelessness duty is owed, until when, and what accommodation is on offer?", years=1),
            ask(
                "young_person",
                "For anyone aged 16 or 17, was a joint assessment with children’s services done?",
                years=1,
                only=BORN,
            ),
        ),
        themes.FINANCIAL: (
            ask(
                "rent",
                "Have payment patterns changed, or has someone else taken over dealing with the tenancy?",
                years=1,
            ),
        ),
        themes.SELF_NEGLECT: (
            ask(
                "hoarding",
                "Is there hoarding or no access? Give the clutter rating, gas and fire checks and last entry.",
                years=2,
            ),
        ),
        themes.ORGANISATIONAL: (
            ask(
                "scheme", "For supported or sheltered housing, what concerns exist about staff or the scheme?", years=2
            ),
        ),
        themes.POSES_RISK: (
            ask("lives_near", "Who lives with or near this person, and are restrictions on where they may live known?"),
        ),
        themes.PRIVATE_FOSTERING: (
            ask(
                "extra_child",
                "Has the household declared the child, and since when is the child living there?",
                only=BORN,
            ),
        ),
    },
)

OTHER = DefaultSet(
    base=(
        ask("known", "Is each person named known to you? Give dates, the reason and the worker."),
        ask("last_seen", "When were they last seen by you, and how were they?", years=1, only=BORN_OR_ADULT),
        ask("worries", "What worries do you have? Separate what you saw from what you were told.", years=2),
        ask("strengths", "What is going well, and who helps?", years=1),
        ask("plans", "What are you doing now, and what will you do next?"),
    ),
)
