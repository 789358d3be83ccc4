"""Which extra questions a concern calls for. Keys are the codes of concerns (children) and types of risk (adults)."""

DOMESTIC_ABUSE = "domestic_abuse"
NEGLECT = "neglect"
PHYSICAL_ABUSE = "physical_abuse"
SEXUAL_ABUSE = "sexual_abuse"
EMOTIONAL_ABUSE = "emotional_abuse"
EXPLOITATION = "exploitation"
MENTAL_HEALTH = "mental_health"
SUBSTANCE_MISUSE = "substance_misuse"
UNBORN = "unborn"
HARMFUL_PRACTICE = "harmful_practice"
RADICALISATION = "radicalisation"
HOMELESSNESS = "homelessness"
DISABILITY = "disability"
FINANCIAL = "financial"
ORGANISATIONAL = "organisational"
SELF_NEGLECT = "self_neglect"
NOT_IN_SCHOOL = "not_in_school"
POSES_RISK = "poses_risk"
ALLEGATION = "allegation"
PRIVATE_FOSTERING = "private_fostering"
UNACCOMPANIED = "unaccompanied"
CHILD_DEATH = "child_death"
PARENT_OFFENDING = "parent_offending"
PRIVATE_LAW = "private_law"

THEMES: dict[str, tuple[str, ...]] = {
    # Children
    "neglect": (NEGLECT,),
    "physical_abuse": (PHYSICAL_ABUSE,),
    "physical_abuse_by_child": (PHYSICAL_ABUSE,),
    "sexual_abuse": (SEXUAL_ABUSE,),
    "sexual_abuse_by_child": (SEXUAL_ABUSE,),
    "harmful_sexual_behaviour": (SEXUAL_ABUSE,),
    "emotional_abuse": (EMOTIONAL_ABUSE,),
    "domestic_abuse_parent": (DOMESTIC_ABUSE,),
    "domestic_abuse_child": (DOMESTIC_ABUSE,),
    "domestic_abuse_household": (DOMESTIC_ABUSE,),
    "child_sexual_exploitation": (EXPLOITATION, SEXUAL_ABUSE),
    "child_criminal_exploitation": (EXPLOITATION,),
    "gangs": (EXPLOITATION,),
    "extra_familial": (EXPLOITATION,),
    "trafficking": (EXPLOITATION,),
    "missing": (EXPLOITATION,),
    "radicalisation": (RADICALISATION,),
    "fgm": (HARMFUL_PRACTICE,),
    "honour_based": (HARMFUL_PRACTICE, DOMESTIC_ABUSE),
    "faith_or_belief": (HARMFUL_PRACTICE, PHYSICAL_ABUSE),
    "online_harm": (EXPLOITATION,),
    "bullying": (EMOTIONAL_ABUSE,),
    "self_harm": (MENTAL_HEALTH,),
    "child_mental_health": (MENTAL_HEALTH,),
    "parental_mental_health": (MENTAL_HEALTH,),
    "parental_learning_disability": (DISABILITY,),
    "parental_illness": (DISABILITY,),
    "alcohol_child": (SUBSTANCE_MISUSE,),
    "alcohol_parent": (SUBSTANCE_MISUSE,),
    "alcohol_household": (SUBSTANCE_MISUSE,),
    "drugs_child": (SUBSTANCE_MISUSE, EXPLOITATION),
    "drugs_parent": (SUBSTANCE_MISUSE,),
    "drugs_household": (SUBSTANCE_MISUSE,),
    "child_learning_disability": (DISABILITY,),
    "child_illness": (DISABILITY,),
    "young_carer": (NEGLECT, DISABILITY),
    "homelessness": (HOMELESSNESS,),
    "no_recourse": (HOMELESSNESS,),
    "school_absence": (NEGLECT, NOT_IN_SCHOOL),
    "offending_by_child": (EXPLOITATION,),
    "unborn": (UNBORN,),
    "perplexing": (PHYSICAL_ABUSE, DISABILITY),
    "animal_cruelty": (NEGLECT, DOMESTIC_ABUSE),
    "private_fostering": (PRIVATE_FOSTERING,),
    "unaccompanied": (UNACCOMPANIED, EXPLOITATION),
    "parent_offending": (PARENT_OFFENDING,),
    "private_law": (PRIVATE_LAW, DOMESTIC_ABUSE),
    "death": (CHILD_DEATH,),
    # Children and adults
    "poses_risk": (POSES_RISK,),
    "allegation": (ALLEGATION,),
    "domestic_abuse_seen": (DOMESTIC_ABUSE,),
    "relationship_abuse": (DOMESTIC_ABUSE,),
    "child_to_parent": (DOMESTIC_ABUSE, EMOTIONAL_ABUSE),
    "non_recent": (SEXUAL_ABUSE, PHYSICAL_ABUSE, POSES_RISK),
    "bruise_not_moving": (PHYSICAL_ABUSE,),
    "gang_violence": (EXPLOITATION,),
    "county_lines": (EXPLOITATION,),
    "sextortion": (EXPLOITATION, SEXUAL_ABUSE, MENTAL_HEALTH),
    "hate_crime": (EMOTIONAL_ABUSE, PHYSICAL_ABUSE),
    "cuckooing": (EXPLOITATION, SUBSTANCE_MISUSE),
    "drug_use_child": (SUBSTANCE_MISUSE, EXPLOITATION),
    "drug_use_parent": (SUBSTANCE_MISUSE,),
    "drug_use_household": (SUBSTANCE_MISUSE,),
    "drug_supply": (SUBSTANCE_MISUSE,),
    # Adults
    "physical": (PHYSICAL_ABUSE,),
    "sexual": (SEXUAL_ABUSE,),
    "psychological": (EMOTIONAL_ABUSE,),
    "financial": (FINANCIAL,),
    "discriminatory": (EMOTIONAL_ABUSE,),
    "organisational": (ORGANISATIONAL,),
    "neglect_omission": (NEGLECT,),
    "domestic_abuse": (DOMESTIC_ABUSE,),
    "sexual_exploitation": (EXPLOITATION, SEXUAL_ABUSE),
    "modern_slavery": (EXPLOITATION,),
    "self_neglect": (SELF_NEGLECT,),
}
