"""The legal basis for sharing information, answers of agencies, and handling marks of items."""

from django.db.models import TextChoices


class SharingPurpose(TextChoices):
    """Why the hub asks for information. The power that allows it is a separate list."""

    IMMEDIATE_SAFETY = "immediate_safety", "To keep someone safe now"
    SECTION_47 = "section_47", "To decide whether a child is suffering or likely to suffer significant harm"
    SECTION_17 = "section_17", "To decide whether a child is in need"
    SECTION_42 = "section_42", "To decide whether an adult needs a safeguarding enquiry"
    EARLY_HELP = "early_help", "To decide whether early help is right"
    RISK_TO_OTHERS = "risk_to_others", "To understand the risk someone poses to others"


class StatutoryGateway(TextChoices):
    """The legal power to share: Acts in force in England that hubs' sharing agreements cite."""

    CHILD_IN_NEED = "CA89-17", "Children Act 1989, section 17: child in need"
    CHILD_ENQUIRIES = "CA89-47", "Children Act 1989, section 47: child protection enquiries"
    CHILD_HELP = "CA89-27", "Children Act 1989, section 27: request for help"
    COOPERATION = "CA04-10", "Children Act 2004, section 10: co-operation to improve well-being"
    SAFEGUARDING_DUTY = "CA04-11", "Children Act 2004, section 11: duty to safeguard"
    PARTNERS = "CA04-16E", "Children Act 2004, section 16E: safeguarding partners"
    DUTY_TO_DISCLOSE = "CA04-16LA", "Children Act 2004, section 16LA: duty to disclose (only once in force)"
    ADULT_ENQUIRY = "CA14-42", "Care Act 2014, section 42: adult safeguarding enquiry"
    ADULT_REVIEW = "CA14-44", "Care Act 2014, section 44: safeguarding adults review"
    ADULT_SUPPLY = "CA14-45", "Care Act 2014, section 45: supply of information to the board"
    ADULT_COOPERATION = "CA14-6-7", "Care Act 2014, sections 6 and 7: co-operation"
    EDUCATION = "EA02-175", "Education Act 2002, section 175 or 157: schools’ safeguarding duty"
    CRIME_DISORDER = "CDA98-115", "Crime and Disorder Act 1998, section 115"
    SERIOUS_VIOLENCE = "PCSC22", "Police, Crime, Sentencing and Courts Act 2022: serious violence duty"
    OFFENDER_MANAGEMENT = "OMA07-14", "Offender Management Act 2007, section 14"
    MAPPA = "CJA03-325", "Criminal Justice Act 2003, section 325: MAPPA"
    DIRECT_CARE = "HSCA12-251B", "Health and Social Care Act 2012, section 251B: direct care of an adult"
    DOMESTIC_ABUSE = "DA21", "Domestic Abuse Act 2021"
    PREVENT = "CTSA15-26", "Counter-Terrorism and Security Act 2015, section 26: Prevent"
    MODERN_SLAVERY = "MSA15-52", "Modern Slavery Act 2015, section 52: duty to notify"
    POLICING_PURPOSE = "CLPP", "Common law: a policing purpose"
    PUBLIC_INTEREST = "CLD-PI", "Common law: confidence outweighed by the public interest"
    BEST_INTERESTS = "MCA05-4", "Mental Capacity Act 2005, section 4: best interests"


# This duty is not in force yet. A hub turns it on when it is.
GATEWAYS_NOT_IN_FORCE = frozenset({StatutoryGateway.DUTY_TO_DISCLOSE})


class Article6(TextChoices):
    """Lawful basis: UK GDPR Article 6(1). Consent is left out on purpose: it is not the basis for safeguarding."""

    LEGAL_OBLIGATION = "6c", "Legal obligation, Article 6(1)(c)"
    VITAL_INTERESTS = "6d", "Vital interests, Article 6(1)(d)"
    PUBLIC_TASK = "6e", "Public task, Article 6(1)(e)"
    LEGITIMATE_INTERESTS = "6f", "Legitimate interests, Article 6(1)(f), for private and voluntary bodies"


class Article9(TextChoices):
    """Condition for sensitive data: UK GDPR Article 9(2) with DPA 2018 Schedule 1, or Part 3 for crime data."""

    SAFEGUARDING = "9g-18", "Substantial public interest: safeguarding children and adults at risk (Sch 1, para 18)"
    STATUTORY = "9g-6", "Substantial public interest: statutory purposes (Sch 1, para 6)"
    SOCIAL_PROTECTION = "9b-1", "Social protection law (Sch 1, para 1)"
    HEALTH_SOCIAL_CARE = "9h-2", "Health or social care (Sch 1, para 2)"
    VITAL_INTERESTS = "9c", "Vital interests, where the person cannot consent"
    LAW_ENFORCEMENT = "dpa3-s8-4", "Law enforcement processing: safeguarding (Sch 8, para 4)"
    NOT_SENSITIVE = "none", "No sensitive or criminal offence data is shared"


class FamilyInformed(TextChoices):
    """Does the family, or the adult, know that information is being shared? DfE advice 2024, rules 2 and 3."""

    YES = "yes", "Yes"
    NO = "no", "No"
    NOT_YET = "not_yet", "Not yet"


class ServiceAgreement(TextChoices):
    """Has the family, or the adult, agreed to a service? A different question from the basis for sharing."""

    GIVEN = "given", "Agreed"
    REFUSED = "refused", "Refused"
    NOT_SOUGHT = "not_sought", "Not asked"


class NotInformedReason(TextChoices):
    """Why the family was not informed or asked: referral forms and the procedures of Sussex."""

    RISK_CHILD = "risk_child", "Telling them would put a child at risk of significant harm"
    RISK_ADULT = "risk_adult", "Telling them would put an adult at risk of serious harm"
    CRIME = "crime", "It would harm the prevention, detection or prosecution of a crime"
    EVIDENCE = "evidence", "Evidence could be lost"
    DELAY = "delay", "It would cause a delay that cannot be justified"
    FABRICATED = "fabricated", "Fabricated or induced illness is suspected"
    COERCION = "coercion", "A controlling partner or relative is present"
    CANNOT_CONTACT = "cannot_contact", "They cannot be reached"
    NO_CAPACITY = "no_capacity", "The person lacks capacity and sharing is in their best interests"
    CHILD_COMPETENT = "child_competent", "A child able to decide has asked us not to"
    STATUTORY = "statutory", "A legal duty applies, so agreement is not needed"
    OTHER = "other", "Another reason"


class ResponseOutcome(TextChoices):
    """The result of an agency's answer, from the practice of hubs. Reports count and time each."""

    NOTHING_KNOWN = "nothing_known", "Nothing known"
    NOTHING_RELEVANT = "nothing_relevant", "Known, nothing relevant"
    SUPPLIED = "supplied", "Information supplied"
    HELD_NOT_SHARED = "held_not_shared", "Information held but not shared"
    PARTIAL = "partial", "Part supplied, more to follow"
    UNABLE_TO_SEARCH = "unable_to_search", "Unable to search"
    DECLINED = "declined", "Declined"


# Which answers need a reason or items, which take back an earlier
# view of the risk, and which leave the request open for a later answer.
OUTCOMES_NEEDING_REASON = frozenset(
    {ResponseOutcome.HELD_NOT_SHARED, ResponseOutcome.UNABLE_TO_SEARCH, ResponseOutcome.DECLINED}
)
OUTCOMES_NEEDING_ITEMS = frozenset({ResponseOutcome.SUPPLIED, ResponseOutcome.PARTIAL})
OUTCOMES_WITHOUT_CONCERN = frozenset({ResponseOutcome.NOTHING_KNOWN, ResponseOutcome.NOTHING_RELEVANT})
OUTCOMES_LEAVING_OPEN = frozenset({ResponseOutcome.PARTIAL})


class ItemKind(TextChoices):
    """What kind of information an item is."""

    EVENT = "event", "Event"
    MARKER = "marker", "Marker or flag"
    ORDER = "order", "Order or condition"
    SUMMARY = "summary", "Summary of involvement"
    VIEW = "view", "Professional view"


class ItemBasis(TextChoices):
    """How the agency knows it (Nottinghamshire asks for this split)."""

    FACT = "fact", "Fact"
    OPINION = "opinion", "Professional opinion"
    THIRD_HAND = "third_hand", "Reported by someone else"


class ItemHandling(TextChoices):
    """Who may read an item: its owner decides (the London hub design)."""

    HUB_TEAM = "hub_team", "The hub team"
    DECISION_MAKER = "decision_maker", "The decision-maker only"
    EXISTENCE_ONLY = "existence_only", "Nobody: only that we hold it, and who to ask"


class ReleaseMark(TextChoices):
    """How far an item may go in the product, set by its owner."""

    NONE = "none", "Not to leave the hub"
    PARTNERS = "partners", "Partner agencies"
    FAMILY = "family", "The family"
    COURT = "court", "The court"
