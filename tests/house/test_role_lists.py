"""Lists of roles in SQL are those that agencies/roles.py has for what the function does.

A role that is added to agencies/roles.py is left out of no function: each function that asks for roles has a row here,
and asks with `mash_holds`, which knows when a role has ended.
"""

import re
from collections.abc import Iterator

from agencies import roles
from agencies.roles import ROLES, roles_with
from mash.postgres.sql_files import ROOT

FILES = sorted(path for folder in ("agencies", "audit", "referrals", "mash") for path in (ROOT / folder).rglob("*.sql"))
OVERSEES = {*roles_with(roles.CONFIRM_CHANGES), *roles_with(roles.GOVERN)}
# For each function, the permissions whose holders its lists are, in the order in which they stand there.
ASKED_FOR: dict[str, list[set[str]]] = {
    "mash_event_hubs": [set(roles_with(roles.VIEW_EVENTS))],
    "mash_governed_hubs": [set(roles_with(roles.GOVERN))],
    "mash_administered_hubs": [set(roles_with(roles.MANAGE_PEOPLE))],
    "mash_account_hubs": [OVERSEES],
    "mash_administered_hub": [set(roles_with(roles.MANAGE_PEOPLE))],
    "mash_reviews": [set(roles_with(roles.CONFIRM_CHANGES))],
    "mash_must_count": [set(roles_with(roles.VIEW_DASHBOARD))],
    "mash_may_confirm": [set(roles_with(roles.CONFIRM_CHANGES))],
    "mash_changes_waiting": [set(roles_with(roles.CONFIRM_CHANGES))],
    "mash_break_glass": [set(roles_with(roles.BREAK_GLASS))],
    "mash_manages": [
        {code for code in roles_with(roles.TRANSFER) if not ROLES[code].adults_only},
        {code for code in roles_with(roles.TRANSFER) if ROLES[code].adults_only},
    ],
    "mash_grant_access": [{code for code, role in ROLES.items() if role.team}],
    "mash_put_carried": [
        {code for code in roles_with(roles.RESTRICT) if not ROLES[code].adults_only},
        {code for code in roles_with(roles.RESTRICT) if ROLES[code].adults_only},
        {code for code, role in ROLES.items() if role.team},
    ],
    # who answers an ask gives access
    "mash_tell_of_ask": [set(roles_with(roles.RESTRICT)), set(roles_with(roles.GOVERN))],
    "mash_still_concerns": [set(roles_with(roles.GOVERN)), set(roles_with(roles.VIEW_EVENTS))],
    # who allocates looks into every case
    "mash_unusual_looks": [set(roles_with(roles.ALLOCATE))],
}
# These name roles without mash_holds.
OTHERWISE = {
    "mash_groups": "by the role, into which group",
    "mash_may_belong": "by the role, into which group",
    "mash_needs_two": "any role but those that one person gives",
    "mash_give_by_two": "any role but those that one person gives",
}
STATEMENT = re.compile(r"^CREATE (?:OR REPLACE FUNCTION|POLICY) (\w+(?: ON \w+)?)", re.MULTILINE)
HOLDS = re.compile(r"mash_holds\([^{;]*?'\{([a-z_,]+)\}'\)")
COMPARED = re.compile(r"\b(?:\w+\.)?role\s*(?:=|<>|IN\b|NOT IN\b|WHEN\b)|\bby_role\s*(?:=|IN\b)")
PLACES = {
    "h.team_group_id": lambda role: role.team and not role.decides,
    "(h.team_group_id, h.deciders_group_id)": lambda role: role.team and role.decides,
    "a.group_id": lambda role: role.of_agency,
}
LEADS = re.compile(r"WHEN '(\w+)' THEN (?:g\.group_id|place) (?:=|IN) (\([^)]*\)|[\w.]+)")


def statements() -> Iterator[tuple[str, str]]:
    """Yield the name of each function and policy in the SQL files, with its text without comments."""
    for path in FILES:
        text = re.sub(r"--[^\n]*", "", path.read_text())
        starts = [*STATEMENT.finditer(text)]
        bounds = [*(start.start() for start in starts), len(text)]
        for start, end in zip(starts, bounds[1:], strict=True):
            yield start[1], text[start.start() : end]


def lists_in(text: str) -> list[set[str]]:
    return [set(held.split(",")) for held in HOLDS.findall(text)]


def test_each_list_of_roles_is_who_has_the_permission():
    assert {name: lists for name, text in statements() if (lists := lists_in(text))} == ASKED_FOR


def test_nothing_asks_for_a_role_in_another_way():
    assert {name for name, text in statements() if name != "mash_holds" and COMPARED.search(text)} <= {
        *OTHERWISE,
        "mash_two_gave",  # compares a role with the one that was given
    }


def test_each_role_of_the_team_and_of_an_agency_leads_to_its_group():
    expected = {place: {code for code, role in ROLES.items() if wanted(role)} for place, wanted in PLACES.items()}
    texts = dict(statements())
    for name in ("mash_groups", "mash_may_belong"):
        leads: dict[str, set[str]] = {}
        for role, place in LEADS.findall(texts[name]):
            leads.setdefault(place, set()).add(role)
        assert leads == expected, name


def test_who_needs_no_second_person_is_named_alike():
    alone = {code for code, role in ROLES.items() if role.alone}
    texts = dict(statements())
    for name in ("mash_needs_two", "mash_give_by_two"):
        assert set(re.findall(r"role <> '(\w+)'", texts[name])) == alone, name


def test_a_role_left_out_is_noticed():
    text = "AND mash_holds(x, '{manager}') AND m.role IN ('manager')"
    assert lists_in(text) == [{"manager"}]
    assert COMPARED.search(text)
