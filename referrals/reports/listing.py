"""The list behind a figure: the cases that this person may see, and in words how many more are counted.

How many more follows from the figure and the list in any case, so it is said openly. Why a case is not listed
is not said: whether it is restricted or this person is barred from it, and of which kind it is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from referrals.access.visible import visible_referrals
from referrals.models import Referral
from referrals.reports.counting import Scope, cases_behind
from referrals.reports.figures import Figures
from referrals.reports.tables import Table

TOTALS = {"arrivals": "arrived", "overdue": "overdue_in_all"}  # the exact totals, by their table


@dataclass(frozen=True)
class CaseList:
    scope: Scope
    table: Table
    title: str
    number: int  # as the dashboard shows it
    times: dict[UUID, int]  # how often each case counts
    is_cut_short: bool

    @classmethod
    def of(cls, scope: Scope, figures: Figures, *, table: str, part: str, column: str) -> "CaseList | None":
        """Return the list behind a number of a table or behind its total; None where no number is shown."""
        shown = figures.tables().get(table or "arrivals")
        if shown is None or not shown.has_lists:
            return None
        if not column:
            if shown.key not in TOTALS or part:
                return None
            number = getattr(figures, TOTALS[shown.key])
            return cls(scope, shown, shown.title, number, *cases_behind(scope, shown.key, None, None))
        rows = [row for row in shown.rows if row.part == part]
        columns = [known for known in shown.every_column if known.key == column and not known.is_text]
        if not rows or not columns:
            return None
        [row], [chosen] = rows, columns
        number = row.numbers[chosen.key]
        if number is None:
            return None
        title = f"{shown.title}: {row.label}, {chosen.label.lower()}"
        return cls(scope, shown, title, number, *cases_behind(scope, chosen.figure or shown.key, part, chosen.pieces))

    @property
    def listed(self) -> int:
        return sum(self.times.values())

    @property
    def has_period(self) -> bool:
        """What is overdue is so now, whenever it arrived."""
        return self.table.key != "overdue"

    @property
    def unlisted(self) -> int:
        return 0 if self.is_cut_short else max(self.number - self.listed, 0)

    def cases(self) -> QuerySet[Referral]:
        """Return the cases through both walls, the newest first."""
        return visible_referrals(self.scope.user).filter(pk__in=list(self.times)).order_by("-received_at", "pk")

    def with_times(self, cases: Iterable[Referral]) -> list[tuple[Referral, int]]:
        """Return cases with how often each counts."""
        return [(case, self.times[case.pk]) for case in cases]
