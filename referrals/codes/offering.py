"""Which codes of a list a hub offers on a day. A code that is offered no longer stays in the records that have it."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.utils import timezone

from agencies.models import CodeSwitch, Hub
from agencies.rules.code_lists import Switch, is_offered
from mash.refusals import RuleViolation
from referrals.codes.facts import Body, CodeFacts, CodeList
from referrals.codes.lists import CONCERN, GATEWAY, NOT_INFORMED
from referrals.codes.people import PersonKind


def offered(
    code_list: CodeList,
    hub: Hub,
    *,
    kinds: Collection[str] = frozenset(PersonKind),
    body: Body | None = None,
    on: date | None = None,
) -> list[tuple[str, str]]:
    """Return (code, words) of what may be chosen: in force, not switched off, for any of `kinds` and by `body`."""
    on = on or timezone.localdate()
    powers = _powers_needed(code_list, hub, on)
    settled = CodeSwitch.objects.filter(hub=hub, list=code_list.key) if code_list.is_settled_by_hubs else []
    switches = {row.code: row for row in settled}
    return [
        (code.value, code.label)
        for code in code_list.codes
        for facts in [code_list.facts[code]]
        if facts.kinds & set(kinds)
        and (body is None or body in facts.bodies)
        and _is_open(facts, switches.get(code.value), on)
        and (not facts.with_power or facts.with_power in powers)
    ]


def _powers_needed(code_list: CodeList, hub: Hub, on: date) -> Collection[str]:
    """Return the powers that the hub offers, if any code of the list is offered only with one."""
    if not any(facts.with_power for facts in code_list.facts.values()):
        return ()
    return dict(offered(GATEWAY, hub, on=on))


def limits_at_intake(code_list: CodeList, subject_kinds: Collection[str]) -> dict[str, Any]:
    """Return the limits that `offered` takes in a referral about these kinds of people, or about nobody yet."""
    # What is told of an adult may be a worry about a child in the home; of children alone it is about them.
    limited = code_list is NOT_INFORMED or (code_list is CONCERN and PersonKind.ADULT not in subject_kinds)
    return {"kinds": subject_kinds} if limited and subject_kinds else {}


def refuse_not_offered(code_list: CodeList, code: str, hub: Hub, *, field: str, message: str, **limits) -> None:
    """Raise RuleViolation beside `field` if the hub does not offer this code. An empty code passes."""
    if code and code not in dict(offered(code_list, hub, **limits)):
        raise RuleViolation(message, field=field)


def _is_open(facts: CodeFacts, switch: CodeSwitch | None, on: date) -> bool:
    return is_offered(facts, Switch(switch.is_offered, switch.starts_on) if switch else None, on)
