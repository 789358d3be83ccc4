"""What the database counts for the dashboard, over every case of the hub."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, cast
from uuid import UUID

from agencies.models import Hub, User
from mash.postgres.functions import rows_of
from referrals.reports.period import Period

MOST_LISTED = 1000  # days are listed, the newest first, until there are so many cases


@dataclass(frozen=True)
class Scope:
    """Whose hub, for which period and about whom ("children", "adults" or "" for both), as of `now`."""

    user: User
    period: Period
    now: datetime
    about: str = ""

    @property
    def hub(self) -> Hub:
        return cast(Hub, self.user.hub)

    @property
    def arguments(self) -> tuple:
        """Return the arguments that the functions of the database share (referrals/access/figures.sql)."""
        period = self.period
        return self.user.hub_id, period.starts, period.ends, self.about, period.step, self.now

    @property
    def person_word(self) -> str:
        return {"adults": "adult", "children": "child"}.get(self.about, "person")

    @property
    def people_word(self) -> str:
        return self.about or "people"


@dataclass(frozen=True)
class Took:
    """Within what time half, and nine in ten, of what is done in one part of a figure were done."""

    half: timedelta | None = None
    nine_in_ten: timedelta | None = None


class Listed(NamedTuple):
    case: UUID | None  # None at the end says that there are further days
    times: int


class Counts:
    """The numbers behind all figures, in one query. They are as they are: `figures` withholds small ones."""

    def __init__(self, scope: Scope):
        self.numbers: dict[str, dict[tuple[str, str], int]] = {}
        self.took: dict[tuple[str, str], Took] = {}
        rows = rows_of("mash_figures", lambda *row: row, *scope.arguments)
        for figure, part, piece, number, half, nine_in_ten in rows:
            if piece is None:
                self.took[figure, part] = Took(half, nine_in_ten)
            else:
                self.numbers.setdefault(figure, {})[part, piece] = number

    def of(self, figure: str) -> dict[tuple[str, str], int]:
        return self.numbers.get(figure, {})

    def total(self, figure: str) -> int:
        return sum(self.of(figure).values())

    def parts(self, figure: str) -> dict[str, int]:
        """Return the number of each part, its pieces together."""
        parts: dict[str, int] = {}
        for (part, _), number in self.of(figure).items():
            parts[part] = parts.get(part, 0) + number
        return parts


def cases_behind(
    scope: Scope, figure: str, part: str | None, pieces: tuple[str, ...] | None, most: int = MOST_LISTED
) -> tuple[dict[UUID, int], bool]:
    """Return the cases of a figure that the user may see, with how often each counts, and whether there may be more.

    The newest days come first, until there are `most` cases.
    """
    wanted = list(pieces) if pieces is not None else None
    times: dict[UUID, int] = {}
    is_cut_short = False
    # A case that counts on two days, as one that was asked about again, comes twice.
    for case, number in rows_of("mash_figure_cases", Listed, *scope.arguments, figure, part, wanted, most):
        if case is None:
            is_cut_short = True
        else:
            times[case] = times.get(case, 0) + number
    return times, is_cut_short


def share_words(part: int, whole: int) -> str:
    """Return a share as `83% (5 of 6)`, or a dash if the whole is 0. Only all are 100%, and only none 0%."""
    if not whole:
        return "–"
    rounded = (200 * part + whole) // (2 * whole)
    percent = rounded if part in (0, whole) else min(max(rounded, 1), 99)
    return f"{percent}% ({part} of {whole})"
