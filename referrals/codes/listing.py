"""The lists as the hub's page and the documentation show them."""

from agencies.registry import ListedCode, ListedCodes
from referrals.codes.facts import ANY_BODY, EVERYONE, Body, CodeFacts, CodeList
from referrals.codes.lists import LISTS
from referrals.codes.people import PersonKind

WHOM = {PersonKind.CHILD: "Children", PersonKind.ADULT: "Adults", PersonKind.UNBORN: "Unborn children"}


def for_the_hub() -> dict[str, ListedCodes]:
    return {
        key: ListedCodes(code_list.title, [_listed(code_list, code) for code in code_list.codes])
        for key, code_list in LISTS.items()
    }


def _listed(code_list: CodeList, code) -> ListedCode:
    facts: CodeFacts = code_list.facts[code]
    return ListedCode(
        code=code.value,
        words=code.label,
        family=code_list.family_words(code),
        whom="Everyone" if facts.kinds == EVERYONE else ", ".join(WHOM[kind] for kind in WHOM if kind in facts.kinds),
        bodies="Any body" if facts.bodies == ANY_BODY else ", ".join(b.label for b in Body if b in facts.bodies),
        source=facts.source,
        note=facts.note,
        starts=facts.starts,
        ends=facts.ends,
        waits=facts.waits,
        optional=facts.optional,
    )
