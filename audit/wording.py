"""A line of the access log in words: its kind as a sentence, its detail as a list."""

from collections.abc import Iterator
from typing import Any

from audit import recording
from audit.details import Detail, Names, as_page, as_text, by_field, coded, detail_of, plain
from audit.models import Event
from audit.recording import KINDS
from audit.registry import registry
from audit.search_terms import CIPHERTEXT
from mash.govuk.wording import in_sentence

NOBODY = {
    recording.SYSTEM.name: "The system itself",
    recording.OPERATOR.name: "Somebody at the server itself",
}


def sentence(code: str) -> str:
    """Return the sentence of a kind. Old lines may have a kind that no longer exists: then its code."""
    return KINDS[code].sentence if code in KINDS else code


def page(event: Event) -> str:
    """Return which page of the record was opened, or "" if the line does not say."""
    opened = event.detail.get("page", "") if isinstance(event.detail, dict) else ""
    return as_page(opened, Names()) if opened and isinstance(opened, str) else ""


def who(by_name: str) -> str:
    """Return the name of whoever acted; those without an account have fixed names in capitals or none."""
    return NOBODY.get(by_name, by_name)


def roles(by_role: str) -> str:
    """Return the names of the roles somebody acted under. A role that no longer exists reads as plain words."""
    return coded(registry.roles)(by_role.split(", "), Names()).replace("\n", ", ") if by_role else ""


def purpose(code: str, stored: str) -> str:
    """Return the stated purpose. Where a kind of line has a list of purposes, it is stored as a code."""
    how = registry.details.get(f"{code} purpose")
    return how.read(stored, Names()) if how and stored else stored


def kinds() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return every kind of line as grouped choices for a select."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for kind in sorted(KINDS.values(), key=lambda kind: kind.sentence):
        groups.setdefault(plain(kind.code.split(".")[0]), []).append((kind.code, kind.sentence))
    return sorted(groups.items())


def detail(event: Event, names: Names | None = None) -> list[dict[str, str]]:
    """Return what a line notes, in words."""
    names = names or Names()
    rows = _rows(event.code, event.detail)
    return [{"key": label, "value": how.read(value, names)} for label, how, value in rows if not how.machine]


def codes(event: Event) -> list[dict[str, str]]:
    """Return what a line notes as it is stored, for programs; the purpose too where words stand for its code."""
    in_words = purpose(event.code, event.purpose) != event.purpose
    stored = [("purpose", event.purpose)] if in_words else []
    stored += [(key, value) for key, value in _stored(event.detail) if value != []]
    return [{"key": key, "value": as_text(value, Names())} for key, value in stored]


def noted(code: str, stored: Any, names: Names) -> str:
    """Return what a line notes as one line of text."""
    rows = [(label, how.read(value, names)) for label, how, value in _rows(code, stored) if not how.machine]
    return "; ".join(f"{label}: {value}".replace("\n", ", ") for label, value in rows)


def _rows(code: str, stored: Any, before: str = "") -> Iterator[tuple[str, Detail, Any]]:
    if not isinstance(stored, dict):
        yield before or "Noted", Detail("Noted"), stored
        return
    for key, value in stored.items():
        if key == CIPHERTEXT:
            continue
        how = detail_of(code, key) or Detail(plain(key))
        label = f"{before}: {in_sentence(how.label)}" if before else how.label
        # What was searched for is stored closed, under the name of its field.
        if isinstance(value, dict) and (how.read in (by_field, as_text) or CIPHERTEXT in value):
            yield from _rows(code, value, label)
        else:
            yield label, how, value


def _stored(stored: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    if not isinstance(stored, dict):
        yield before, stored
        return
    for key, value in stored.items():
        if key != CIPHERTEXT:
            yield from _stored(value, f"{before}.{key}" if before else key)
