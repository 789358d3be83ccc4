"""Saving settings so that the access log can show the values before and after."""

from decimal import Decimal
from typing import Any

from django.db import models


def save_changes(instance: models.Model, fields: tuple[str, ...], values: dict) -> dict[str, Any]:
    """Save the fields whose values differ; return {"before": {…}, "after": {…}} of those fields only."""
    changed = [name for name in fields if name in values and getattr(instance, name) != values[name]]
    before = {name: log_value(getattr(instance, name)) for name in changed}
    for name in changed:
        setattr(instance, name, values[name])
    if changed:
        instance.save(update_fields=changed)
    return {"before": before, "after": {name: log_value(getattr(instance, name)) for name in changed}}


FIELD_LABELS = {
    "link": "link to the hub",
    "notice_email": "email address for notices",
    "is_active": "answer to whether it can be asked",
    "signed_on": "date it was signed",
    "review_on": "date of its review",
    "location": "place of the signed copy",
    "phone": "telephone number in opening hours",
    "out_of_hours_phone": "telephone number out of hours",
    "duty_email": "email address of the duty team",
    "second_signature_outcomes": "outcomes that need a second signature",
    "second_look": "answer to whether ending work on babies and repeats needs a second signature",
    "repeat_threshold": "number of referrals that ask for a second look",
    "repeat_months": "months in which referrals count as repeats",
    "teams": "teams",
    "escalate_after_hours": "hours until a request is escalated",
    "break_glass_minutes": "minutes of an emergency opening",
    "restriction_review_days": "days until a restriction is reviewed",
    "pause_reasons": "hub’s own reasons for a pause",
    "pause_review_days": "days within which a pause is reviewed",
    "certify_days": "days until a role is reviewed",
    "stale_days": "days after which an unused account is listed",
    "helplines": "helplines",
    "privacy_contact": "contact for questions of privacy",
    "retention": "times for which things are kept",
}


def describe_change(changed: dict[str, dict]) -> str:
    """Describe the changed fields in a phrase, such as "changed the name and date of its review"."""
    *first, last = [FIELD_LABELS.get(name, name) for name in changed["after"]]
    return f"changed the {', '.join(first)} and {last}" if first else f"changed the {last}"


def log_value(value):
    """Return the value as the access log stores it: JSON types, and decimals without trailing zeros."""
    if isinstance(value, (list, tuple)):
        return [log_value(item) for item in value]
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value if value is None or isinstance(value, (bool, int, str)) else str(value)
