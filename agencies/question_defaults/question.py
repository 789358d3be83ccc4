"""One question put to an agency, and the set an agency of one kind starts from."""

from collections.abc import Collection
from dataclasses import dataclass, field

BOTH = "both"
CHILD = "child"
BORN = "born"
UNBORN = "unborn"
ADULT = "adult"
BORN_OR_ADULT = "born_adult"

# The kinds of person that a question may be about. Nothing that only a born child can have done, such as been seen
# alone or missed a visit to the dentist, is asked about an unborn child.
WHOM: dict[str, frozenset[str]] = {
    BOTH: frozenset({"child", "unborn", "adult"}),
    CHILD: frozenset({"child", "unborn"}),
    BORN: frozenset({"child"}),
    UNBORN: frozenset({"unborn"}),
    ADULT: frozenset({"adult"}),
    BORN_OR_ADULT: frozenset({"child", "adult"}),
}


def fits(about: str, subject_kinds: Collection[str]) -> bool:
    """Return whether a question `about` these people is asked of a case about `subject_kinds`."""
    return bool(WHOM[about] & set(subject_kinds))


@dataclass(frozen=True, slots=True)
class DefaultQuestion:
    """The look-back is a suggestion the asker may shorten or lengthen; None means the present, or any time."""

    key: str
    text: str
    look_back_months: int | None = None
    about: str = BOTH  # a key of WHOM

    @property
    def look_back(self) -> str:
        if self.look_back_months is None:
            return ""
        years, months = divmod(self.look_back_months, 12)
        number, unit = (self.look_back_months, "month") if months else (years, "year")
        return f"the last {unit}" if number == 1 else f"the last {number} {unit}s"


def ask(key: str, text: str, *, years: int = 0, months: int = 0, only: str = BOTH) -> DefaultQuestion:
    return DefaultQuestion(key, text, years * 12 + months or None, only)


@dataclass(frozen=True, slots=True)
class DefaultSet:
    """What is always asked, and what is added for each theme of concern."""

    base: tuple[DefaultQuestion, ...]
    extras: dict[str, tuple[DefaultQuestion, ...]] = field(default_factory=dict)
