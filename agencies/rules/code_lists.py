"""Which codes of a list a hub offers, and since when a law it waits for is in force."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from django.db import transaction
from django.utils import timezone

from agencies import events, registry
from agencies.editions import lock_edition, raise_version
from agencies.models import CodeSwitch, Hub
from agencies.rules.dates import is_within
from audit.recording import record
from mash.refusals import RuleViolation


@dataclass(frozen=True)
class Switch:
    is_offered: bool
    starts_on: date | None = None


class Dated(Protocol):
    """What decides whether a code is offered: a listed code, or the facts behind it."""

    @property
    def starts(self) -> date | None: ...
    @property
    def ends(self) -> date | None: ...
    @property
    def waits(self) -> bool: ...
    @property
    def optional(self) -> bool: ...


def is_offered(code: Dated, switch: Switch | None, on: date) -> bool:
    """Return whether a hub that has settled `switch`, or nothing, offers the code on a day."""
    if code.waits:
        return bool(switch and switch.is_offered and switch.starts_on and switch.starts_on <= on)
    if code.optional and switch and not switch.is_offered:
        return False
    return is_within(code.starts, code.ends, on)


def offered_codes(hub: Hub, key: str, *, on: date | None = None) -> list[tuple[str, str]]:
    """Return (code, words) of what a hub offers from a list on a day, for the forms of this app."""
    on = on or timezone.localdate()
    switches = switches_of(hub, key)
    return [
        (listed.code, listed.words)
        for listed in registry.LISTS[key].codes
        if is_offered(listed, switches.get(listed.code), on)
    ]


def switchable(key: str) -> list[registry.ListedCode]:
    """Return the codes of a list about which a hub decides."""
    return [listed for listed in registry.LISTS[key].codes if listed.optional or listed.waits]


def switches_of(hub: Hub, key: str) -> dict[str, Switch]:
    """Return what holds for each code about which the hub decides, whether it has settled it or not."""
    settled = {row.code: Switch(row.is_offered, row.starts_on) for row in CodeSwitch.objects.filter(hub=hub, list=key)}
    return {listed.code: settled.get(listed.code, Switch(not listed.waits)) for listed in switchable(key)}


@transaction.atomic
def set_code_list(
    *, hub: Hub, key: str, switches: dict[str, Switch], by, seen: int | None = None, now: datetime | None = None
) -> bool:
    """Settle the codes in `switches`; the others stay. What is recorded already keeps its code and its words.

    Return whether anything changed.

    Raises RuleViolation beside `starts_<code>` if a law is offered without the day it came into force.
    """
    edition = lock_edition(hub, "list", key, seen=seen)
    before, known = switches_of(hub, key), {listed.code: listed for listed in switchable(key)}
    changed = {code: switch for code, switch in switches.items() if code in known and switch != before[code]}
    for code, switch in changed.items():
        if known[code].waits and switch.is_offered and switch.starts_on is None:
            raise RuleViolation("Enter the day on which it came into force", field=f"starts_{code}")
        values = {"is_offered": switch.is_offered, "starts_on": switch.starts_on}
        CodeSwitch.objects.update_or_create(hub=hub, list=key, code=code, defaults=values)
    if changed:
        raise_version(edition, by=by, now=now, what=f"changed the list “{registry.LISTS[key].title}”")
        record(
            events.CODE_LIST_CHANGED,
            about=hub,
            by=by,
            now=now,
            list=key,
            before={code: _log_text(before[code]) for code in changed},
            after={code: _log_text(switch) for code, switch in changed.items()},
        )
    return bool(changed)


def _log_text(switch: Switch) -> str:
    if not switch.is_offered:
        return "not offered"
    return f"offered from {switch.starts_on.isoformat()}" if switch.starts_on else "offered"
