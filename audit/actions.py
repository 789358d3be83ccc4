"""What is noted of a search of the access log."""

from audit import search_terms

FREE_TEXT = ("reference", "seen", "purpose")  # into which somebody may have typed a name


def loggable_terms(terms: dict) -> dict:
    return {name: search_terms.protected(value) if name in FREE_TEXT else str(value) for name, value in terms.items()}
