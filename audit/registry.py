"""Hooks through which other apps tell the access log about records, roles and opening hours.

The audit app imports none of them; each registers its functions when it starts.
"""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID


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
    `names_address` address of the page that opens the names behind a reference; empty if there is none
    `unusual`       unusual access on a day, in every hub
    `frozen`        every frozen record, ordered by kind and key
    `may_be_gone`   whether a frozen record (kind, id) has been deleted rightly
    """

    roles: list[tuple[str, str]] = field(default_factory=list)
    week: Callable[[int | None], Week | None] = lambda hub_id: None
    of: Callable[[str], list[str]] = lambda reference: []
    near: Callable[[str], list[str]] = lambda reference: []
    is_reference: Callable[[str], bool] = lambda typed: False
    names_address: Callable[[str], str] = lambda reference: ""
    unusual: Callable[[date], list[UnusualLooks]] = lambda day: []
    frozen: Callable[[], Generator[FrozenRecord]] = _no_records
    may_be_gone: Callable[[str, UUID], bool] = lambda kind, record: False


registry = Registry()


def register(**hooks) -> None:
    for name, value in hooks.items():
        setattr(registry, name, value)
