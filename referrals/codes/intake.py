"""Where referrals come from, how they reach the hub, and the reasons around access to them."""

from datetime import date

from django.db.models import TextChoices

from referrals.codes.facts import CHILDREN, CodeFacts


class SourceCode(TextChoices):
    """Source of a contact or referral: DfE Children in Need census, N00152, all 22 codes."""

    FAMILY = "1A", "Family member, relative or carer"
    ACQUAINTANCE = "1B", "Acquaintance, such as a neighbour or childminder"
    SELF = "1C", "The person themselves"
    OTHER_INDIVIDUAL = "1D", "Another individual, such as a stranger or MP"
    SCHOOL = "2A", "School"
    EDUCATION_SERVICE = "2B", "Education service"
    GP = "3A", "GP"
    HEALTH_VISITOR = "3B", "Health visitor"
    SCHOOL_NURSE = "3C", "School nurse"
    OTHER_PRIMARY_CARE = "3D", "Other primary health service"
    ACCIDENT_AND_EMERGENCY = "3E", "Accident and emergency department"
    OTHER_HEALTH = "3F", "Other health service, such as a hospice"
    HOUSING = "4", "Housing (council or housing association)"
    COUNCIL_SOCIAL_CARE = "5A", "Council social care, such as adult services"
    COUNCIL_OTHER = "5B", "Other council service"
    OTHER_COUNCIL = "5C", "Another council’s services"
    EARLY_HELP = "5D", "Council early help"
    POLICE = "6", "Police"
    LEGAL = "7", "Court, probation, immigration, Cafcass or prison"
    OTHER_AGENCY = "8", "Children’s centre, independent provider or voluntary organisation"
    ANONYMOUS = "9", "Anonymous"
    UNKNOWN = "10", "Not known"


# Members of the public. Their identity is stored apart from the case and never leaves the hub.
PUBLIC_SOURCES = frozenset(
    {
        SourceCode.FAMILY,
        SourceCode.ACQUAINTANCE,
        SourceCode.SELF,
        SourceCode.OTHER_INDIVIDUAL,
        SourceCode.ANONYMOUS,
        SourceCode.UNKNOWN,
    }
)

# The code that Ofsted's Annex A uses for each source.
SOURCE_ANNEX_A = dict(
    zip(
        SourceCode,
        ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "p1", "q", "r", "s", "t", "u"],
        strict=True,
    )
)


class Channel(TextChoices):
    """How the referral reached the hub: the channels that English hubs have."""

    WEB_PUBLIC = "web_public", "Online form for the public"
    WEB_PROFESSIONAL = "web_professional", "Online form for professionals"
    PHONE = "phone", "Phone call"
    LETTER = "letter", "Letter"
    EMAIL = "email", "Email"
    POLICE_NOTIFICATION = "police_notification", "Police notification"
    WALK_IN = "walk_in", "In person"
    OTHER_AUTHORITY = "other_authority", "Another council"
    OUT_OF_HOURS_TEAM = "out_of_hours_team", "Out-of-hours team"


class KnownTo(TextChoices):
    """Plans and panels a person is or was subject to: the union of referral forms."""

    CHILD_PROTECTION = "child_protection", "Child protection plan"
    CHILD_IN_NEED = "child_in_need", "Child in need plan"
    EHCP = "ehcp", "Education, health and care plan (EHCP)"
    MARAC = "marac", "MARAC: high-risk domestic abuse"
    MAPPA = "mappa", "MAPPA: managing people who pose a risk"
    CHANNEL = "channel", "Channel: Prevent"
    NRM = "nrm", "National Referral Mechanism (NRM): modern slavery"
    SECTION_47 = "section_47", "Child protection enquiries (section 47)"
    LOOKED_AFTER = "looked_after", "Looked after by a council"
    CARE_LEAVER = "care_leaver", "Care leaver"
    FAMILY_HELP = "family_help", "Family Help plan"
    EARLY_HELP = "early_help", "Early help plan"
    PRE_PROCEEDINGS = "pre_proceedings", "Pre-proceedings, before a council goes to court"
    YOUTH_JUSTICE = "youth_justice", "Youth justice order or plan"
    SECTION_42 = "section_42", "Safeguarding adult enquiry (section 42)"
    CARE_AND_SUPPORT = "care_and_support", "Care and support plan of adult social care"


class ReturnReason(TextChoices):
    """Why a referral goes back to the referrer: hub procedures (Southwark, Sussex and others)."""

    NOT_ENOUGH_DETAIL = "not_enough_detail", "We need more detail about what happened"
    IDENTITY_UNCLEAR = "identity_unclear", "We cannot tell who the referral is about"
    AGREEMENT_MISSING = "agreement_missing", "The family’s agreement to early help has not been asked for"
    INFORMING_MISSING = "informing_missing", "It does not say whether the family has been told, or why not"
    WRONG_AREA = "wrong_area", "The person lives in another council’s area"
    DUPLICATE = "duplicate", "We already have this referral"
    OTHER = "other", "Another reason"


_USUAL = "Procedures of hubs, such as those of Southwark and Sussex"
# The words for the family are those of the e-mail, which goes to whoever sent the referral.
RETURN_FACTS = {
    ReturnReason.NOT_ENOUGH_DETAIL: CodeFacts(
        source=_USUAL, family="Please tell us more about what happened: what you saw or heard, when and where."
    ),
    ReturnReason.IDENTITY_UNCLEAR: CodeFacts(
        source=_USUAL, family="Please help us to find who this is about: a name, an age, an address or a school."
    ),
    ReturnReason.AGREEMENT_MISSING: CodeFacts(
        source=_USUAL,
        kinds=CHILDREN,
        optional=True,
        note="Early help needs the family’s agreement. A worry about harm never waits for it.",
        family="Please ask the family whether they would like this help, if it is safe to ask them.",
    ),
    ReturnReason.INFORMING_MISSING: CodeFacts(
        source=_USUAL,
        optional=True,
        note="For professionals. A member of the public is never asked to tell the family.",
        family="Please tell us whether the family knows about this referral. Do not tell them now if it is not safe.",
    ),
    ReturnReason.WRONG_AREA: CodeFacts(
        source=_USUAL,
        ends=date(2026, 11, 29),
        note="It is forwarded to the other council, and stays with the hub until that council confirms it.",
        family="The person lives in another council’s area. Phone us, and we will tell you who to speak to.",
    ),
    ReturnReason.DUPLICATE: CodeFacts(source=_USUAL, family="Please phone us if you have something new to tell us."),
    ReturnReason.OTHER: CodeFacts(source="Hub policy", family="Please phone us. We will tell you what we need."),
}


class TransferConfirmed(TextChoices):
    """How the other council confirmed that it has the case: hub policy."""

    PHONE = "phone", "By phone"
    EMAIL = "email", "By secure email"
    SYSTEM = "system", "In their own system or in this one"
    LETTER = "letter", "By letter"


class GrantKind(TextChoices):
    """The kind of a grant of access to a record. The hub's own team needs no grant."""

    ALLOCATION = "allocation", "Works on the case"
    NAMED = "named", "Named reader"
    VISIT = "visit", "Visit until a set time"
    BREAK_GLASS = "break_glass", "Broke the glass"
    REQUEST = "request", "Information request"
    PRODUCT = "product", "Released product"
    TRANSFER = "transfer", "Case transferred to their hub"


class BarReason(TextChoices):
    """Why somebody may never open a record: conflicts of interest (published local rules: Nottingham, Lincolnshire)."""

    SUBJECT = "subject", "They are named in the record"
    SAME_NAME = "same_name", "They have the same name as somebody in the record"
    SAME_ADDRESS = "same_address", "They live at an address in the record"
    RELATED = "related", "They are related to somebody in the record"
    KNOWN = "known", "They know somebody in the record outside work"
    OTHER = "other", "Another conflict of interest"


class BarMatch(TextChoices):
    """Which details of staff match a person in a record. A last name alone is no match."""

    NAME_AND_BIRTH = "name_and_birth", "Same last name and date of birth"
    ADDRESS = "address", "Same address"
    NAME_AND_POSTCODE = "name_and_postcode", "Same last name and postcode"
    SAME_PERSON = "same_person", "Barred from another record of the same person"


class BreakGlassFinding(TextChoices):
    """The finding of a review of an emergency opening: hub policy."""

    JUSTIFIED = "justified", "Justified"
    AVOIDABLE = "avoidable", "Done in good faith, and avoidable"
    NOT_JUSTIFIED = "not_justified", "Not justified: taken up with their manager"


class RestrictionReason(TextChoices):
    """Why only named people see a record: published local rules (Nottingham, Gloucestershire)."""

    CONFLICT_OF_INTEREST = "conflict_of_interest", "A member of staff knows or is related to someone in the record"
    STAFF_INVOLVED = "staff_involved", "The record is about a member of staff"
    HIGH_PROFILE = "high_profile", "Public interest or media attention"
    WITNESS_PROTECTION = "witness_protection", "Witness protection or a hidden address"
    ADOPTION = "adoption", "Adoption"
    HIGH_RISK = "high_risk", "High risk of harm if details reached someone"
    LIVE_INVESTIGATION = "live_investigation", "A live police investigation"
    SERIOUS_REVIEW = "serious_review", "Serious incident or safeguarding review"
    CHILD_DEATH = "child_death", "Unexplained death"
    OTHER = "other", "Another reason"
    # Never chosen by hand: it follows somebody from another record.
    CARRIED = "carried", "Somebody in it may be in another restricted record"
