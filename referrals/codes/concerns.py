"""Concerns about a child or an adult, and the census categories that they count towards."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices

from referrals.codes.adults import RiskType
from referrals.codes.facts import BORN, CHILDREN, CodeFacts
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
    DOMESTIC_ABUSE_SEEN = "domestic_abuse_seen", "Child as a victim of domestic abuse (sees, hears or lives with it)"
    RELATIONSHIP_ABUSE = "relationship_abuse", "Domestic abuse in a young person’s own relationship"
    CHILD_TO_PARENT = "child_to_parent", "Violence or control by a child towards a parent or carer"
    NON_RECENT = "non_recent", "Non-recent abuse (told of years later)"
    BRUISE_NOT_MOVING = "bruise_not_moving", "Bruise or other injury on a baby who does not move yet"
    GANG_VIOLENCE = "gang_violence", "Gangs or serious youth violence"
    COUNTY_LINES = "county_lines", "Child exploited through county lines"
    SEXTORTION = "sextortion", "Sextortion (blackmail with sexual images)"
    HATE_CRIME = "hate_crime", "Hate crime"
    CUCKOOING = "cuckooing", "Cuckooing (a home taken over by others)"
    DRUG_USE_CHILD = "drug_use_child", "Drug use by the child"
    DRUG_USE_PARENT = "drug_use_parent", "Drug use by a parent or carer"
    DRUG_USE_HOUSEHOLD = "drug_use_household", "Drug use by someone else in the household"
    DRUG_SUPPLY = "drug_supply", "Drugs sold or kept for sale by an adult in the home"
    OTHER = "other", "Another worry"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernFacts(CodeFacts):
    """What holds of a concern. `factors` are those at assessment (N00181) that it suggests, likeliest first."""

    factors: tuple[str, ...] = ()


_CENSUS = "Department for Education, Children in Need census, factors at assessment (N00181)"
_FORMS = "Referral forms and categories of English hubs"
_ENDED = date(2026, 11, 29)  # the last day on which what the review of the words ended could be chosen


def _child(*factors: str, source: str = _CENSUS, **facts) -> ConcernFacts:
    return ConcernFacts(source=source, kinds=facts.pop("kinds", CHILDREN), factors=factors, **facts)


def _anybody(*factors: str, source: str = _FORMS, **facts) -> ConcernFacts:
    return ConcernFacts(source=source, factors=factors, **facts)


CONCERN_FACTS: dict[Concern, ConcernFacts] = {
    Concern.NEGLECT: _child("16A", family="Not being looked after, for example hungry, cold, not washed or left alone"),
    Concern.PHYSICAL_ABUSE: _child("18C", family="Being hit or hurt by an adult"),
    Concern.PHYSICAL_ABUSE_BY_CHILD: _child("18B", kinds=BORN),
    Concern.SEXUAL_ABUSE: _child("19C", family="Sexual abuse by an adult"),
    Concern.SEXUAL_ABUSE_BY_CHILD: _child("19B", kinds=BORN),
    Concern.HARMFUL_SEXUAL_BEHAVIOUR: _child("19B", "14A", kinds=BORN),
    Concern.EMOTIONAL_ABUSE: _child("17A", family="Being frightened, shouted at or put down"),
    Concern.DOMESTIC_ABUSE_PARENT: _child(
        "3B",
        "3A",
        source=f"{_CENSUS}; Domestic Abuse Act 2021, sections 1 and 3",
        family="A parent or carer who is hurt, frightened or controlled by someone",
        note="A child related to either of them who sees, hears or lives with it is a victim too (section 3).",
    ),
    Concern.DOMESTIC_ABUSE_CHILD: _child(
        "3A",
        ends=_ENDED,
        instead=("domestic_abuse_seen", "relationship_abuse"),
        note="Now two: a child who lives with it, and a young person’s own relationship.",
    ),
    Concern.DOMESTIC_ABUSE_HOUSEHOLD: _child("3C"),
    Concern.CHILD_SEXUAL_EXPLOITATION: _child("11A", kinds=BORN, family="Being used by someone for sex"),
    Concern.CHILD_CRIMINAL_EXPLOITATION: _child(
        "24A", kinds=BORN, family="Being used by someone for crime, for example to carry drugs"
    ),
    Concern.GANGS: _child(
        "13A",
        "24A",
        ends=_ENDED,
        instead=("gang_violence", "county_lines"),
        note="County lines are exploitation, and have a code of their own.",
    ),
    Concern.EXTRA_FAMILIAL: _child("11A", "13A", "24A", kinds=BORN),
    Concern.TRAFFICKING: _anybody("12A", source=_CENSUS),
    Concern.MISSING: _anybody("10A", source=_CENSUS, family="Going missing"),
    Concern.RADICALISATION: _anybody("20"),
    Concern.FGM: _anybody(
        "22A",
        source=f"{_CENSUS}; Female Genital Mutilation Act 2003",
        family="A girl or woman who was cut, or may be cut (FGM)",
    ),
    Concern.HONOUR_BASED: _anybody(
        "20", "3A", family="Being made to marry, or hurt or watched for the family’s “honour”"
    ),
    Concern.FAITH_OR_BELIEF: _anybody("23A", source=_CENSUS),
    Concern.ONLINE_HARM: _anybody("20", family="Something that happens online"),
    Concern.BULLYING: _child("18B", "20", source=_FORMS, kinds=BORN, family="Being bullied or hurt by other children"),
    Concern.SELF_HARM: _anybody("15A", "4A", source=_CENSUS, family="Self-harm or talk of suicide"),
    Concern.CHILD_MENTAL_HEALTH: _child("4A", kinds=BORN),
    Concern.PARENTAL_MENTAL_HEALTH: _child("4B", family="The mental health of a parent or carer"),
    Concern.PARENTAL_LEARNING_DISABILITY: _child("5B"),
    Concern.PARENTAL_ILLNESS: _child("6B"),
    Concern.ALCOHOL_CHILD: _child("1A", kinds=BORN),
    Concern.ALCOHOL_PARENT: _child("1B", family="A parent or carer who drinks too much"),
    Concern.ALCOHOL_HOUSEHOLD: _child("1C"),
    Concern.DRUGS_CHILD: _child(
        "2A",
        ends=_ENDED,
        instead=("drug_use_child", "child_criminal_exploitation", "county_lines"),
        note="A child with drugs to sell is exploited: child criminal exploitation or county lines.",
    ),
    Concern.DRUGS_PARENT: _child(
        "2B", ends=_ENDED, instead=("drug_use_parent", "drug_supply"), note="Use and supply are now apart."
    ),
    Concern.DRUGS_HOUSEHOLD: _child(
        "2C", ends=_ENDED, instead=("drug_use_household", "drug_supply"), note="Use and supply are now apart."
    ),
    Concern.CHILD_LEARNING_DISABILITY: _child("5A"),
    Concern.CHILD_ILLNESS: _child("6A"),
    Concern.YOUNG_CARER: _child("7A", kinds=BORN),
    Concern.PRIVATE_FOSTERING: _child("8B", "8C", "8D", "8E", "8F", kinds=BORN),
    Concern.UNACCOMPANIED: _child("9A", kinds=BORN),
    Concern.NO_RECOURSE: _anybody("20"),
    Concern.HOMELESSNESS: _anybody("20"),
    Concern.SCHOOL_ABSENCE: _child("20", source=_FORMS, kinds=BORN),
    Concern.OFFENDING_BY_CHILD: _child("14A", kinds=BORN),
    Concern.PARENT_OFFENDING: _child("20", source=_FORMS),
    Concern.UNBORN: _child(
        source=_FORMS, family="A baby not yet born", note="The census counts the factors of the parents."
    ),
    Concern.PERPLEXING: _child(
        "18C", "20", source="Royal College of Paediatrics and Child Health, perplexing presentations, 2021"
    ),
    Concern.PRIVATE_LAW: _child("20", source=_FORMS),
    Concern.POSES_RISK: _anybody(),
    Concern.ALLEGATION: _anybody(),
    Concern.ANIMAL_CRUELTY: _anybody("20"),
    Concern.TRANSFER_IN: _anybody(),
    Concern.DEATH: _child(source="Children Act 2004, section 16M"),
    Concern.DOMESTIC_ABUSE_SEEN: _child(
        "3A",
        source="Domestic Abuse Act 2021, section 3, in force 31 January 2022; census factor 3A",
        family="A child who sees or hears someone at home being hurt, frightened or controlled",
    ),
    Concern.RELATIONSHIP_ABUSE: _child(
        "3A",
        kinds=BORN,
        source=f"{_CENSUS}; Domestic Abuse Act 2021, section 1, from 16 years",
        note="Under 16 it is child abuse in law, whatever it is called.",
    ),
    Concern.CHILD_TO_PARENT: _child(
        "3B",
        "14A",
        source=_FORMS,
        kinds=BORN,
        note="The child may need help as much as the parent: ask what they have lived through.",
    ),
    Concern.NON_RECENT: _anybody(
        "19C", "18C", note="Ask who may be at risk from the same person today, whoever was harmed then."
    ),
    Concern.BRUISE_NOT_MOVING: _child(
        "18C", source="Local procedures for bruising in babies who do not move on their own", kinds=BORN
    ),
    Concern.GANG_VIOLENCE: _child("13A", kinds=BORN),
    Concern.COUNTY_LINES: _child("24A", kinds=BORN),
    Concern.SEXTORTION: _anybody("20", "11A", note="Ask at once about thoughts of suicide."),
    Concern.HATE_CRIME: _anybody("20"),
    Concern.CUCKOOING: _anybody("24A", "20"),
    Concern.DRUG_USE_CHILD: _child("2A", kinds=BORN),
    Concern.DRUG_USE_PARENT: _child("2B", family="A parent or carer who uses drugs"),
    Concern.DRUG_USE_HOUSEHOLD: _child("2C"),
    Concern.DRUG_SUPPLY: _child("2B", "2C"),
    Concern.OTHER: _anybody("20", family="Something else"),
}
CONCERN_FACTORS: dict[Concern, tuple[str, ...]] = {concern: facts.factors for concern, facts in CONCERN_FACTS.items()}

# Retired from 2024-25: old records still have them, but no form offers them.
RETIRED_FACTORS = frozenset({"18A", "19A"})

# The kinds of person a concern may be about. The form for an adult asks adults.RiskType first.
CONCERN_KINDS: dict[Concern, frozenset[PersonKind]] = {concern: facts.kinds for concern, facts in CONCERN_FACTS.items()}
# Those that a form may offer, for whichever people: what has ended stays in old records only.
_CURRENT = [concern for concern in Concern if CONCERN_FACTS[concern].ends is None]
CHILD_CONCERNS = tuple(concern for concern in _CURRENT if PersonKind.CHILD in CONCERN_KINDS[concern])
ADULT_CONCERNS = tuple(concern for concern in _CURRENT if PersonKind.ADULT in CONCERN_KINDS[concern])


# All coded concerns under headings that people look for; each is listed once.
CONCERN_GROUPS: dict[str, tuple[str, tuple[Concern, ...]]] = {
    "abuse": (
        "Abuse and neglect",
        (
            Concern.NEGLECT,
            Concern.PHYSICAL_ABUSE,
            Concern.BRUISE_NOT_MOVING,
            Concern.PHYSICAL_ABUSE_BY_CHILD,
            Concern.SEXUAL_ABUSE,
            Concern.SEXUAL_ABUSE_BY_CHILD,
            Concern.HARMFUL_SEXUAL_BEHAVIOUR,
            Concern.EMOTIONAL_ABUSE,
            Concern.NON_RECENT,
            Concern.FGM,
            Concern.HONOUR_BASED,
            Concern.FAITH_OR_BELIEF,
            Concern.PERPLEXING,
            Concern.UNBORN,
            Concern.DEATH,
        ),
    ),
    "home": (
        "At home and in the family",
        (
            Concern.DOMESTIC_ABUSE_PARENT,
            Concern.DOMESTIC_ABUSE_SEEN,
            Concern.DOMESTIC_ABUSE_HOUSEHOLD,
            Concern.CHILD_TO_PARENT,
            Concern.PARENTAL_MENTAL_HEALTH,
            Concern.PARENTAL_LEARNING_DISABILITY,
            Concern.PARENTAL_ILLNESS,
            Concern.ALCOHOL_PARENT,
            Concern.ALCOHOL_HOUSEHOLD,
            Concern.DRUG_USE_PARENT,
            Concern.DRUG_USE_HOUSEHOLD,
            Concern.DRUG_SUPPLY,
            Concern.PARENT_OFFENDING,
            Concern.PRIVATE_FOSTERING,
            Concern.PRIVATE_LAW,
            Concern.NO_RECOURSE,
            Concern.HOMELESSNESS,
            Concern.ANIMAL_CRUELTY,
        ),
    ),
    "outside": (
        "Outside the home and online",
        (
            Concern.CHILD_SEXUAL_EXPLOITATION,
            Concern.CHILD_CRIMINAL_EXPLOITATION,
            Concern.COUNTY_LINES,
            Concern.GANG_VIOLENCE,
            Concern.EXTRA_FAMILIAL,
            Concern.TRAFFICKING,
            Concern.MISSING,
            Concern.RADICALISATION,
            Concern.ONLINE_HARM,
            Concern.SEXTORTION,
            Concern.RELATIONSHIP_ABUSE,
            Concern.BULLYING,
            Concern.HATE_CRIME,
            Concern.CUCKOOING,
            Concern.UNACCOMPANIED,
        ),
    ),
    "child": (
        "Health, behaviour and school",
        (
            Concern.SELF_HARM,
            Concern.CHILD_MENTAL_HEALTH,
            Concern.CHILD_LEARNING_DISABILITY,
            Concern.CHILD_ILLNESS,
            Concern.YOUNG_CARER,
            Concern.ALCOHOL_CHILD,
            Concern.DRUG_USE_CHILD,
            Concern.SCHOOL_ABSENCE,
            Concern.OFFENDING_BY_CHILD,
        ),
    ),
    "other": ("Something else", (Concern.POSES_RISK, Concern.ALLEGATION, Concern.TRANSFER_IN, Concern.OTHER)),
}


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
_BY_A_CHILD = DoNotTell(
    "sexual abuse by another child, who may be of the same family",
    "another child, perhaps in the same family, may be sexually harming a child",
    _WORKING_TOGETHER,
)
DO_NOT_TELL: dict[str, DoNotTell] = {
    Concern.HONOUR_BASED: DoNotTell(
        "honour-based abuse or forced marriage",
        "someone may be forced to marry, or hurt for the family’s “honour”",
        _FORCED_MARRIAGE,
    ),
    Concern.SEXUAL_ABUSE: DoNotTell(
        "sexual abuse in the family", "someone in the family may be sexually abusing a child", _WORKING_TOGETHER
    ),
    Concern.SEXUAL_ABUSE_BY_CHILD: _BY_A_CHILD,
    Concern.HARMFUL_SEXUAL_BEHAVIOUR: _BY_A_CHILD,
    Concern.NON_RECENT: DoNotTell(
        "non-recent abuse by somebody who may still be close to the family",
        "someone who did harm long ago may still be close to the family",
        _WORKING_TOGETHER,
    ),
    RiskType.SEXUAL: DoNotTell(
        "sexual abuse of an adult by somebody close to them",
        "someone close to an adult may be sexually abusing them",
        "Care and support statutory guidance, chapter 14 (Care Act 2014)",
    ),
    Concern.PERPLEXING: DoNotTell(
        "fabricated or induced illness", "someone may be making a child ill, or making up an illness", _RCPCH
    ),
}


DO_NOT_TELL_WARNINGS = tuple(
    dict.fromkeys(DO_NOT_TELL.values())
)  # each warning once, for those who have named no concern yet


def warned_of(concerns: Collection[str]) -> list[DoNotTell]:
    """Return the warnings for these concerns and types of risk, each once, in the order of DO_NOT_TELL."""
    return list(dict.fromkeys(warning for code, warning in DO_NOT_TELL.items() if code in concerns))


def concern_labels(concerns: Iterable[str]) -> list[str]:
    """Return the words of concerns and types of risk. A code that no list has any longer is left out."""
    labels = dict(Concern.choices) | dict(RiskType.choices)
    return [labels[code] for code in concerns if code in labels]
