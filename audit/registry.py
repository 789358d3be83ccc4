"""What the desk asks of the apps above the log, which knows none of them: they say it, it listens."""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID


@dataclass(frozen=True)
class Week:
    """When a hub is open: weekday (0 is Monday) to opening and closing time, and the days it stays shut besides."""

    hours: Mapping[int, tuple[time, time]]
    closed_on: frozenset[date] = frozenset()


@dataclass(frozen=True)
class UnusualLooks:
    """Somebody's looks at a record on one day ("": at several), and a code of why an auditor should look into them."""

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
    """A record that is written once, as it is now. `before`: made when lines carried no digest yet."""

    kind: str
    key: str
    digest: str
    before: bool


@dataclass
class Registry:
    """`of`: the references of the record with this one and of all that belongs to it, such as its requests.
    `near`: the references of records that name the people of the record with this one, or those they live with.
    `is_reference`: has it the shape of a reference? Anything else typed may be a name.
    `unusual`: what was out of the ordinary on a day, in every hub.
    `frozen`: every record that is written once, in the order of kinds and keys. `may_be_gone`: was it right that a
    record which a line froze (its kind, its id) is no longer there?"""

    roles: list[tuple[str, str]] = field(default_factory=list)
    week: Callable[[int | None], Week | None] = lambda hub_id: None
    of: Callable[[str], list[str]] = lambda reference: []
    near: Callable[[str], list[str]] = lambda reference: []
    is_reference: Callable[[str], bool] = lambda typed: False
    unusual: Callable[[date], list[UnusualLooks]] = lambda day: []
    frozen: Callable[[], Generator[FrozenRecord]] = lambda: (one for one in ())
    may_be_gone: Callable[[str, UUID], bool] = lambda kind, record: False


registry = Registry()


def register(**hooks) -> None:
    for name, value in hooks.items():
        setattr(registry, name, value)
