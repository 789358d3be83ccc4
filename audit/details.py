"""How what a line notes is put into words: for each of its keys a label, and a function that reads the value.

Each app describes the keys of its own events in its `event_details.py` and registers them when it starts.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from audit.registry import registry
from mash.govuk.moments import words

NOTHING = "None"
UNTIL_WITHDRAWN = "Until it is withdrawn"
LAST_YEAR = 9999  # the end of a grant without one


class Names:
    """The names behind the numbers in lines, as far as whoever reads may see them; looked up when first needed."""

    def looked_up(self) -> "Names":
        """Return these names, with all of them looked up: no query can be asked while lines are being copied."""
        for known in (self.people, self.agencies, self.hubs):
            len(known)
        return self

    def of(self, kind: str, number: Any) -> str:
        known = {"person": self.people, "agency": self.agencies, "hub": self.hubs}[kind]
        return known.get(str(number)) or f"{kind.capitalize()} number {number}, no longer known here"

    @cached_property
    def people(self) -> Mapping[str, str]:
        return registry.names("person")

    @cached_property
    def agencies(self) -> Mapping[str, str]:
        return registry.names("agency")

    @cached_property
    def hubs(self) -> Mapping[str, str]:
        return registry.names("hub")


def as_text(value: Any, names: Names) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, (list, tuple)):
        return "\n".join(as_text(item, names) for item in value) or NOTHING
    if isinstance(value, Mapping):
        return "; ".join(f"{plain(str(key))}: {as_text(inner, names)}" for key, inner in value.items()) or NOTHING
    return NOTHING if value in (None, "") else str(value)


Reader = Callable[[Any, Names], str]


@dataclass(frozen=True)
class Detail:
    """`machine`: a number or digest by which programs find something, shown beside the words and never among them."""

    label: str
    read: Reader = as_text
    machine: bool = False
    labels: Mapping[str, str] = field(default_factory=dict)  # the words of codes, where a search looks for them


def plain(code: str) -> str:
    return code.replace("_", " ").replace(".", " ").replace("-", " ").strip().capitalize()


def local(moment: datetime) -> str:
    """Return a time as the hub's clocks show it, with the name of its zone."""
    here = timezone.localtime(moment)
    return f"{words(timezone.localdate(moment))} at {here:%H:%M:%S %Z}"


def each(read: Callable[[Any, Names], str]) -> Reader:
    """Apply a reader to every item of a list, or to a single value."""

    def read_each(value: Any, names: Names) -> str:
        if value in (None, "") or value == []:
            return NOTHING
        return "\n".join(read(item, names) for item in value) if isinstance(value, list) else read(value, names)

    return read_each


def coded(*lists: Iterable[tuple[str, Any]]) -> Reader:
    """Read codes by their labels. A code that has left its list reads as plain words."""
    labels = labels_of(*lists)
    return each(lambda value, names: labels.get(str(value)) or plain(str(value)))


def labels_of(*lists: Iterable[tuple[str, Any]]) -> dict[str, str]:
    return {str(code): str(label) for choices in lists for code, label in choices}


def coded_detail(label: str, *lists: Iterable[tuple[str, Any]]) -> Detail:
    """Return a detail that is stored as a code of these lists, so that a search by its words can find it."""
    return Detail(label, coded(*lists), labels=labels_of(*lists))


def counted(choices: Iterable[tuple[str, Any]]) -> Reader:
    """Read a mapping of codes to how many there were."""
    read = coded(choices)
    return lambda value, names: (
        "\n".join(f"{read(code, names)}: {count}" for code, count in value.items())
        if isinstance(value, dict)
        else read(value, names)
    )


def named(kind: str) -> Reader:
    return each(lambda value, names: names.of(kind, value))


def as_moment(value: Any, names: Names) -> str:
    try:
        at = parse_datetime(str(value))
    except ValueError:
        at = None
    if at is None:
        return as_text(value, names)
    return UNTIL_WITHDRAWN if at.year >= LAST_YEAR else local(at)


def as_day(value: Any, names: Names) -> str:
    try:
        return words(date.fromisoformat(str(value)))
    except ValueError:
        return as_text(value, names)


def as_plain(value: Any, names: Names) -> str:
    return plain(str(value)) if value not in (None, "") else NOTHING


def as_page(value: Any, names: Names) -> str:
    return registry.pages.get(str(value)) or as_plain(value, names)


def by_field(value: Any, names: Names) -> str:
    """Read a mapping of fields, each by its own words. The line's page gives each field a row of its own."""
    return as_text(value, names)


def as_kinds(value: Any, names: Names) -> str:
    """Read the records that a line vouches for; their numbers are for programs."""
    return "\n".join(plain(str(frozen.get("kind", ""))) for frozen in value)


def detail_of(code: str, key: str) -> Detail | None:
    """Return how a key of a kind reads; what holds for one kind of line alone goes first."""
    return registry.details.get(f"{code} {key}") or registry.details.get(key)
