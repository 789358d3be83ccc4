"""The lists as the hub's page and the documentation show them."""

from agencies.registry import ListedCode, ListedCodes
from referrals.codes.changed import NEW, NEW_LISTS
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
        changed=what_changed(code_list, code.value),
    )


def what_changed(code_list: CodeList, code: str) -> str:
    """Return what became of a code since the last release: it is new, has new words, or ended and what is used now."""
    facts = code_list.facts[code_list.codes(code)]
    if facts.ends:
        return f"ended; now {', '.join(f'`{name}`' for name in facts.instead)}" if facts.instead else "ended"
    if code_list.key not in NEW_LISTS and code not in NEW.get(code_list.key, ()):
        return ""
    before = {old.value: held.instead for old, held in code_list.facts.items() if code in held.instead}
    if not before:
        return "new"
    renamed = all(successors == (code,) for successors in before.values()) and len(before) == 1
    return f"{'renamed from' if renamed else 'new, instead of'} {', '.join(f'`{old}`' for old in before)}"
