"""What the desk asks of the apps above the log, which knows none of them: they say it, it listens."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, time


@dataclass(frozen=True)
class Week:
    """When a hub is open: weekday (0 is Monday) to opening and closing time, and the days it stays shut besides."""

    hours: Mapping[int, tuple[time, time]]
    closed_on: frozenset[date] = frozenset()


@dataclass
class Neighbours:
    """`near`: the references of records that name the people of the record with this one, or those they live with.
    `is_reference`: has it the shape of a reference? Anything else typed may be a name."""

    roles: list[tuple[str, str]] = field(default_factory=list)
    week: Callable[[int | None], Week | None] = lambda hub_id: None
    near: Callable[[str], list[str]] = lambda reference: []
    is_reference: Callable[[str], bool] = lambda typed: False


told = Neighbours()


def learn(**said) -> None:
    for name, value in said.items():
        setattr(told, name, value)
