"""The fields whose values the field log stores: states, times, counters and keys.

A coded field that describes a person is left out. Sex, ethnicity and alleged source are as personal
as a name, and so are a rating, an outcome, the reason for a restriction and the power relied on.
"""

IN_FULL = {
    "Referral": [
        "hub",
        "status",
        "channel",
        "received_at",
        "created_at",
        "created_by",
        "version",
        "changed_at",
        "allocated_to",
        "allocated_at",
        "next_due_at",
        "due_measure",
    ],
    "Person": ["referral", "position"],
    "InformationRequest": [
        "referral",
        "hub",
        "agency",
        "lawful_basis",
        "sent_by",
        "sent_at",
        "due_at",
        "clock_mode",
        "acknowledged_at",
        "acknowledged_by",
        "more_time_until",
        "first_answered_at",
        "closed_at",
        "released_at",
        "chased_before_at",
        "chased_after_at",
    ],
    "Item": ["response", "request", "position", "question", "replaces", "withdrawn_at", "marked_at"],
    "Decision": [
        "by",
        "at",
        "referral",
        "subject",
        "version",
        "stage",
        "state",
        "signed_by",
        "signed_at",
        "second_signed_by",
        "second_signed_at",
    ],
    # Its reason and its review date are left out: they say something about the family.
    "ClockPause": ["by", "at", "referral", "clock", "request", "ended_at", "ended_by"],
    "LawfulBasis": ["by", "at", "referral", "authorised_by", "authorised_at"],
}
