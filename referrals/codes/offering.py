"""Which codes of a list a hub offers on a day. A code that is offered no longer stays in the records that have it."""

from collections.abc import Collection
from datetime import date

from django.utils import timezone

from agencies.models import CodeSwitch, Hub
from agencies.rules.code_lists import Switch, is_offered
from mash.refusals import RuleViolation
from referrals.codes.facts import Body, CodeFacts, CodeList
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
    settled = CodeSwitch.objects.filter(hub=hub, list=code_list.key) if code_list.is_settled_by_hubs else []
    switches = {row.code: row for row in settled}
    return [
        (code.value, code.label)
        for code in code_list.codes
        for facts in [code_list.facts[code]]
        if facts.kinds & set(kinds)
        and (body is None or body in facts.bodies)
        and _is_open(facts, switches.get(code.value), on)
    ]


def refuse_not_offered(code_list: CodeList, code: str, hub: Hub, *, field: str, message: str, **limits) -> None:
    """Raise RuleViolation beside `field` if the hub does not offer this code. An empty code passes."""
    if code and code not in dict(offered(code_list, hub, **limits)):
        raise RuleViolation(message, field=field)


def _is_open(facts: CodeFacts, switch: CodeSwitch | None, on: date) -> bool:
    return is_offered(facts, Switch(switch.is_offered, switch.starts_on) if switch else None, on)
