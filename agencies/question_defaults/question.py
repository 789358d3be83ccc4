"""One question put to an agency, and the set an agency of one kind starts from."""

from dataclasses import dataclass, field

CHILD = "child"
ADULT = "adult"


@dataclass(frozen=True, slots=True)
class DefaultQuestion:
    """The look-back is a suggestion the asker may shorten or lengthen; None means the present, or any time."""

    key: str
    text: str
    look_back_months: int | None = None
    for_children: bool = True
    for_adults: bool = True

    @property
    def about(self) -> str:
        if self.for_children and self.for_adults:
            return "both"
        return CHILD if self.for_children else ADULT

    @property
    def look_back(self) -> str:
        if self.look_back_months is None:
            return ""
        years, months = divmod(self.look_back_months, 12)
        number, unit = (self.look_back_months, "month") if months else (years, "year")
        return f"the last {unit}" if number == 1 else f"the last {number} {unit}s"


def ask(key: str, text: str, *, years: int = 0, months: int = 0, only: str = "") -> DefaultQuestion:
    return DefaultQuestion(key, text, years * 12 + months or None, only != ADULT, only != CHILD)


@dataclass(frozen=True, slots=True)
class DefaultSet:
    """What is always asked, and what is added for each theme of concern."""

    base: tuple[DefaultQuestion, ...]
    extras: dict[str, tuple[DefaultQuestion, ...]] = field(default_factory=dict)
