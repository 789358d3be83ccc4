"""Hooks through which other apps tell the access log about records, roles and opening hours.

The audit app imports none of them; each registers its functions when it starts.
"""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True)
class Week:
    """When a hub is open: weekday (0 is Monday) to opening and closing time, and other days on which it is closed."""

    hours: Mapping[int, tuple[time, time]]
    closed_on: frozenset[date] = frozenset()


@dataclass(frozen=True)
class UnusualLooks:
    """One person's access to a record on one day, with the reason code for listing it.

    `reference` is "" where several records are meant.
    """

    hub_id: int
    by_id: int
    by_name: str
    reference: str
    reason: str
    lines: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True)
class FrozenRecord:
    """A frozen record as it is now. `before` is True if it was made before lines carried digests."""

    kind: str
    key: str
    digest: str
    before: bool


def _no_records() -> Generator[FrozenRecord]:
    yield from ()


@dataclass
class Registry:
    """The hooks, with defaults that know nothing.

    `of`            references of the record with this reference and of what belongs to it, such as its requests
    `near`          references of records that name the same people, or those they live with
    `is_reference`  whether a text has the form of a reference; any other text may be a name
    `written`       a reference in its usual spelling
    `names_address` address of the page that opens the names behind a reference; empty if there is none
    `unusual`       unusual access on a day, in every hub
    `unusual_now`   the same between two times of one day, without the reasons that need a whole day
    `tell_watchers` post a mail to those who read a hub's log
    `frozen`        every frozen record, ordered by kind and key
    `may_be_gone`   whether a frozen record (kind, id) has been deleted rightly
    `names`         names of all people, agencies or hubs that whoever asks may see, by number
    `details`       how each key of a line reads (audit/details.py): by key, or by "kind key" where it differs
    `pages`         what the pages are called, by the name of their URL
    `readings`      codes of lines that say somebody read part of a record
    `ways_in`       how the roles that see a hub's records without a grant are described, by the role's code
    """

    roles: list[tuple[str, str]] = field(default_factory=list)
    week: Callable[[int | None], Week | None] = lambda hub_id: None
    of: Callable[[str], list[str]] = lambda reference: []
    near: Callable[[str], list[str]] = lambda reference: []
    is_reference: Callable[[str], bool] = lambda typed: False
    written: Callable[[str], str] = lambda typed: typed
    names_address: Callable[[str], str] = lambda reference: ""
    unusual: Callable[[date], list[UnusualLooks]] = lambda day: []
    unusual_now: Callable[[datetime, datetime], list[UnusualLooks]] = lambda since, until: []
    tell_watchers: Callable[..., None] = lambda **message: None
    frozen: Callable[[], Generator[FrozenRecord]] = _no_records
    may_be_gone: Callable[[str, UUID], bool] = lambda kind, record: False
    names: Callable[[str], Mapping[str, str]] = lambda kind: {}
    details: dict[str, Any] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    readings: frozenset[str] = frozenset()
    ways_in: dict[str, str] = field(default_factory=dict)


registry = Registry()


def register(**hooks) -> None:
    for name, value in hooks.items():
        setattr(registry, name, value)


def register_words(*, details: Mapping[str, Any], pages: Mapping[str, str]) -> None:
    """Add an app's words to those of the others. Raises ImproperlyConfigured if two apps describe the same."""
    pairs = [(registry.details, details), (registry.pages, pages)]
    if twice := {key for known, added in pairs for key in added if known.get(key, added[key]) != added[key]}:
        raise ImproperlyConfigured(f"Described by two apps: {', '.join(sorted(twice))}")
    registry.details.update(details)
    registry.pages.update(pages)
