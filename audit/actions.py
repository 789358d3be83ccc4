"""What is noted of a search of the access log."""


def as_noted(terms: dict) -> dict[str, str]:
    return {name: str(value) for name, value in terms.items()}
