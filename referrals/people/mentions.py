"""What a person of a case is known by, as the mention that people are compared and searched for by."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from referrals.people.matching import HomeMention, Mention, MentionKind, NameKind, NameMention

APART = re.compile(r"[,;/\n]|\b(?:and|or|aka|also known as|formerly|n[ée]e)\b", re.IGNORECASE)


def mention_of(
    known: Any,
    *,
    told_on: date,
    parents: Iterable[tuple[str, str]] = (),
    homes: Iterable[HomeMention] = (),
    phones: Iterable[str] = (),
) -> Mention:
    """Return the mention of a Person, or of a row like it. `parents` are the names of those told in the same case;
    `homes` and `phones` were recorded beside what the case shows.
    """
    homes = [HomeMention(known.address, known.postcode, known.uprn), *homes]
    return Mention(
        kind=MentionKind(known.kind),
        names=(NameMention(known.first_name, known.last_name), *other_names(known.other_names, known.last_name)),
        date_of_birth=known.date_of_birth,
        age=known.estimated_age,
        told_on=told_on,
        expected_on=known.expected_on,
        sex="" if known.sex == "U" else known.sex,
        nhs_number=known.nhs_number,
        upn=known.upn,
        phones=tuple(filter(None, (known.phone, *phones))),
        homes=tuple(home for home in homes if any(home)),
        schools=(known.school,) if known.school else (),
        parents=tuple(NameMention(first, last) for first, last in parents),
    )


def other_names(typed: str, last_name: str) -> Iterable[NameMention]:
    """Return the names of a box in which people write several. A single word stands beside the last name."""
    for name in filter(None, (part.strip() for part in APART.split(typed))):
        first, _, last = name.rpartition(" ")
        yield NameMention(first or name, last if first else last_name, NameKind.ALIAS)
