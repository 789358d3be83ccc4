"""Mentions of made-up people, in as few words as a test needs."""

from datetime import date

from referrals.people.matching import HomeMention, Mention, MentionKind, NameKind, NameMention

TODAY = date(2026, 12, 1)
NHS_NUMBER, ANOTHER_NHS_NUMBER = "9434765919", "4010232137"
UPN = "F820000150007"


def named(name: str, kind: NameKind = NameKind.TOLD) -> NameMention:
    first, _, last = name.partition(" ")
    return NameMention(first, last, kind)


def child(name: str, born: date | None = None, home: str = "", postcode: str = "", *, aliases=(), **facts) -> Mention:
    return _mention(MentionKind.CHILD, name, born, home, postcode, aliases, facts)


def adult(name: str, born: date | None = None, home: str = "", postcode: str = "", *, aliases=(), **facts) -> Mention:
    return _mention(MentionKind.ADULT, name, born, home, postcode, aliases, facts)


def unborn(last_name: str, due: date | None, home: str = "", postcode: str = "", **facts) -> Mention:
    homes = (HomeMention(home, postcode),) if home or postcode else ()
    return Mention(MentionKind.UNBORN, (NameMention("", last_name),), expected_on=due, homes=homes, **facts)


def _mention(kind, name, born, home, postcode, aliases, facts) -> Mention:
    names = (named(name), *(named(alias, NameKind.ALIAS) for alias in aliases))
    homes = (HomeMention(home, postcode),) if home or postcode else ()
    parents = tuple(named(parent) for parent in facts.pop("parents", ()))
    return Mention(kind, names, born, homes=homes, parents=parents, **facts)
