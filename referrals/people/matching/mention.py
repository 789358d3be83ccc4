"""What one referral tells of one person, as far as it can show who they are."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple


class MentionKind(StrEnum):
    CHILD = "child"
    ADULT = "adult"
    UNBORN = "unborn"


class NameKind(StrEnum):
    TOLD = "told"
    ALIAS = "alias"
    PREVIOUS = "previous"


class NameMention(NamedTuple):
    """A name as it was typed. Either half may be empty."""

    first: str
    last: str
    kind: NameKind = NameKind.TOLD


class HomeMention(NamedTuple):
    """An address as it was typed. `uprn` is its unique property reference number, of 1 to 12 digits."""

    address: str
    postcode: str = ""
    uprn: str = ""


@dataclass(frozen=True)
class Mention:
    """A person as one referral tells of them. Texts are as they were typed; what is not known is left out.

    `age` is in whole years and was true on `told_on`, the day the referral came. `parents` are the names of the mother
    and father in the same referral: for a child without a first name or birth date they say most. People of one home
    share them, as they share the address, so all of it together proves little (`weights.toml`).
    """

    kind: MentionKind
    names: tuple[NameMention, ...] = ()
    date_of_birth: date | None = None
    age: int | None = None
    told_on: date | None = None
    expected_on: date | None = None
    sex: str = ""
    nhs_number: str = ""
    upn: str = ""
    phones: tuple[str, ...] = ()
    homes: tuple[HomeMention, ...] = ()
    schools: tuple[str, ...] = ()
    parents: tuple[NameMention, ...] = ()
