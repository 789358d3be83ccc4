"""The legal basis for sharing information, answers of agencies, and handling marks of items."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ImproperlyConfigured
from django.db.models import TextChoices

from referrals.codes.facts import ADULTS, CHILDREN, PUBLIC_BODIES, Body, CodeFacts


class SharingPurpose(TextChoices):
    """Why the hub asks for information. The power that allows it is a separate list."""

    IMMEDIATE_SAFETY = "immediate_safety", "To keep someone safe now"
    SECTION_47 = "section_47", "To decide whether a child is suffering or likely to suffer significant harm"
    SECTION_17 = "section_17", "To decide whether a child is in need"
    SECTION_42 = "section_42", "To decide whether an adult needs a safeguarding enquiry"
    EARLY_HELP = "early_help", "To decide whether early help is right"
    RISK_TO_OTHERS = "risk_to_others", "To understand the risk someone poses to others"
    REVIEW = "review", "To inform a safeguarding review or the review of a child’s death"


PURPOSE_FACTS: dict[SharingPurpose, CodeFacts] = {
    SharingPurpose.IMMEDIATE_SAFETY: CodeFacts(
        source="Children Act 1989, sections 44 to 47; Care Act 2014, section 42"
    ),
    SharingPurpose.SECTION_47: CodeFacts(
        source="Children Act 1989, section 47",
        kinds=CHILDREN,
        note="For a case that may well become section 47 enquiries. Elsewhere, section 17 is the purpose.",
    ),
    SharingPurpose.SECTION_17: CodeFacts(source="Children Act 1989, section 17", kinds=CHILDREN),
    SharingPurpose.SECTION_42: CodeFacts(source="Care Act 2014, section 42", kinds=ADULTS),
    SharingPurpose.EARLY_HELP: CodeFacts(
        source="Children Act 2004, section 10; hub policy",
        optional=True,
        note="Below the statutory threshold: ask with the family’s agreement, or say why not.",
    ),
    SharingPurpose.RISK_TO_OTHERS: CodeFacts(source="Crime and Disorder Act 1998, section 115; hub policy"),
    SharingPurpose.REVIEW: CodeFacts(
        source="Children Act 2004, sections 16F and 16M; Care Act 2014, sections 44 and 45",
        optional=True,
    ),
}


class StatutoryGateway(TextChoices):
    """The legal power to share. Some are no longer offered, and old records keep them."""

    CHILD_IN_NEED = "CA89-17", "Children Act 1989, section 17: child in need"
    CHILD_ENQUIRIES = "CA89-47", "Children Act 1989, section 47: child protection enquiries"
    CHILD_HELP = "CA89-27", "Children Act 1989, section 27: request for help"
    COOPERATION = "CA04-10", "Children Act 2004, section 10: co-operation to improve well-being"
    SAFEGUARDING_DUTY = "CA04-11", "Children Act 2004, section 11: duty to safeguard"
    PARTNERS = "CA04-16E", "Children Act 2004, section 16E: safeguarding partners"
    CHILD_REVIEW = "CA04-16H", "Children Act 2004, section 16H: supply of information to the safeguarding partners"
    DUTY_TO_DISCLOSE_LATER = "CA04-16LA", "Children Act 2004, section 16LA: duty to disclose (only once in force)"
    DUTY_TO_DISCLOSE = "CA04-16LA-D", "Children Act 2004, section 16LA: duty to disclose"
    ADULT_ENQUIRY = "CA14-42", "Care Act 2014, section 42: adult safeguarding enquiry"
    ADULT_REVIEW = "CA14-44", "Care Act 2014, section 44: safeguarding adults review"
    ADULT_SUPPLY = "CA14-45", "Care Act 2014, section 45: supply of information to the board"
    ADULT_COOPERATION = "CA14-6-7", "Care Act 2014, sections 6 and 7: co-operation"
    EDUCATION = "EA02-175", "Education Act 2002, section 175 or 157: schools’ safeguarding duty"
    EARLY_YEARS = "CA06-40", "Childcare Act 2006, section 40: early years providers’ duty to safeguard"
    CRIME_DISORDER = "CDA98-115", "Crime and Disorder Act 1998, section 115"
    SERIOUS_VIOLENCE = "PCSC22", "Police, Crime, Sentencing and Courts Act 2022: serious violence duty"
    OFFENDER_MANAGEMENT = "OMA07-14", "Offender Management Act 2007, section 14"
    MAPPA = "CJA03-325", "Criminal Justice Act 2003, section 325: MAPPA"
    DIRECT_CARE = "HSCA12-251B", "Health and Social Care Act 2012, section 251B: direct care of an adult"
    DOMESTIC_ABUSE = "DA21", "Domestic Abuse Act 2021"
    PREVENT = "CTSA15-26", "Counter-Terrorism and Security Act 2015, section 26: Prevent"
    CHANNEL = "CTSA15-36", "Counter-Terrorism and Security Act 2015, sections 36 to 38: Channel panels"
    MODERN_SLAVERY = "MSA15-52", "Modern Slavery Act 2015, section 52: duty to notify"
    HOMELESS_CHILDREN = "HA96-213A", "Housing Act 1996, section 213A: co-operation where there are children"
    HOMELESS_REFERRAL = "HA96-213B", "Housing Act 1996, section 213B: referring somebody who may become homeless"
    BORDERS = "BCIA09-55", "Borders, Citizenship and Immigration Act 2009, section 55: children’s welfare"
    POLICING_PURPOSE = "CLPP", "Common law: a policing purpose"
    PUBLIC_INTEREST = "CLD-PI", "Common law: confidence outweighed by the public interest"
    BEST_INTERESTS = "MCA05-4", "Mental Capacity Act 2005, section 4: best interests"


_REVIEWED = date(2026, 11, 29)  # the last day on which what the review of the lists ended could be chosen

GATEWAY_FACTS: dict[StatutoryGateway, CodeFacts] = {
    StatutoryGateway.CHILD_IN_NEED: CodeFacts(source="Children Act 1989, section 17", kinds=CHILDREN),
    StatutoryGateway.CHILD_ENQUIRIES: CodeFacts(
        source="Children Act 1989, section 47(9) to (11)",
        kinds=CHILDREN,
        note="The bodies of subsection (11) must help with enquiries, unless that would be unreasonable.",
    ),
    StatutoryGateway.CHILD_HELP: CodeFacts(
        source="Children Act 1989, section 27",
        kinds=CHILDREN,
        bodies=frozenset({Body.COUNCIL, Body.NHS, Body.HOUSING}),
    ),
    StatutoryGateway.COOPERATION: CodeFacts(source="Children Act 2004, section 10", kinds=CHILDREN),
    StatutoryGateway.SAFEGUARDING_DUTY: CodeFacts(
        source="Children Act 2004, section 11", kinds=CHILDREN, bodies=PUBLIC_BODIES
    ),
    StatutoryGateway.PARTNERS: CodeFacts(source="Children Act 2004, section 16E", kinds=CHILDREN),
    StatutoryGateway.CHILD_REVIEW: CodeFacts(
        source="Children Act 2004, section 16H",
        kinds=CHILDREN,
        optional=True,
        note="Only for a request of the safeguarding partners, such as for a review.",
    ),
    StatutoryGateway.DUTY_TO_DISCLOSE_LATER: CodeFacts(
        source="Children Act 2004, section 16LA",
        kinds=CHILDREN,
        ends=_REVIEWED,
        instead=("CA04-16LA-D",),
    ),
    StatutoryGateway.DUTY_TO_DISCLOSE: CodeFacts(
        source="Children Act 2004, section 16LA, inserted by the Children’s Wellbeing and Schools Act 2026, section 4",
        kinds=CHILDREN,
        waits=True,
        note="A duty, with one exception: disclosing would be more detrimental to the child than not, subsection (3)."
        " A hub that offers it offers agencies that exception with it.",
    ),
    StatutoryGateway.ADULT_ENQUIRY: CodeFacts(source="Care Act 2014, section 42", kinds=ADULTS),
    StatutoryGateway.ADULT_REVIEW: CodeFacts(
        source="Care Act 2014, section 44", kinds=ADULTS, optional=True, note="Only for the safeguarding adults board."
    ),
    StatutoryGateway.ADULT_SUPPLY: CodeFacts(
        source="Care Act 2014, section 45",
        kinds=ADULTS,
        optional=True,
        note="Only where the safeguarding adults board asks, for its own functions.",
    ),
    StatutoryGateway.ADULT_COOPERATION: CodeFacts(source="Care Act 2014, sections 6 and 7", kinds=ADULTS),
    StatutoryGateway.EDUCATION: CodeFacts(
        source="Education Act 2002, sections 157 and 175",
        kinds=CHILDREN,
        bodies=frozenset({Body.COUNCIL, Body.EDUCATION, Body.NOT_PUBLIC}),
    ),
    StatutoryGateway.EARLY_YEARS: CodeFacts(
        source="Childcare Act 2006, section 40", kinds=CHILDREN, bodies=frozenset({Body.EARLY_YEARS, Body.NOT_PUBLIC})
    ),
    StatutoryGateway.CRIME_DISORDER: CodeFacts(
        source="Crime and Disorder Act 1998, section 115",
        note="Lets anybody inform a relevant authority, such as a council. A voluntary body is none, so nobody may"
        " inform one by it.",
    ),
    StatutoryGateway.SERIOUS_VIOLENCE: CodeFacts(
        source="Police, Crime, Sentencing and Courts Act 2022, section 16",
        bodies=frozenset({Body.POLICE, Body.JUSTICE, Body.EDUCATION}),
        ends=_REVIEWED,
        note="Serves its own chapter only, and carries neither patient information nor personal information of health"
        " and social care authorities.",
    ),
    StatutoryGateway.OFFENDER_MANAGEMENT: CodeFacts(
        source="Offender Management Act 2007, section 14", bodies=frozenset({Body.JUSTICE, Body.POLICE, Body.COUNCIL})
    ),
    StatutoryGateway.MAPPA: CodeFacts(source="Criminal Justice Act 2003, section 325", bodies=PUBLIC_BODIES),
    StatutoryGateway.DIRECT_CARE: CodeFacts(
        source="Health and Social Care Act 2012, section 251B", kinds=ADULTS, bodies=frozenset({Body.NHS, Body.COUNCIL})
    ),
    StatutoryGateway.DOMESTIC_ABUSE: CodeFacts(
        source="Domestic Abuse Act 2021", ends=_REVIEWED, note="The Act gives no power to share information."
    ),
    StatutoryGateway.PREVENT: CodeFacts(
        source="Counter-Terrorism and Security Act 2015, section 26", bodies=PUBLIC_BODIES
    ),
    StatutoryGateway.CHANNEL: CodeFacts(
        source="Counter-Terrorism and Security Act 2015, sections 36 to 38", bodies=PUBLIC_BODIES
    ),
    StatutoryGateway.MODERN_SLAVERY: CodeFacts(
        source="Modern Slavery Act 2015, section 52",
        ends=_REVIEWED,
        instead=("onward_route:nrm",),
        note="A duty to notify the Home Office, which is an onward route and no power to ask.",
    ),
    StatutoryGateway.HOMELESS_CHILDREN: CodeFacts(
        source="Housing Act 1996, section 213A", kinds=CHILDREN, bodies=frozenset({Body.COUNCIL, Body.HOUSING})
    ),
    StatutoryGateway.HOMELESS_REFERRAL: CodeFacts(
        source="Housing Act 1996, section 213B",
        bodies=PUBLIC_BODIES,
        note="Needs the agreement of the person referred.",
    ),
    StatutoryGateway.BORDERS: CodeFacts(
        source="Borders, Citizenship and Immigration Act 2009, section 55",
        kinds=CHILDREN,
        bodies=frozenset({Body.IMMIGRATION}),
    ),
    StatutoryGateway.POLICING_PURPOSE: CodeFacts(
        source="Common law", bodies=frozenset({Body.POLICE}), note="For what the police share."
    ),
    StatutoryGateway.PUBLIC_INTEREST: CodeFacts(source="Common law duty of confidence"),
    StatutoryGateway.BEST_INTERESTS: CodeFacts(
        source="Mental Capacity Act 2005, sections 1 to 5",
        note="Only where the person lacks capacity for this decision. From 16 years.",
    ),
}


# Powers of the safeguarding adults board: they serve its reviews and no other purpose.
ONLY_FOR_REVIEWS = frozenset({StatutoryGateway.ADULT_REVIEW.value, StatutoryGateway.ADULT_SUPPLY.value})


class Article6(TextChoices):
    """Lawful basis: UK GDPR Article 6(1). Consent is left out on purpose: it is not the basis for safeguarding."""

    LEGAL_OBLIGATION = "6c", "Legal obligation, Article 6(1)(c)"
    VITAL_INTERESTS = "6d", "Vital interests, Article 6(1)(d)"
    PUBLIC_TASK = "6e", "Public task, Article 6(1)(e)"
    RECOGNISED_INTEREST = "6ea", "Recognised legitimate interest: safeguarding, Article 6(1)(ea)"
    LEGITIMATE_INTERESTS = "6f", "Legitimate interests, Article 6(1)(f), for private and voluntary bodies"


ARTICLE6_FACTS: dict[Article6, CodeFacts] = {
    Article6.LEGAL_OBLIGATION: CodeFacts(source="UK GDPR, Article 6(1)(c)"),
    Article6.VITAL_INTERESTS: CodeFacts(
        source="UK GDPR, Article 6(1)(d)", note="To protect a life, where nothing else fits in time."
    ),
    Article6.PUBLIC_TASK: CodeFacts(source="UK GDPR, Article 6(1)(e); DPA 2018, section 8", bodies=PUBLIC_BODIES),
    Article6.RECOGNISED_INTEREST: CodeFacts(
        source="UK GDPR, Article 6(1)(ea) and Annex 1, by the Data (Use and Access) Act 2025, section 70",
        bodies=frozenset({Body.NOT_PUBLIC}),
        starts=date(2026, 2, 5),
    ),
    Article6.LEGITIMATE_INTERESTS: CodeFacts(
        source="UK GDPR, Article 6(1)(f)",
        bodies=frozenset({Body.NOT_PUBLIC}),
        note="Not open to public authorities in their tasks.",
    ),
}


class Article9(TextChoices):
    """Condition for sensitive data: UK GDPR Article 9(2) with DPA 2018 Schedule 1."""

    SAFEGUARDING = "9g-18", "Substantial public interest: safeguarding children and adults at risk (Sch 1, para 18)"
    STATUTORY = "9g-6", "Substantial public interest: statutory purposes (Sch 1, para 6)"
    SOCIAL_PROTECTION = "9b-1", "Social protection law (Sch 1, para 1)"
    HEALTH_SOCIAL_CARE = "9h-2", "Health or social care (Sch 1, para 2)"
    VITAL_INTERESTS = "9c", "Vital interests, where the person cannot consent"
    LAW_ENFORCEMENT = "dpa3-s8-4", "Law enforcement processing: safeguarding (Sch 8, para 4)"
    NOT_SENSITIVE = "none", "No sensitive or criminal offence data is shared"
    NO_SPECIAL_CATEGORY = "no_special", "No sensitive information is shared"


ARTICLE9_FACTS: dict[Article9, CodeFacts] = {
    Article9.SAFEGUARDING: CodeFacts(source="UK GDPR, Article 9(2)(g); DPA 2018, Schedule 1, paragraph 18"),
    Article9.STATUTORY: CodeFacts(source="UK GDPR, Article 9(2)(g); DPA 2018, Schedule 1, paragraph 6"),
    Article9.SOCIAL_PROTECTION: CodeFacts(source="UK GDPR, Article 9(2)(b); DPA 2018, Schedule 1, paragraph 1"),
    Article9.HEALTH_SOCIAL_CARE: CodeFacts(
        source="UK GDPR, Article 9(2)(h) and 9(3); DPA 2018, section 11 and Schedule 1, paragraph 2",
        note="By or under somebody with a professional duty of confidence.",
    ),
    Article9.VITAL_INTERESTS: CodeFacts(
        source="UK GDPR, Article 9(2)(c)", note="Only where the person cannot give consent."
    ),
    Article9.LAW_ENFORCEMENT: CodeFacts(
        source="DPA 2018, section 35 and Schedule 8, paragraph 4",
        bodies=frozenset({Body.POLICE, Body.JUSTICE}),
        note="For what competent authorities do for law enforcement, not for a council.",
    ),
    Article9.NOT_SENSITIVE: CodeFacts(
        source="Hub policy",
        ends=_REVIEWED,
        instead=("no_special",),
        note="Criminal offence data now has a question of its own.",
    ),
    Article9.NO_SPECIAL_CATEGORY: CodeFacts(source="UK GDPR, Article 9(1)"),
}


class Article10(TextChoices):
    """Condition for criminal offence data outside law enforcement: UK GDPR Article 10 with DPA 2018 section 10(5)."""

    SAFEGUARDING = "10-18", "Safeguarding children and adults at risk (Sch 1, para 18)"
    STATUTORY = "10-6", "Statutory purposes (Sch 1, para 6)"
    SOCIAL_PROTECTION = "10-1", "Social protection law (Sch 1, para 1)"
    HEALTH_SOCIAL_CARE = "10-2", "Health or social care (Sch 1, para 2)"
    UNLAWFUL_ACTS = "10-10", "Preventing or detecting unlawful acts (Sch 1, para 10)"
    VITAL_INTERESTS = "10-30", "Vital interests, where the person cannot consent (Sch 1, para 30)"
    NO_OFFENCE_DATA = "none", "No criminal offence data is asked for or shared"


ARTICLE10_FACTS: dict[Article10, CodeFacts] = {
    code: CodeFacts(source=f"UK GDPR, Article 10; DPA 2018, section 10(5) and Schedule 1, {where}")
    for code, where in [
        (Article10.SAFEGUARDING, "paragraph 18, without its public interest by paragraph 36"),
        (Article10.STATUTORY, "paragraph 6"),
        (Article10.SOCIAL_PROTECTION, "paragraph 1"),
        (Article10.HEALTH_SOCIAL_CARE, "paragraph 2"),
        (Article10.UNLAWFUL_ACTS, "paragraph 10"),
        (Article10.VITAL_INTERESTS, "paragraph 30"),
    ]
} | {Article10.NO_OFFENCE_DATA: CodeFacts(source="UK GDPR, Article 10")}


class WithoutConsent(TextChoices):
    """Why safeguarding data are processed without consent: DPA 2018, Schedule 1, paragraph 18(2)."""

    CANNOT_BE_GIVEN = "cannot_be_given", "Consent cannot be given"
    NOT_REASONABLE = "not_reasonable", "The hub cannot reasonably be expected to obtain consent"
    WOULD_PREJUDICE = "would_prejudice", "Asking for consent would prejudice the protection"


WITHOUT_CONSENT_FACTS: dict[WithoutConsent, CodeFacts] = {
    WithoutConsent.CANNOT_BE_GIVEN: CodeFacts(source="DPA 2018, Schedule 1, paragraph 18(2)(a)"),
    WithoutConsent.NOT_REASONABLE: CodeFacts(source="DPA 2018, Schedule 1, paragraph 18(2)(b)"),
    WithoutConsent.WOULD_PREJUDICE: CodeFacts(source="DPA 2018, Schedule 1, paragraph 18(2)(c)"),
}
# The conditions that rest on paragraph 18, and so need one of its limbs.
ON_PARAGRAPH_18 = frozenset({Article9.SAFEGUARDING.value, Article10.SAFEGUARDING.value})


class FamilyInformed(TextChoices):
    """Does the family, or the adult, know that information is being shared? DfE advice 2024, rules 2 and 3."""

    YES = "yes", "Yes"
    NO = "no", "No"
    NOT_YET = "not_yet", "Not yet"


# What a referrer means by each: their form asks for NO as "No, and they should not be told".
TOLD_BY_REFERRER: dict[str, str] = {
    FamilyInformed.YES: "Yes",
    FamilyInformed.NO: "No, and they should not be told",
    FamilyInformed.NOT_YET: "No",
}


class Knows(TextChoices):
    """What one person knows of the sharing. The victim may know where the alleged source of harm must not."""

    KNOWS = "knows", "Knows, and does not object"
    OBJECTS = "objects", "Knows, and objects"
    NOT_YET = "not_yet", "Does not know yet"
    MUST_NOT = "must_not", "Must not know"
    TOO_YOUNG = "too_young", "Too young to understand"


NOT_TOLD = frozenset({Knows.NOT_YET, Knows.MUST_NOT})
FAMILY = "family"  # stands for the family where nobody of the case could understand what is told


class ToldHow(TextChoices):
    """How somebody was told that agencies are asked."""

    IN_PERSON = "in_person", "In person"
    PHONE = "phone", "By phone"
    VIDEO = "video", "By video call"
    LETTER = "letter", "By letter"
    EMAIL = "email", "By e-mail or message"


@dataclass(frozen=True)
class KnowsWords:
    """What one person knows of the sharing, as an agency reads it. A `warning` stands out."""

    words: str
    warning: bool = False


KNOWS_FOR_AGENCIES = {
    Knows.KNOWS: KnowsWords("Yes"),
    Knows.OBJECTS: KnowsWords("Yes, and objects"),
    Knows.NOT_YET: KnowsWords("Not yet. Do not tell them before we have.", warning=True),
    Knows.MUST_NOT: KnowsWords("Must not know. Do not tell them.", warning=True),
    Knows.TOO_YOUNG: KnowsWords("Too young to understand"),
}
# A code without words would be read as if the person knew.
if missing := set(Knows) - KNOWS_FOR_AGENCIES.keys():
    raise ImproperlyConfigured(f"KNOWS_FOR_AGENCIES has no words for {sorted(missing)}")


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


_NOT_TELLING = "DPA 2018, Schedule 2, paragraphs 2 and 5, and Schedule 3; Sussex procedures"
NOT_INFORMED_FACTS: dict[NotInformedReason, CodeFacts] = {
    NotInformedReason.RISK_CHILD: CodeFacts(source=_NOT_TELLING),
    NotInformedReason.RISK_ADULT: CodeFacts(source=_NOT_TELLING),
    NotInformedReason.CRIME: CodeFacts(source=_NOT_TELLING),
    NotInformedReason.EVIDENCE: CodeFacts(source=_NOT_TELLING),
    NotInformedReason.DELAY: CodeFacts(source=_NOT_TELLING),
    NotInformedReason.FABRICATED: CodeFacts(
        source=f"{_NOT_TELLING}; Royal College of Paediatrics and Child Health, perplexing presentations, 2021",
        kinds=CHILDREN,
    ),
    NotInformedReason.COERCION: CodeFacts(source=_NOT_TELLING),
    NotInformedReason.CANNOT_CONTACT: CodeFacts(source=_NOT_TELLING),
    NotInformedReason.NO_CAPACITY: CodeFacts(
        source="Mental Capacity Act 2005",
        kinds=ADULTS,
        ends=_REVIEWED,
        note="Somebody who lacks capacity is still told, in the way that helps them understand.",
    ),
    NotInformedReason.CHILD_COMPETENT: CodeFacts(
        source=f"{_NOT_TELLING}; Gillick [1985] UKHL 7",
        kinds=CHILDREN,
        optional=True,
    ),
    NotInformedReason.STATUTORY: CodeFacts(
        source="Hub policy",
        ends=_REVIEWED,
        note="A duty to share is no reason for not telling the family of it.",
    ),
    NotInformedReason.OTHER: CodeFacts(source="Hub policy", optional=True),
}


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
