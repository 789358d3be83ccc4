"""Turns the filter of a search into what the access log may hold of it."""

from audit import search_terms

FREE_TEXT = ("reference", "seen", "purpose")  # terms that may contain a person's name


def loggable_terms(terms: dict) -> dict:
    """Return the terms of a filter with free text encrypted and everything else as text."""
    return {name: search_terms.protected(value) if name in FREE_TEXT else str(value) for name, value in terms.items()}
