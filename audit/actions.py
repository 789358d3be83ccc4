"""What is noted of a search of the access log."""

from audit import searched

TYPED = ("reference", "seen", "purpose")  # into which somebody may have typed a name


def as_noted(terms: dict) -> dict:
    return {name: searched.noted(value) if name in TYPED else str(value) for name, value in terms.items()}
