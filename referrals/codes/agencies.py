"""What holds of each kind of agency: which body it is, and so which powers and bases it may rely on."""

from datetime import date

from agencies.kinds import AgencyKind
from referrals.codes.facts import ANY_BODY, Body, CodeFacts
from referrals.codes.sharing import ARTICLE6_FACTS, GATEWAY_FACTS, StatutoryGateway

_PARTNERS = "Children Act 2004, sections 11 and 16E; Working Together to Safeguard Children 2023"
_SECTION_11 = "Children Act 2004, section 11"
_USUAL = "Hub policy: the usual partners of a MASH"
_ASKED_AT_TIMES = "Hub policy: asked where the concern calls for it"

AGENCY_KIND_FACTS: dict[AgencyKind, CodeFacts] = {
    AgencyKind.CHILDRENS_SERVICES: CodeFacts(
        source=_PARTNERS, bodies=frozenset({Body.COUNCIL}), note="The hub’s own council, or that of another area."
    ),
    AgencyKind.ADULT_SOCIAL_CARE: CodeFacts(
        source="Care Act 2014, sections 6, 7 and 42", bodies=frozenset({Body.COUNCIL})
    ),
    AgencyKind.POLICE: CodeFacts(source=_PARTNERS, bodies=frozenset({Body.POLICE})),
    AgencyKind.HEALTH: CodeFacts(
        source=_PARTNERS,
        bodies=frozenset({Body.NHS}),
        note="Sexual health records are kept apart and in confidence: they need a question of their own.",
    ),
    AgencyKind.EDUCATION: CodeFacts(
        source="Education Act 2002, sections 157 and 175",
        bodies=frozenset({Body.EDUCATION, Body.NOT_PUBLIC}),
        note="Schools and colleges. An independent school is no public body.",
    ),
    AgencyKind.MENTAL_HEALTH: CodeFacts(source=_SECTION_11, bodies=frozenset({Body.NHS})),
    AgencyKind.YOUTH_OFFENDING: CodeFacts(source=_SECTION_11, bodies=frozenset({Body.COUNCIL, Body.JUSTICE})),
    AgencyKind.PROBATION: CodeFacts(source=_SECTION_11, bodies=frozenset({Body.JUSTICE})),
    AgencyKind.HOUSING: CodeFacts(source=_USUAL, bodies=frozenset({Body.COUNCIL, Body.HOUSING})),
    AgencyKind.EARLY_YEARS: CodeFacts(
        source="Childcare Act 2006, section 40",
        bodies=frozenset({Body.EARLY_YEARS, Body.EDUCATION, Body.NOT_PUBLIC}),
        note="Most nurseries and all childminders are no public bodies.",
    ),
    AgencyKind.CAMHS: CodeFacts(source=_SECTION_11, bodies=frozenset({Body.NHS})),
    AgencyKind.AMBULANCE: CodeFacts(source=_SECTION_11, bodies=frozenset({Body.NHS})),
    AgencyKind.SUBSTANCE_MISUSE: CodeFacts(
        source=_ASKED_AT_TIMES,
        bodies=frozenset({Body.NHS, Body.COUNCIL, Body.NOT_PUBLIC}),
        optional=True,
        note="Often run by a charity. Fear of the answer can keep people from treatment: ask what the risk needs.",
    ),
    AgencyKind.DOMESTIC_ABUSE_SERVICE: CodeFacts(
        source=_ASKED_AT_TIMES,
        bodies=frozenset({Body.COUNCIL, Body.NOT_PUBLIC}),
        optional=True,
        note="The source of harm must never learn that the person has its support, or where.",
    ),
    AgencyKind.COUNCIL_EDUCATION: CodeFacts(
        source="Education Act 2002, section 175; Education Act 1996, section 436A",
        bodies=frozenset({Body.COUNCIL}),
        optional=True,
        note="The council’s own service, not a school: missing education, home education, attendance, EHCP.",
    ),
    AgencyKind.FIRE: CodeFacts(source=_ASKED_AT_TIMES, bodies=frozenset({Body.OTHER_PUBLIC}), optional=True),
    AgencyKind.CAFCASS: CodeFacts(
        source="Criminal Justice and Court Services Act 2000, section 12",
        bodies=frozenset({Body.OTHER_PUBLIC}),
        optional=True,
        note="Papers of family proceedings may need the court’s permission before they are passed on.",
    ),
    AgencyKind.IMMIGRATION: CodeFacts(
        source="Borders, Citizenship and Immigration Act 2009, section 55",
        bodies=frozenset({Body.IMMIGRATION}),
        optional=True,
        note="Asking can keep people from seeking help. Ask only what the risk needs, and tell no more than you must.",
    ),
    AgencyKind.DWP: CodeFacts(source=_ASKED_AT_TIMES, bodies=frozenset({Body.OTHER_PUBLIC}), optional=True),
    AgencyKind.PRISON: CodeFacts(source=_SECTION_11, bodies=frozenset({Body.JUSTICE}), optional=True),
    AgencyKind.CARE_PROVIDER: CodeFacts(
        source=_ASKED_AT_TIMES,
        bodies=frozenset({Body.COUNCIL, Body.NOT_PUBLIC}),
        optional=True,
        note="If harm by its own staff is suspected, think first who in it may learn of the request.",
    ),
    AgencyKind.REGULATOR: CodeFacts(
        source="Health and Social Care Act 2008 (Care Quality Commission); Education and Inspections Act 2006 (Ofsted)",
        bodies=frozenset({Body.OTHER_PUBLIC}),
        optional=True,
    ),
    AgencyKind.OTHER: CodeFacts(source="Hub policy", bodies=ANY_BODY),
}


def own_bases(kind: str, on: date) -> list[str]:
    """Return the words of the Article 6 bases that an agency of this kind may rely on if it is no public body.

    The list is empty for a kind that is always a public body.
    """
    if Body.NOT_PUBLIC not in AGENCY_KIND_FACTS[AgencyKind(kind)].bodies:
        return []
    return [
        basis.label
        for basis, facts in ARTICLE6_FACTS.items()
        if Body.NOT_PUBLIC in facts.bodies and facts.is_in_force(on)
    ]


def power_is_not_for(kind: str, gateway: str) -> bool:
    """Return whether the facts name no body of this kind among those that may rely on the power."""
    return not GATEWAY_FACTS[StatutoryGateway(gateway)].bodies & AGENCY_KIND_FACTS[AgencyKind(kind)].bodies
