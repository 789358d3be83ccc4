"""What holds of the codes for how people are related, and for plans and panels that know them."""

from referrals.codes.facts import ADULTS, CHILDREN, CodeFacts
from referrals.codes.intake import KnownTo
from referrals.codes.people import PersonKind, RelationshipType

_SYSTEMS = "Case systems of English councils"
_SOURCES: dict[RelationshipType, str] = {
    **dict.fromkeys(
        (RelationshipType.SPECIAL_GUARDIAN, RelationshipType.SPECIAL_GUARDIAN_CHILD),
        "Children Act 1989, sections 14A to 14F",
    ),
    **dict.fromkeys(
        (RelationshipType.KINSHIP_CARER, RelationshipType.KINSHIP_CHILD),
        "Children’s Wellbeing and Schools Act 2026, section 5; national kinship care strategy, 2023",
    ),
    **dict.fromkeys(
        (RelationshipType.ADOPTIVE_PARENT, RelationshipType.ADOPTED_CHILD),
        "Adoption and Children Act 2002, sections 46 and 67",
    ),
    **dict.fromkeys(
        (RelationshipType.PRIVATE_FOSTER_CARER, RelationshipType.PRIVATE_FOSTER_CHILD),
        "Children Act 1989, section 66",
    ),
}
_NOTES: dict[RelationshipType, str] = {
    RelationshipType.SPECIAL_GUARDIAN: "By an order of the court, which gives parental responsibility.",
    RelationshipType.KINSHIP_CARER: "With or without an order. Ask who has parental responsibility.",
    RelationshipType.ADOPTIVE_PARENT: "In law the parent. Say this only where it matters for the child’s safety.",
    RelationshipType.ADOPTED_CHILD: "Say this only where it matters for the child’s safety.",
    RelationshipType.PRIVATE_FOSTER_CARER: "No close relative, for 28 days or more.",
}
RELATIONSHIP_FACTS: dict[RelationshipType, CodeFacts] = {
    code: CodeFacts(source=_SOURCES.get(code, _SYSTEMS), note=_NOTES.get(code, "")) for code in RelationshipType
}

_FORMS = "Referral forms of English hubs"
_BORN_OR_ADULT = frozenset({PersonKind.CHILD, PersonKind.ADULT})
KNOWN_TO_FACTS: dict[KnownTo, CodeFacts] = {
    KnownTo.CHILD_PROTECTION: CodeFacts(
        source=f"{_FORMS}; Working Together to Safeguard Children 2023", kinds=CHILDREN
    ),
    KnownTo.CHILD_IN_NEED: CodeFacts(source="Children Act 1989, section 17", kinds=CHILDREN),
    KnownTo.EHCP: CodeFacts(source="Children and Families Act 2014, section 37"),
    KnownTo.MARAC: CodeFacts(source=_FORMS),
    KnownTo.MAPPA: CodeFacts(source="Criminal Justice Act 2003, section 325", kinds=_BORN_OR_ADULT),
    KnownTo.CHANNEL: CodeFacts(
        source="Counter-Terrorism and Security Act 2015, sections 36 to 38", kinds=_BORN_OR_ADULT
    ),
    KnownTo.NRM: CodeFacts(source="Modern Slavery Act 2015, section 49 (guidance)", kinds=_BORN_OR_ADULT),
    KnownTo.SECTION_47: CodeFacts(source="Children Act 1989, section 47", kinds=CHILDREN),
    KnownTo.LOOKED_AFTER: CodeFacts(source="Children Act 1989, section 22", kinds=CHILDREN),
    KnownTo.CARE_LEAVER: CodeFacts(source="Children Act 1989, sections 23A to 24", kinds=_BORN_OR_ADULT),
    KnownTo.FAMILY_HELP: CodeFacts(
        source="Department for Education, Families First Partnership programme, 2025",
        kinds=CHILDREN,
        note="Brings targeted early help and child in need together.",
    ),
    KnownTo.EARLY_HELP: CodeFacts(source="Children Act 2004, section 10; hub policy", kinds=CHILDREN),
    KnownTo.PRE_PROCEEDINGS: CodeFacts(
        source="Department for Education, court orders and pre-proceedings", kinds=CHILDREN
    ),
    KnownTo.YOUTH_JUSTICE: CodeFacts(source="Crime and Disorder Act 1998, sections 37 to 39", kinds=_BORN_OR_ADULT),
    KnownTo.SECTION_42: CodeFacts(source="Care Act 2014, section 42", kinds=ADULTS),
    KnownTo.CARE_AND_SUPPORT: CodeFacts(source="Care Act 2014, section 25", kinds=ADULTS),
}
