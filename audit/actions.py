"""Turns the filter of a search into what the access log may hold of it."""

from django.db import transaction

from audit import events, search_terms
from audit.recording import Subject, record

FREE_TEXT = ("reference", "seen", "purpose")  # terms that may contain a person's name


def loggable_terms(terms: dict) -> dict:
    """Return the terms of a filter with free text encrypted and everything else as text."""
    return {name: search_terms.protected(value) if name in FREE_TEXT else str(value) for name, value in terms.items()}


@transaction.atomic
def record_summary_exported(*, about: Subject, purpose: str, whole: bool, rows: int, by) -> None:
    """Record that the summary of who looked leaves the hub, before its first byte does."""
    record(events.WHO_LOOKED_EXPORTED, about=about, by=by, purpose=purpose, whole=whole, rows=rows)
