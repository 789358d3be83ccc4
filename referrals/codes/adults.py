"""Lists for adults at risk: Care Act 2014 section 42 and the Safeguarding Adults Collection (SAC)."""

from django.db.models import TextChoices

from referrals.codes.facts import ADULTS, CodeFacts


class RiskType(TextChoices):
    """Type of risk: SAC table SG2a, all 11."""

    PHYSICAL = "physical", "Physical abuse"
    SEXUAL = "sexual", "Sexual abuse"
    PSYCHOLOGICAL = "psychological", "Psychological abuse"
    FINANCIAL = "financial", "Financial or material abuse"
    DISCRIMINATORY = "discriminatory", "Discriminatory abuse"
    ORGANISATIONAL = "organisational", "Organisational abuse"
    NEGLECT_OMISSION = "neglect_omission", "Neglect and acts of omission"
    DOMESTIC_ABUSE = "domestic_abuse", "Domestic abuse"
    SEXUAL_EXPLOITATION = "sexual_exploitation", "Sexual exploitation"
    MODERN_SLAVERY = "modern_slavery", "Modern slavery"
    SELF_NEGLECT = "self_neglect", "Self-neglect"


RISK_TYPE_FACTS: dict[RiskType, CodeFacts] = {
    risk: CodeFacts(source="NHS England, Safeguarding Adults Collection, table SG2a", kinds=ADULTS, note=note)
    for risk, note in {
        **dict.fromkeys(RiskType, ""),
        RiskType.DISCRIMINATORY: "A hate crime is this as well; the concern “Hate crime” says so.",
        RiskType.MODERN_SLAVERY: "A home taken over by others may be this; the concern “Cuckooing” says so.",
    }.items()
}


class RiskLocation(TextChoices):
    """Location of risk: SAC table SG2b."""

    OWN_HOME = "own_home", "Own home"
    IN_COMMUNITY = "in_community", "In the community"
    COMMUNITY_SERVICE = "community_service", "A community service"
    NURSING_HOME = "nursing_home", "Care home with nursing"
    RESIDENTIAL_HOME = "residential_home", "Residential care home"
    ACUTE_HOSPITAL = "acute_hospital", "Acute hospital"
    MENTAL_HEALTH_HOSPITAL = "mental_health_hospital", "Mental health hospital"
    COMMUNITY_HOSPITAL = "community_hospital", "Community hospital"
    OTHER = "other", "Somewhere else"


class RiskSource(TextChoices):
    """Source of risk: SAC tables SG2a and SG2b. NHS and council assessment staff count as known, not provider."""

    PROVIDER = "provider", "Service provider"
    KNOWN = "known", "Someone else the person knows"
    UNKNOWN = "unknown", "Someone the person does not know"


class PrimarySupportReason(TextChoices):
    """Primary support reason: SAC table SG1d."""

    PHYSICAL = "physical", "Physical support"
    SENSORY = "sensory", "Sensory support"
    MEMORY = "memory", "Support with memory and cognition"
    LEARNING = "learning", "Learning disability support"
    MENTAL_HEALTH = "mental_health", "Mental health support"
    SOCIAL = "social", "Social support"
    NONE = "none", "No support reason"
    NOT_KNOWN = "not_known", "Not known"


class S42Limb(TextChoices):
    """The three parts of the test in Care Act 2014 section 42(1), each with its own answer."""

    NEEDS = "needs", "Has needs for care and support, whether or not they are being met"
    RISK = "risk", "Is experiencing, or at risk of, abuse or neglect"
    PROTECT = "protect", "Cannot protect themselves from it because of those needs"


# What the parts are asked under. It is frozen with the answers.
S42_TEST = "Is there reasonable cause to suspect that an adult in the council’s area:"

S42_LIMB_FACTS = {
    S42Limb.NEEDS: CodeFacts(source="Care Act 2014, section 42(1)(a)", kinds=ADULTS),
    S42Limb.RISK: CodeFacts(source="Care Act 2014, section 42(1)(b)", kinds=ADULTS),
    S42Limb.PROTECT: CodeFacts(source="Care Act 2014, section 42(1)(c)", kinds=ADULTS),
}

# What each part is about, in one sentence.
S42_LIMB_ABOUT = {
    S42Limb.NEEDS: "needs for care and support",
    S42Limb.RISK: "abuse or neglect",
    S42Limb.PROTECT: "protecting themselves",
}


class LimbAnswer(TextChoices):
    """The answer to one part of the section 42 test. If all three are met, the duty applies."""

    MET = "met", "Met"
    NOT_MET = "not_met", "Not met"
    NOT_YET_KNOWN = "not_yet_known", "Not yet known"


LIMB_ANSWER_FACTS = {answer: CodeFacts(source="Care Act 2014, section 42(1)", kinds=ADULTS) for answer in LimbAnswer}


class AdultThreshold(TextChoices):
    """The result of the section 42(1) test. Adults have this in place of a child's level of need.

    Not met, an enquiry outside section 42 is possible, which SAC counts as "other", or care and support without one.
    """

    S42_MET = "s42_met", "Section 42 duty met"
    OTHER_ENQUIRY = "other_enquiry", "Section 42 duty not met: other safeguarding enquiry"
    NEEDS_ONLY = "needs_only", "Care and support needs, no safeguarding enquiry"
    NO_CONCERN = "no_concern", "No safeguarding concern"


ADULT_THRESHOLD_FACTS = {
    AdultThreshold.S42_MET: CodeFacts(source="Care Act 2014, section 42(1)", kinds=ADULTS),
    AdultThreshold.OTHER_ENQUIRY: CodeFacts(source="Hub policy; Safeguarding Adults Collection", kinds=ADULTS),
    AdultThreshold.NEEDS_ONLY: CodeFacts(source="Care Act 2014, sections 9 and 10", kinds=ADULTS),
    AdultThreshold.NO_CONCERN: CodeFacts(source="Hub policy", kinds=ADULTS),
}


class Capacity(TextChoices):
    """Mental capacity for the decision in question (Mental Capacity Act 2005): presumed unless shown otherwise."""

    HAS = "has", "Has capacity for this decision"
    COERCED = "coerced", "Has capacity for this decision, but may be coerced"
    LACKS_SUPPORTED = "lacks_supported", "Lacks capacity; supported by an advocate, family or friend"
    LACKS = "lacks", "Lacks capacity; not supported by anyone yet"
    DOUBTED = "doubted", "In doubt; not yet assessed"
    NOT_KNOWN = "not_known", "Not known"


CAPACITY_FACTS = {
    Capacity.HAS: CodeFacts(
        source="Mental Capacity Act 2005, section 1(2)",
        kinds=ADULTS,
    ),
    Capacity.COERCED: CodeFacts(
        source="Mental Capacity Act 2005, section 1(2); inherent jurisdiction of the High Court",
        kinds=ADULTS,
        note="Somebody else’s pressure is no lack of capacity, and may call for legal advice.",
    ),
    Capacity.LACKS_SUPPORTED: CodeFacts(
        source="Mental Capacity Act 2005, sections 2 and 3",
        kinds=ADULTS,
    ),
    Capacity.LACKS: CodeFacts(
        source="Mental Capacity Act 2005, sections 2 and 3",
        kinds=ADULTS,
    ),
    Capacity.DOUBTED: CodeFacts(
        source="Mental Capacity Act 2005, section 1(2)",
        kinds=ADULTS,
        note="Presumed to have capacity until an assessment shows otherwise.",
    ),
    Capacity.NOT_KNOWN: CodeFacts(source="Hub policy", kinds=ADULTS),
}

# SAC table SG3a asks the opposite question, whether the person lacked capacity.
CAPACITY_SG3A = {
    Capacity.HAS: "No",
    Capacity.COERCED: "No",
    Capacity.LACKS_SUPPORTED: "Yes",
    Capacity.LACKS: "Yes",
    Capacity.DOUBTED: "Don't know",
    Capacity.NOT_KNOWN: "Not recorded",
}


class MspAsked(TextChoices):
    """Making Safeguarding Personal, SAC table SG4a: was the person asked what they want to happen?"""

    EXPRESSED = "expressed", "Asked, and said what they want"
    NONE_EXPRESSED = "none_expressed", "Asked, but did not say what they want"
    NOT_ASKED = "not_asked", "Not asked"
    NOT_KNOWN = "not_known", "Not known"
