"""The fields whose values the field log stores, by model. Of every other field it stores only that it changed."""

# A list of what is shown, so that a new field stays masked until somebody adds it. Names and free text stay off it.
LOGGED_FIELDS = {
    "Hub": [
        "team_group",
        "deciders_group",
        "second_look",
        "repeat_threshold",
        "repeat_months",
        "break_glass_minutes",
        "restriction_review_days",
        "escalate_after_hours",
        "pause_review_days",
    ],
    "OpeningHours": ["hub", "weekday", "opens_at", "closes_at"],
    "Target": ["hub", "measure", "rating", "hours", "mode"],
    "Team": ["hub"],
    "Agency": ["hub", "kind", "link", "group", "is_active"],
    "SharingAgreement": ["hub", "agency"],
    "QuestionSet": ["hub", "agency_kind", "is_active"],
    "Question": ["question_set", "position", "look_back_months"],
    "User": ["last_login", "is_superuser", "hub", "agency", "team", "is_active", "invited_at", "suspended_at"],
    "Membership": ["user", "role", "started_at", "ended_at", "given_by"],
}
