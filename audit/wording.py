"""A line of the access log in words: its kind as a sentence, its detail as a list."""

from audit.models import Event
from audit.recording import KINDS
from audit.search_terms import CIPHERTEXT


def sentence(code: str) -> str:
    """Return the sentence of a kind. Old lines may have a kind that no longer exists: then its code."""
    return KINDS[code].sentence if code in KINDS else code


def plain(code: str) -> str:
    return code.replace("_", " ").replace(".", " ").strip().capitalize()


def page(event: Event) -> str:
    """Return which page of the record was opened, or "" if the line does not say."""
    opened = event.detail.get("page", "") if isinstance(event.detail, dict) else ""
    return plain(opened) if isinstance(opened, str) else ""


def roles(event: Event) -> str:
    return ", ".join(plain(code) for code in event.by_role.split(", ")) if event.by_role else ""


def kinds() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return every kind of line as grouped choices for a select."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for kind in sorted(KINDS.values(), key=lambda kind: kind.sentence):
        groups.setdefault(plain(kind.code.split(".")[0]), []).append((kind.code, kind.sentence))
    return sorted(groups.items())


def detail(event: Event) -> list[dict[str, str]]:
    return [{"key": key, "value": value} for key, value in _flat(event.detail, "")]


def _flat(value, key: str) -> list[tuple[str, str]]:
    if not isinstance(value, dict):
        return [(key, _words(value))]
    shown = {name: inner for name, inner in value.items() if name != CIPHERTEXT}
    return [pair for name, inner in shown.items() for pair in _flat(inner, f"{key}, {name}" if key else plain(name))]


def _words(value) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return "\n".join(_words(item) for item in value) or "None"
    if isinstance(value, dict):
        return "; ".join(f"{key} {_words(inner)}" for key, inner in value.items())
    return "None" if value in (None, "") else str(value)
