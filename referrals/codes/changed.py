"""Which codes are new since the last release, by the key of their list. A release empties it.

What ended says itself when, and what took its place (`CodeFacts.instead`).
"""

NEW: dict[str, tuple[str, ...]] = {
    "gateway": ("CA04-16H", "CA04-16LA-D", "CA06-40", "CTSA15-36", "HA96-213A", "HA96-213B", "BCIA09-55"),
    "purpose": ("review",),
    "article6": ("6ea",),
    "article9": ("no_special",),
    "outcome": ("emergency_protection", "pre_birth_assessment", "family_help_section_17", "early_help", "section_20"),
    "onward_route": (
        *("marac_conference", "idva", "dvds", "csods", "fmpo", "fgmpo", "serious_incident", "macpt", "family_group"),
        *("adult_safety", "care_act_advocate", "tell_family", "tell_adult", "csa_report"),
    ),
    "capacity": ("coerced",),
    "agency_kind": (
        *("substance_misuse", "domestic_abuse", "council_education", "fire", "cafcass", "immigration", "dwp"),
        *("prison", "care_provider", "regulator"),
    ),
    "concern": (
        *("domestic_abuse_seen", "relationship_abuse", "child_to_parent", "non_recent", "bruise_not_moving"),
        *("gang_violence", "county_lines", "sextortion", "hate_crime", "cuckooing", "drug_use_child"),
        *("drug_use_parent", "drug_use_household", "drug_supply"),
    ),
    "relationship": (
        *("special_guardian", "special_guard_child", "kinship_carer", "kinship_child", "adoptive_parent"),
        "adopted_child",
    ),
    "known_to": (
        *("section_47", "looked_after", "care_leaver", "family_help", "early_help", "pre_proceedings"),
        *("youth_justice", "section_42", "care_and_support"),
    ),
}
NEW_LISTS = ("article10", "without_consent", "fgm_duty", "decline_reason")  # every code of them
