"""Concerns about a child or an adult, and the census categories that they count towards."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import TextChoices

from referrals.codes.people import PersonKind


class PrimaryNeed(TextChoices):
    """Primary need: DfE Children in Need census, N00101. If two fit, the first listed counts."""

    ABUSE_OR_NEGLECT = "N1", "Abuse or neglect"
    CHILD_DISABILITY = "N2", "Child’s disability or illness"
    PARENTAL_DISABILITY = "N3", "Parent’s disability or illness"
    ACUTE_STRESS = "N4", "Family in acute stress"
    DYSFUNCTION = "N5", "Family dysfunction"
    UNACCEPTABLE_BEHAVIOUR = "N6", "Socially unacceptable behaviour"
    LOW_INCOME = "N7", "Low income"
    ABSENT_PARENTING = "N8", "Absent parenting"
    NOT_IN_NEED = "N9", "Cases other than children in need"
    NOT_STATED = "N0", "Not stated"


class Concern(TextChoices):
    """Presenting concern: census factors (N00181), referral forms and hubs' categories in one."""

    NEGLECT = "neglect", "Neglect"
    PHYSICAL_ABUSE = "physical_abuse", "Physical abuse by an adult"
    PHYSICAL_ABUSE_BY_CHILD = "physical_abuse_by_child", "Physical abuse by another child"
    SEXUAL_ABUSE = "sexual_abuse", "Sexual abuse by an adult"
    SEXUAL_ABUSE_BY_CHILD = "sexual_abuse_by_child", "Sexual abuse by another child"
    HARMFUL_SEXUAL_BEHAVIOUR = "harmful_sexual_behaviour", "Harmful sexual behaviour by a child"
    EMOTIONAL_ABUSE = "emotional_abuse", "Emotional abuse"
    DOMESTIC_ABUSE_PARENT = "domestic_abuse_parent", "Domestic abuse of a parent or carer"
    DOMESTIC_ABUSE_CHILD = "domestic_abuse_child", "Domestic abuse of a child, including in a teenage relationship"
    DOMESTIC_ABUSE_HOUSEHOLD = "domestic_abuse_household", "Domestic abuse of someone else in the household"
    CHILD_SEXUAL_EXPLOITATION = "child_sexual_exploitation", "Child sexual exploitation"
    CHILD_CRIMINAL_EXPLOITATION = "child_criminal_exploitation", "Child criminal exploitation"
    GANGS = "gangs", "Gangs, serious youth violence or county lines"
    EXTRA_FAMILIAL = "extra_familial", "Risk outside the family, in a place or a group of peers"
    TRAFFICKING = "trafficking", "Trafficking or modern slavery"
    MISSING = "missing", "Missing from home or care"
    RADICALISATION = "radicalisation", "Radicalisation or extremism"
    FGM = "fgm", "Female genital mutilation (FGM)"
    HONOUR_BASED = "honour_based", "Honour-based abuse or forced marriage"
    FAITH_OR_BELIEF = "faith_or_belief", "Abuse linked to faith or belief"
    ONLINE_HARM = "online_harm", "Online harm or cyber-bullying"
    BULLYING = "bullying", "Bullying or abuse by peers"
    SELF_HARM = "self_harm", "Self-harm or suicidal thoughts"
    CHILD_MENTAL_HEALTH = "child_mental_health", "Child’s mental health"
    PARENTAL_MENTAL_HEALTH = "parental_mental_health", "Parent’s or carer’s mental health"
    PARENTAL_LEARNING_DISABILITY = "parental_learning_disability", "Parent’s or carer’s learning disability"
    PARENTAL_ILLNESS = "parental_illness", "Parent’s or carer’s illness or disability"
    ALCOHOL_CHILD = "alcohol_child", "Alcohol misuse by the child"
    ALCOHOL_PARENT = "alcohol_parent", "Alcohol misuse by a parent or carer"
    ALCOHOL_HOUSEHOLD = "alcohol_household", "Alcohol misuse by someone else in the household"
    DRUGS_CHILD = "drugs_child", "Drug use or dealing by the child"
    DRUGS_PARENT = "drugs_parent", "Drug use or dealing by a parent or carer"
    DRUGS_HOUSEHOLD = "drugs_household", "Drug use or dealing by someone else in the household"
    CHILD_LEARNING_DISABILITY = "child_learning_disability", "Child’s learning disability"
    CHILD_ILLNESS = "child_illness", "Child’s physical disability or complex health needs"
    YOUNG_CARER = "young_carer", "Young carer"
    PRIVATE_FOSTERING = "private_fostering", "Private fostering"
    UNACCOMPANIED = "unaccompanied", "Unaccompanied asylum-seeking child, or age in dispute"
    NO_RECOURSE = "no_recourse", "No recourse to public funds, or poverty"
    HOMELESSNESS = "homelessness", "Housing or homelessness, including at 16 or 17"
    SCHOOL_ABSENCE = "school_absence", "Absence, exclusion or missing from education"
    OFFENDING_BY_CHILD = "offending_by_child", "Offending or antisocial behaviour by the child"
    PARENT_OFFENDING = "parent_offending", "Parent or carer in prison or offending"
    UNBORN = "unborn", "Worry about an unborn child, or a concealed pregnancy"
    PERPLEXING = "perplexing", "Perplexing presentation, or fabricated or induced illness"
    PRIVATE_LAW = "private_law", "Dispute about contact or where a child lives"
    POSES_RISK = "poses_risk", "Person who poses a risk to children or adults"
    ALLEGATION = "allegation", "Allegation against someone who works with children or adults"
    ANIMAL_CRUELTY = "animal_cruelty", "Animal cruelty in the home"
    TRANSFER_IN = "transfer_in", "Transfer from another council"
    DEATH = "death", "Death of a child"
    OTHER = "other", "Another worry"


# The factors at assessment (N00181) that a concern suggests, likeliest first; the worker chooses.
CONCERN_FACTORS: dict[Concern, tuple[str, ...]] = {
    Concern.NEGLECT: ("16A",),
    Concern.PHYSICAL_ABUSE: ("18C",),
    Concern.PHYSICAL_ABUSE_BY_CHILD: ("18B",),
    Concern.SEXUAL_ABUSE: ("19C",),
    Concern.SEXUAL_ABUSE_BY_CHILD: ("19B",),
    Concern.HARMFUL_SEXUAL_BEHAVIOUR: ("19B", "14A"),
    Concern.EMOTIONAL_ABUSE: ("17A",),
    Concern.DOMESTIC_ABUSE_PARENT: ("3B",),
    Concern.DOMESTIC_ABUSE_CHILD: ("3A",),
    Concern.DOMESTIC_ABUSE_HOUSEHOLD: ("3C",),
    Concern.CHILD_SEXUAL_EXPLOITATION: ("11A",),
    Concern.CHILD_CRIMINAL_EXPLOITATION: ("24A",),
    Concern.GANGS: ("13A", "24A"),
    Concern.EXTRA_FAMILIAL: ("11A", "13A", "24A"),
    Concern.TRAFFICKING: ("12A",),
    Concern.MISSING: ("10A",),
    Concern.RADICALISATION: ("20",),
    Concern.FGM: ("22A",),
    Concern.HONOUR_BASED: ("20", "3A"),
    Concern.FAITH_OR_BELIEF: ("23A",),
    Concern.ONLINE_HARM: ("20",),
    Concern.BULLYING: ("18B", "20"),
    Concern.SELF_HARM: ("15A", "4A"),
    Concern.CHILD_MENTAL_HEALTH: ("4A",),
    Concern.PARENTAL_MENTAL_HEALTH: ("4B",),
    Concern.PARENTAL_LEARNING_DISABILITY: ("5B",),
    Concern.PARENTAL_ILLNESS: ("6B",),
    Concern.ALCOHOL_CHILD: ("1A",),
    Concern.ALCOHOL_PARENT: ("1B",),
    Concern.ALCOHOL_HOUSEHOLD: ("1C",),
    Concern.DRUGS_CHILD: ("2A",),
    Concern.DRUGS_PARENT: ("2B",),
    Concern.DRUGS_HOUSEHOLD: ("2C",),
    Concern.CHILD_LEARNING_DISABILITY: ("5A",),
    Concern.CHILD_ILLNESS: ("6A",),
    Concern.YOUNG_CARER: ("7A",),
    Concern.PRIVATE_FOSTERING: ("8B", "8C", "8D", "8E", "8F"),
    Concern.UNACCOMPANIED: ("9A",),
    Concern.NO_RECOURSE: ("20",),
    Concern.HOMELESSNESS: ("20",),
    Concern.SCHOOL_ABSENCE: ("20",),
    Concern.OFFENDING_BY_CHILD: ("14A",),
    Concern.PARENT_OFFENDING: ("20",),
    Concern.UNBORN: (),  # the census counts the parent's factors
    Concern.PERPLEXING: ("18C", "20"),
    Concern.PRIVATE_LAW: ("20",),
    Concern.POSES_RISK: (),
    Concern.ALLEGATION: (),
    Concern.ANIMAL_CRUELTY: ("20",),
    Concern.TRANSFER_IN: (),
    Concern.DEATH: (),
    Concern.OTHER: ("20",),
}

# Retired from 2024-25: old records still have them, but no form offers them.
RETIRED_FACTORS = frozenset({"18A", "19A"})

_CHILDREN = frozenset({PersonKind.CHILD, PersonKind.UNBORN})
_EVERYONE = frozenset(PersonKind)
_ADULTS_TOO = frozenset(
    {
        Concern.TRAFFICKING,
        Concern.MISSING,
        Concern.RADICALISATION,
        Concern.FGM,
        Concern.HONOUR_BASED,
        Concern.FAITH_OR_BELIEF,
        Concern.ONLINE_HARM,
        Concern.SELF_HARM,
        Concern.NO_RECOURSE,
        Concern.HOMELESSNESS,
        Concern.POSES_RISK,
        Concern.ALLEGATION,
        Concern.ANIMAL_CRUELTY,
        Concern.TRANSFER_IN,
        Concern.OTHER,
    }
)

# The kinds of person a concern may be about. The form for an adult asks adults.RiskType first.
CONCERN_KINDS: dict[Concern, frozenset[PersonKind]] = {
    concern: _EVERYONE if concern in _ADULTS_TOO else _CHILDREN for concern in Concern
}
CHILD_CONCERNS = tuple(concern for concern in Concern if PersonKind.CHILD in CONCERN_KINDS[concern])
ADULT_CONCERNS = tuple(concern for concern in Concern if PersonKind.ADULT in CONCERN_KINDS[concern])


@dataclass(frozen=True, slots=True)
class DoNotTell:
    """A concern for which telling the family may itself put somebody in danger, whatever was answered about telling.

    `suspected` names it in a sentence, `plain` in words for the public; `source` is where it is written.
    """

    suspected: str
    plain: str
    source: str


_FORCED_MARRIAGE = "Multi-agency statutory guidance on forced marriage (Family Law Act 1996 s63Q), updated April 2023"
_RCPCH = "RCPCH guidance on perplexing presentations and fabricated or induced illness, February 2021"
_WORKING_TOGETHER = "Working Together to Safeguard Children 2023, with local procedures"
DO_NOT_TELL: dict[str, DoNotTell] = {
    Concern.HONOUR_BASED: DoNotTell(
        "honour-based abuse or forced marriage",
        "someone may be forced to marry, or hurt for the family’s “honour”",
        _FORCED_MARRIAGE,
    ),
    Concern.SEXUAL_ABUSE: DoNotTell(
        "sexual abuse in the family", "someone in the family may be sexually abusing a child", _WORKING_TOGETHER
    ),
    Concern.PERPLEXING: DoNotTell(
        "fabricated or induced illness", "someone may be making a child ill, or making up an illness", _RCPCH
    ),
}


def warned_of(concerns: Collection[str]) -> list[DoNotTell]:
    """Return the concerns among these for which nobody in the family is told, in the order of DO_NOT_TELL."""
    return [warning for code, warning in DO_NOT_TELL.items() if code in concerns]
